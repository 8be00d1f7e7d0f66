//! A preset: a named draft with variables, and what its endpoint is known to need.

use super::draft::Draft;
use super::ids::PresetId;

/// A request ready to be filled in and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name among presets.
    pub id: PresetId,
    /// A short title.
    pub name: String,
    /// One or two sentences.
    pub about: String,
    /// The draft; its texts may hold `{{variables}}`.
    pub draft: Draft,
    /// The variables, in the order written.
    pub vars: Vec<Variable>,
    /// What the endpoint is known to need.
    pub expect: Expect,
}

/// One variable of a preset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name, as between the braces.
    pub name: String,
    /// The value where none is given.
    pub default: Option<String>,
    /// Whether its value is masked.
    pub secret: bool,
}

/// What an endpoint is known to need. The doctor uses it without a known-good request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expect {
    /// Where the credentials belong.
    pub auth: Option<AuthExpect>,
    /// Whether a body must come with Content-Length.
    pub content_length: Option<bool>,
    /// The charset that the body must be in, lower case, as `utf-8`.
    pub charset: Option<String>,
    /// The media type that the body must have, lower case.
    pub media_type: Option<String>,
    /// The body's fields and their kinds, by name or dotted path.
    pub fields: Vec<(String, FieldKind)>,
}

impl Expect {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Where credentials belong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthExpect {
    /// The bare key in this header.
    Header(String),
    /// `Authorization` with this scheme.
    Scheme(String),
    /// This query parameter.
    Query(String),
}

/// What kind of value a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A JSON string.
    String,
    /// A JSON number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A JSON array.
    Array,
    /// A JSON object.
    Object,
    /// A string that is standard base64 (RFC 4648 section 4).
    Base64,
    /// Any value, but it must be there.
    Any,
}
