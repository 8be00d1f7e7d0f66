//! Notes: what was irregular in a message, and where. Facts of the grammar, never opinions.

use super::span::Span;

/// One irregularity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is irregular.
    pub kind: NoteKind,
    /// Where; empty where something is absent.
    pub span: Span,
}

macro_rules! notes {
    ($($name:ident $code:literal $text:literal),+ $(,)?) => {
        /// The kinds of irregularity; see [`NoteKind::message`] for what each means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum NoteKind {
            $(#[doc = $text] $name),+
        }

        impl NoteKind {
            /// The stable kebab-case code, as in `show --format json`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// What it means, in one sentence.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

notes! {
    Empty "empty" "there is no byte at all",
    LeadingBlankLine "leading-blank-line" "an empty line stands before the start line",
    StartLineMalformed "start-line-malformed" "the start line is not `method target version`",
    VersionMissing "version-missing" "the start line names no HTTP version",
    VersionMalformed "version-malformed" "the HTTP version is not `HTTP/digit.digit`",
    MethodInvalid "method-invalid" "the method holds a byte that a token must not hold",
    SpaceInTarget "space-in-target" "unencoded white space inside the request target",
    TargetInvalid "target-invalid" "a control or non-ASCII byte inside the request target",
    ExtraSpace "extra-space" "more than one space between the parts of the start line",
    StatusMalformed "status-malformed" "the status code is not three digits",
    BareLf "bare-lf" "a line ends with LF alone; HTTP ends its lines with CRLF",
    BareCr "bare-cr" "a CR that no LF follows",
    ObsFold "obs-fold" "a header line is continued on the next line (obsolete folding)",
    StrayFold "stray-fold" "a line begins with white space, but there is no header to continue",
    NoColon "no-colon" "a header line without a colon",
    EmptyName "empty-name" "a header line without a name",
    SpaceBeforeColon "space-before-colon" "white space between a header's name and its colon",
    NameInvalid "name-invalid" "a header name holds a byte that a token must not hold",
    ValueControl "value-control" "a control byte inside a header value",
    ValueNotAscii "value-not-ascii" "a header value holds bytes beyond ASCII",
    TrailingSpace "trailing-space" "white space behind a header value",
    HeadUnterminated "head-unterminated" "no empty line ends the head",
    TooManyLines "too-many-lines" "more header lines than are taken apart; the rest stands as it is",
    LengthInvalid "length-invalid" "Content-Length is not a decimal number",
    LengthRepeated "length-repeated" "Content-Length is given more than once, with one value",
    LengthConflict "length-conflict" "Content-Length is given more than once, with different values",
    LengthAndChunked "length-and-chunked" "Content-Length beside Transfer-Encoding: chunked",
    TransferCodingUnknown "transfer-coding-unknown" "a transfer coding that does not end in chunked",
    BodyShort "body-short" "fewer body bytes than Content-Length announces",
    Surplus "surplus" "bytes behind the announced end of the message",
    BodyWithoutLength "body-without-length" "a body without Content-Length and without chunked coding",
    ChunkSizeInvalid "chunk-size-invalid" "a chunk size that is not a hexadecimal number",
    ChunkTruncated "chunk-truncated" "the message ends inside a chunk",
    ChunkEndMissing "chunk-end-missing" "no CRLF behind a chunk's data",
    LastChunkMissing "last-chunk-missing" "the message ends before the last chunk",
    TrailerUnterminated "trailer-unterminated" "no empty line ends the chunked body",
}
