//! The worker alone, for tests which have no executable of their own with a worker mode.

fn main() -> std::process::ExitCode {
    holdfast_import::worker_main()
}
