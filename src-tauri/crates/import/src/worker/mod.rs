//! The worker: a process of its own which parses one file, given on standard input, and sends its cells
//! to standard output. It may abort, loop or be killed at any moment; nothing depends on it ending well.

mod book;
mod csv;
mod numfmt;
mod ods;
mod ole;
mod send;
mod survey;
mod texts;
mod value;
mod xls;
mod xlsb;
mod xlsx;

use crate::wire::sniff::Family;
use crate::wire::stop;
use send::{Halt, Sent, Sink};
use std::io::{Read, Write};
use std::process::ExitCode;

/// First argument of an executable which is to be the worker.
pub const WORKER_ARGUMENT: &str = "--holdfast-worker";

/// What the worker is told on its command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Orders {
    pub family: Family,
    /// Most bytes a zip archive may unpack to.
    pub unpacked: u64,
    /// Most cells.
    pub cells: u64,
    /// Most memory in bytes.
    pub memory: u64,
    /// Most processor time in seconds.
    pub seconds: u64,
}

impl Orders {
    /// As arguments after [`WORKER_ARGUMENT`].
    pub fn arguments(self) -> [String; 5] {
        [
            self.family.word().to_owned(),
            self.unpacked.to_string(),
            self.cells.to_string(),
            self.memory.to_string(),
            self.seconds.to_string(),
        ]
    }

    fn parse(arguments: &[String]) -> Option<Orders> {
        let number = |at: usize| arguments.get(at)?.parse().ok();
        Some(Orders {
            family: Family::from_word(arguments.first()?)?,
            unpacked: number(1)?,
            cells: number(2)?,
            memory: number(3)?,
            seconds: number(4)?,
        })
    }
}

/// The worker's `main`: what an executable runs, before anything else, when its first argument is
/// [`WORKER_ARGUMENT`]. Reads the file from standard input and writes frames to standard output.
pub fn worker_main() -> ExitCode {
    // A panic names the parser's source and sometimes the data: neither belongs on a terminal.
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<String> = std::env::args().skip(2).collect();
    let Some(orders) = Orders::parse(&arguments) else {
        return ExitCode::from(2);
    };
    restrain(orders);
    match work(orders, std::io::stdin().lock(), std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Sets the ceilings the system enforces: memory, processor time, no core file with the user's data.
#[cfg(target_os = "linux")]
fn restrain(orders: Orders) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |most: u64| Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    // Address space beyond what the executable itself maps; the data limit leaves its libraries out.
    let mapped = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|s| {
            s.split(' ')
                .next()
                .and_then(|pages| pages.parse::<u64>().ok())
        })
        .unwrap_or(0)
        .saturating_mul(4096);
    let _ = setrlimit(Resource::Data, limit(orders.memory));
    let _ = setrlimit(Resource::As, limit(orders.memory.saturating_add(mapped)));
    let _ = setrlimit(Resource::Cpu, limit(orders.seconds.saturating_add(1)));
    let _ = setrlimit(Resource::Core, limit(0));
}

#[cfg(not(target_os = "linux"))]
fn restrain(_: Orders) {}

/// Parses the file on `input` and sends its cells; a refusal is sent as such.
pub(crate) fn work(orders: Orders, mut input: impl Read, output: impl Write) -> Sent {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let mut sink = Sink::new(output, orders.cells);
    match parse(orders, bytes, &mut sink) {
        Ok(()) => sink.end(),
        Err(Halt::Refused(stop)) => sink.stop(&stop),
        Err(Halt::Deaf) => Err(Halt::Deaf),
    }
}

fn parse<W: Write>(orders: Orders, bytes: Vec<u8>, sink: &mut Sink<W>) -> Sent {
    match orders.family {
        Family::Text => csv::read(bytes, sink),
        Family::Ole => match ole::check(&bytes)? {
            ole::Content::Encrypted => Err(stop::password().into()),
            ole::Content::Workbook(book) => xls::read(&bytes, &book, sink),
        },
        Family::Zip => {
            let survey = survey::survey(&bytes, orders.unpacked)?;
            match survey.kind {
                survey::Kind::Xlsx => xlsx::read(&bytes, &survey, sink),
                survey::Kind::Xlsb => xlsb::read(&bytes, &survey, sink),
                survey::Kind::Ods => ods::read(&bytes, &survey, sink),
            }
        }
    }
}
