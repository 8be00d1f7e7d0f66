//! What can be wrong with JSON, and where (RFC 8259).

use crate::wire::Span;

/// Why a text is not JSON by RFC 8259.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonFault {
    /// No value at all.
    Empty,
    /// A byte order mark in front; the span covers it.
    Bom,
    /// Bytes that are no UTF-8; only the first are told.
    InvalidUtf8,
    /// The text ends before its value does; the span is the end.
    Truncated,
    /// More text behind the value.
    TrailingContent,
    /// A string in single quotes.
    SingleQuotes,
    /// A string in backticks.
    Backticks,
    /// A string in typographic quotes.
    SmartQuotes,
    /// A string that never closes.
    UnterminatedString,
    /// A control character inside a string, such as a raw line break; a run of them is one fault.
    ControlInString,
    /// A backslash with something behind it that is no escape.
    BadEscape,
    /// A member's name without quotes.
    UnquotedKey,
    /// A value in an object without a name.
    MissingKey,
    /// A comma before `}` or `]`; the span is the comma.
    TrailingComma,
    /// A comma where a value or name should be.
    ExtraComma,
    /// No comma between two members or elements; the span is the place.
    MissingComma,
    /// No colon behind a name; the span is the place.
    MissingColon,
    /// `=`, `=>` or `;` instead of a colon or comma.
    WrongSeparator,
    /// No value where one should be; the span is the place.
    MissingValue,
    /// `// …` or `/* … */`.
    Comment,
    /// White space that JSON does not know, such as a no-break space.
    OddSpace,
    /// `True`, `False` or `None`.
    PythonLiteral,
    /// `b`, `u`, `r` or `f` before a string's quote.
    PythonPrefix,
    /// `TRUE`, `Null`, `nil` and the like.
    LiteralCase,
    /// `undefined`.
    Undefined,
    /// `NaN` or `Infinity`.
    NotANumber,
    /// A number with leading zeros.
    LeadingZero,
    /// A number that breaks the grammar otherwise: `+1`, `.5`, `1.`, `0x1F`, `1_000`.
    BadNumber,
    /// Bare text where a value should be.
    UnknownWord,
    /// `}` for `[` or `]` for `{`.
    MismatchedClose,
    /// Any other character out of place.
    Unexpected,
}

/// A fault and its place. The span counts from the text that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonFault,
    /// Where.
    pub span: Span,
}

/// Something that is valid but that receivers disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonNoteKind {
    /// `\uD800` without its partner, which stands for no character (RFC 8259 section 8.2).
    LoneSurrogate,
    /// `\u0000`, which some databases refuse.
    NulEscape,
}

/// A note and its place. The span counts from the text that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonNote {
    /// What was noticed.
    pub kind: JsonNoteKind,
    /// Where.
    pub span: Span,
}
