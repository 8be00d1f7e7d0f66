//! The roof: picks a face and maps its end to an exit code.

use std::process::ExitCode;
use why4xx::cli;
use why4xx::cli::Next;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Next::Leave(exit) => ExitCode::from(exit.code()),
        Next::Open(_) => ExitCode::from(2),
    }
}
