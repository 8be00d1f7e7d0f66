//! The contract of an exporter: a request in, text in someone's language out, and what that text cannot say.

use super::subject::Subject;

/// What the user may choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// Writes secrets as they are; otherwise they become variables, or masks where a format has no variables.
    pub show_secrets: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// The text; UTF-8 but for the kind `raw`, which gives the request's own bytes.
    pub text: Vec<u8>,
    /// What the text cannot reproduce, and what the user must supply; one sentence each, harmless to a terminal.
    pub warnings: Vec<String>,
}

/// One target of `convert --to`.
pub trait Exporter: Sync {
    /// The name in `--to`.
    fn kind(&self) -> &'static str;

    /// What it writes, in a few words.
    fn about(&self) -> &'static str;

    /// Writes the request. Never fails: what cannot be said is a warning.
    fn export(&self, subject: &Subject<'_>, options: ExportOptions) -> Exported;
}
