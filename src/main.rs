//! The roof: picks a face and maps its end to an exit code.

use std::io::Write as _;
use std::process::ExitCode;
use why4xx::cli;
use why4xx::cli::Next;
use why4xx::cli::Opening;
use why4xx::tui;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Next::Leave(exit) => ExitCode::from(exit.code()),
        Next::Open(opening) => open(opening),
    }
}

/// Shows the screens; where there is no terminal for them, says so.
fn open(opening: Opening) -> ExitCode {
    let colours = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let story = opening.story.map(str::to_owned);
    let start = tui::Start { story, files: Vec::new(), colours, history: opening.history };
    match tui::run(&start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where stderr is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
