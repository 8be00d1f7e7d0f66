//! The kinds of body a client can be asked for.

/// A body as the user states it. Which bytes and which media type come of it is the client's habit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyDraft {
    /// No body.
    None,
    /// Bytes as they are.
    Raw {
        /// The media type that the client's body facility is told, if any (not a typed Content-Type header).
        media_type: Option<Vec<u8>>,
        /// The bytes.
        source: Source,
    },
    /// JSON through the client's JSON facility (`json=`, `--json`, a JS object). The text is what the user wrote;
    /// clients that serialise a value re-spell it their way.
    Json(String),
    /// Pairs for an urlencoded form, not encoded.
    Form(Vec<(Vec<u8>, Vec<u8>)>),
    /// Parts for `multipart/form-data`.
    Multipart(Vec<PartDraft>),
    /// Bytes of a length that the client does not know beforehand.
    Stream(Source),
}

/// Where body bytes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Given here.
    Bytes(Vec<u8>),
    /// To be read from this path, through [`super::Files`].
    File(String),
}

impl Source {
    /// Whether it is given here and empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Bytes(bytes) if bytes.is_empty())
    }
}

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartDraft {
    /// The field's name.
    pub name: Vec<u8>,
    /// The file name, for a file part.
    pub filename: Option<Vec<u8>>,
    /// The media type, where the user gives one.
    pub media_type: Option<Vec<u8>>,
    /// The content.
    pub source: Source,
    /// Further header lines of the part, name and value.
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
}
