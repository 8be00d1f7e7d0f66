//! Standard output: bytes, rows, JSON. A pipe that is closed at the other end is a quiet end.

use super::Color;
use super::Next;
use super::ansi;
use super::error::CliError;
use super::error::say;
use super::exit::Exit;
use crate::present::Role;
use crate::present::Row;
use crate::wire::escape::is_harmless;
use serde::Serialize;
use std::io::IsTerminal as _;
use std::io::Write as _;

/// Collects what a command prints, and writes it.
pub(super) struct Output {
    colored: bool,
    /// Whether stderr may be coloured.
    colored_beside: bool,
    terminal: bool,
    failed: Option<std::io::Error>,
}

impl Output {
    pub(super) fn new(color: Color) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colored = |terminal: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !no_color,
        };
        let colored_beside = colored(std::io::stderr().is_terminal());
        Self { colored: colored(terminal), colored_beside, terminal, failed: None }
    }

    /// Says on stderr, in red where there are colours, that something safe is switched off.
    pub(super) fn alarm(&self, text: &str) {
        let row = Row::of(format!("warning: {text}"), Role::Error);
        say(&format!("{}\n", ansi::text(&row, self.colored_beside)));
    }

    /// Whether a person sees it at once.
    pub(super) const fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// How wide rows may be: the terminal's width up to 120 columns; 100 into a pipe.
    pub(super) fn width(&self) -> usize {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let known = if self.terminal { terminal_width().or(columns) } else { columns };
        known.unwrap_or(100).clamp(40, 120)
    }

    /// Whether nobody reads any more: what is still to be printed need not be made.
    pub(super) const fn is_closed(&self) -> bool {
        self.failed.is_some()
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            self.failed = std::io::stdout().lock().write_all(bytes).err();
        }
    }

    pub(super) fn line(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(b"\n");
    }

    pub(super) fn rows(&mut self, rows: &[Row]) {
        for row in rows {
            let text = ansi::text(row, self.colored);
            self.line(text.trim_end());
        }
    }

    /// JSON, indented; what a terminal would act on stands as `\u…`, which means the same.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| CliError::usage(error.to_string()))?;
        let mut safe = String::with_capacity(text.len());
        for c in text.chars() {
            if c == '\n' || is_harmless(c) {
                safe.push(c);
            } else {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    safe.extend(["\\u".to_owned(), format!("{unit:04x}")]);
                }
            }
        }
        self.line(&safe);
        Ok(())
    }

    /// The end of a command: whether everything could be written.
    pub(super) fn finish(mut self, next: Next) -> Next {
        if self.failed.is_none() {
            self.failed = std::io::stdout().lock().flush().err();
        }
        match self.failed {
            Some(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Next::Leave(
                super::error::report(&CliError::usage(format!("standard output: {error}"))),
            ),
            Some(_) => match next {
                Next::Leave(_) => next,
                Next::Open(_) => Next::Leave(Exit::Well),
            },
            None => next,
        }
    }
}

fn terminal_width() -> Option<usize> {
    // clap's own measure of the terminal is not public; COLUMNS and a common default serve.
    None
}
