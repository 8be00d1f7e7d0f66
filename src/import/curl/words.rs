//! Command lines as words: which shell a text is written for, and what every such shell's reader gives.

use super::cmd;
use super::posix;
use super::powershell;
use crate::import::importer::ImportError;
use crate::import::importer::Leftover;
use crate::import::source::Source;

/// One word as the program would get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its bytes; a shell variable stands as `{{NAME}}`.
    pub(super) text: Vec<u8>,
    /// Where it starts in the source's text.
    pub(super) at: usize,
}

impl Word {
    /// The word as text, for options and names.
    pub(super) fn lossless(&self) -> Option<&str> {
        std::str::from_utf8(&self.text).ok()
    }
}

/// What a command reads from its standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stdin {
    /// Given in the text: a here-document, a here-string, an `echo` before the pipe.
    Bytes(Vec<u8>),
    /// A file.
    File(String),
}

/// One command of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) words: Vec<Word>,
    pub(super) stdin: Option<Stdin>,
    /// Whether the next command reads what this one writes.
    pub(super) piped: bool,
}

/// All commands of a text, and what is left over.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) commands: Vec<Command>,
    pub(super) leftovers: Vec<Leftover>,
    /// The shell variables that stand as `{{NAME}}` in words, each once, with a default where one is given.
    pub(super) variables: Vec<(String, Option<String>)>,
}

impl Script {
    pub(super) fn variable(&mut self, name: &str, default: Option<&str>) {
        if !self.variables.iter().any(|(known, _)| known == name) {
            self.variables.push((name.to_owned(), default.map(str::to_owned)));
        }
    }
}

/// The shell that a text is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    /// sh, bash, zsh.
    Posix,
    /// cmd.exe, as in "Copy as cURL (cmd)".
    Cmd,
    /// `PowerShell`.
    Power,
}

impl Shell {
    /// Told by what continues a line or escapes a quote; without either, the text is for a POSIX shell.
    pub(super) fn of(text: &str) -> Self {
        let ends = |mark: &str| text.lines().any(|line| line.trim_end().ends_with(mark));
        if text.contains("^\"") || ends(" ^") {
            return Self::Cmd;
        }
        if ends(" `") || text.contains("$env:") || text.trim_start().starts_with("PS ") {
            return Self::Power;
        }
        match text.trim_start().starts_with("curl.exe") {
            true if text.contains('\'') => Self::Power,
            true => Self::Cmd,
            false => Self::Posix,
        }
    }
}

/// Splits a text into commands and words.
pub(super) fn script(source: &Source<'_>, text: &str) -> Result<Script, ImportError> {
    match Shell::of(text) {
        Shell::Posix => posix::script(source, text),
        Shell::Cmd => Ok(cmd::script(source, text)),
        Shell::Power => powershell::script(source, text),
    }
}
