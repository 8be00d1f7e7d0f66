//! The roof: picks a face and maps its end to an exit code.

use std::io::Write as _;
use std::process::ExitCode;
use why4xx::cli;
use why4xx::cli::Next;
use why4xx::tui;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Next::Leave(exit) => ExitCode::from(exit.code()),
        Next::Open(story) => open(story),
    }
}

/// Shows the screens; where there is no terminal for them, says so.
fn open(story: Option<&'static str>) -> ExitCode {
    let colours = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let start = tui::Start { story: story.map(str::to_owned), files: Vec::new(), colours };
    match tui::run(&start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where stderr is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
