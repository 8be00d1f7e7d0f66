//! Targets that are code: one client, its powers, and the function that writes an intent for it.

use super::exporter::ExportOptions;
use super::exporter::Exported;
use super::exporter::Exporter;
use super::fit::fit;
use super::intent::Intent;
use super::powers::Powers;
use super::subject::Subject;

/// A client of some language.
pub(super) struct CodeTarget {
    /// The name in `--to`.
    pub kind: &'static str,
    /// What it writes, in a few words.
    pub about: &'static str,
    /// What the client can do with the code that `write` writes.
    pub powers: Powers,
    /// Writes the code; may add warnings of its own to the intent.
    pub write: fn(&mut Intent) -> String,
}

impl Exporter for CodeTarget {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn export(&self, subject: &Subject<'_>, options: ExportOptions) -> Exported {
        let mut intent = Intent::read(subject, options);
        fit(&mut intent, &self.powers);
        let text = (self.write)(&mut intent).into_bytes();
        Exported { text, warnings: intent.warnings }
    }
}

/// Lines of code, with or without the text they are about.
#[derive(Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// Adds a line.
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// Adds lines.
    pub(super) fn lines<T: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = T>) {
        for line in lines {
            self.line(line);
        }
    }

    /// Adds an empty line, unless the page is empty or ends with one.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// The whole page.
    pub(super) fn finish(self) -> String {
        self.text
    }
}
