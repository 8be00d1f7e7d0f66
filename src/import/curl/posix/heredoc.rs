//! Here-documents: `<<EOF` and the lines up to `EOF`.

use super::Shell;
use crate::import::curl::words::Command;
use crate::import::curl::words::Stdin;

/// A here-document whose body begins behind the current line.
pub(super) struct Heredoc {
    pub(super) end: String,
    pub(super) strip_tabs: bool,
    pub(super) literal: bool,
    /// Which command reads it: its index, once that is finished.
    pub(super) command: usize,
}

impl Shell<'_, '_> {
    /// Reads the bodies of the here-documents that were announced on the line that just ended.
    pub(super) fn read_heredocs(&mut self) {
        for heredoc in std::mem::take(&mut self.heredocs) {
            let mut body = String::new();
            while !self.rest().is_empty() {
                let line = self.rest().split_inclusive('\n').next().unwrap_or_default();
                self.at += line.len();
                let line = if heredoc.strip_tabs { line.trim_start_matches('\t') } else { line };
                if line.trim_end_matches(['\r', '\n']) == heredoc.end {
                    break;
                }
                body.push_str(line);
            }
            let bytes = if heredoc.literal { body.into_bytes() } else { self.expanded(&body) };
            if let Some(command) = self.out.commands.get_mut(heredoc.command) {
                command.stdin = Some(Stdin::Bytes(bytes));
            }
        }
    }

    /// A here-document's body with its variables.
    fn expanded(&mut self, body: &str) -> Vec<u8> {
        let mut inner = Shell {
            source: self.source,
            text: body,
            at: 0,
            out: std::mem::take(&mut self.out),
            command: Command::default(),
            heredocs: Vec::new(),
            assigned: std::mem::take(&mut self.assigned),
        };
        let mut bytes = Vec::new();
        while inner.next().is_some() {
            inner.in_double_quotes(&mut bytes);
        }
        (self.out, self.assigned) = (inner.out, inner.assigned);
        bytes
    }
}
