//! Roles: what a run of text is, for a theme or a table of escape codes to dress.

/// What a run of text means to the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Text without a meaning of its own.
    #[default]
    Plain,
    /// Less important than what stands around it.
    Dim,
    /// A heading.
    Title,
    /// A cause code, as `auth-missing`.
    Code,
    /// A reference: RFC and section, a URL.
    Link,
    /// The method of a request.
    Method,
    /// The target of a request.
    Target,
    /// The HTTP version.
    Version,
    /// A status code and its reason.
    Status,
    /// The name of a header, field or key.
    Name,
    /// A header's or field's value.
    Value,
    /// Colons, braces, line ends, chunk sizes: what holds the rest together.
    Punctuation,
    /// Body bytes of no known syntax.
    Body,
    /// A number in a body.
    Number,
    /// A string in a body.
    String,
    /// `true`, `false`, `null`.
    Keyword,
    /// Bytes that fit no rule where they stand.
    Stray,
    /// Only in the good request.
    Added,
    /// Only in the failing request.
    Removed,
    /// In both, with other values.
    Changed,
    /// In both, at another place or in another case.
    Moved,
    /// A place that proves a finding.
    Evidence,
    /// A place where something is absent.
    Gap,
    /// A secret, or the mask over one.
    Secret,
    /// The mark of a character that one cannot see.
    Invisible,
    /// The mark of a byte that is not valid UTF-8.
    Invalid,
    /// Explains a refusal; something failed.
    Error,
    /// Worth a look.
    Warning,
    /// For information.
    Info,
    /// All well.
    Good,
    /// Written by the user.
    You,
    /// Written by the client, unasked.
    Client,
    /// Worked out by the client from what the user gave.
    Computed,
}

impl Role {
    /// The role of a severity.
    #[must_use]
    pub const fn of_severity(severity: crate::doctor::Severity) -> Self {
        match severity {
            crate::doctor::Severity::Error => Self::Error,
            crate::doctor::Severity::Warning => Self::Warning,
            crate::doctor::Severity::Info => Self::Info,
        }
    }

    /// The role of a status code: below 400 all is well.
    #[must_use]
    pub const fn of_status(status: u16) -> Self {
        match status {
            0..300 => Self::Good,
            300..400 => Self::Warning,
            _ => Self::Error,
        }
    }
}
