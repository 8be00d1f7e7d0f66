//! Errors at the edge: one clear line on stderr, hints below it, and an exit code.

use super::exit::Exit;
use crate::engine::ComposeFailure;
use crate::engine::OpenError;
use std::io::Write as _;

/// What went wrong, in words, with what to try.
#[derive(Debug)]
pub(super) struct CliError {
    pub(super) message: String,
    pub(super) hint: Option<String>,
    pub(super) exit: Exit,
}

impl CliError {
    /// A wrong use or a wrong input.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, exit: Exit::Usage }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<OpenError> for CliError {
    fn from(error: OpenError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<ComposeFailure> for CliError {
    fn from(error: ComposeFailure) -> Self {
        Self::usage(error.to_string())
    }
}

/// Says it, and gives the exit code.
pub(super) fn report(error: &CliError) -> Exit {
    let mut text = format!("why4xx: {}\n", harmless(&error.message));
    if let Some(hint) = &error.hint {
        text.extend(["hint: ", &harmless(hint), "\n"]);
    }
    say(&text);
    error.exit
}

/// clap's own words: help and version are no errors.
pub(super) fn usage(error: &clap::Error) -> Exit {
    let wanted = !error.use_stderr();
    // A closed pipe is no reason to complain.
    let _ = error.print();
    if wanted { Exit::Well } else { Exit::Usage }
}

/// A line on stderr that is no result: notices, progress.
pub(super) fn notice(text: &str) {
    say(&format!("{}\n", harmless(text)));
}

pub(super) fn say(text: &str) {
    // Where stderr is closed there is nobody to tell.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Our own line breaks stay; foreign bytes in a message cannot act.
fn harmless(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| crate::wire::escape::visible(line.as_bytes())).collect();
    lines.join("\n")
}
