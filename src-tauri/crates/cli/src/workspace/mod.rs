//! `holdfast workspace`: one short function a command.

mod decide;
mod door;
mod history;
mod import;
mod issue;
mod past;
mod set;

use crate::args::workspace::WorkspaceCommand;
use holdfast_workspace::Failure;

pub fn run(command: &WorkspaceCommand) -> Result<u8, Failure> {
    match command {
        WorkspaceCommand::New(args) => import::new(args),
        WorkspaceCommand::Import(args) => import::import(args),
        WorkspaceCommand::Status(args) => import::status(args),
        WorkspaceCommand::Set(args) => set::set(args),
        WorkspaceCommand::Decide(args) => decide::decide(args),
        WorkspaceCommand::Request(args) => decide::request(args),
        WorkspaceCommand::Undo(args) => history::undo(args),
        WorkspaceCommand::Redo(args) => history::redo(args),
        WorkspaceCommand::History(args) => history::history(args),
        WorkspaceCommand::Changes(args) => past::changes(args),
        WorkspaceCommand::Choose(args) => past::choose(args),
        WorkspaceCommand::Issue(args) => issue::issue(args),
        WorkspaceCommand::Issued(args) => issue::issued(args),
        WorkspaceCommand::Export(args) => issue::export(args),
        WorkspaceCommand::Copy(args) => history::copy(args),
        WorkspaceCommand::Check(args) => history::check(args),
        WorkspaceCommand::Restore(args) => history::restore(args),
    }
}
