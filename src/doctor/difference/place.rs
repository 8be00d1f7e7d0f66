//! Where a difference is: an address by meaning, not by line.

use std::fmt;

/// A semantic address inside a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The method.
    Method,
    /// The scheme that is dialled or spelled in an absolute target.
    Scheme,
    /// The host that is addressed (target or `Host`).
    Host,
    /// The path, from its `n`th segment on.
    Path(u16),
    /// A query parameter by decoded name, counted among its like from 0.
    Query {
        /// The name, decoded.
        name: String,
        /// Which of several.
        nth: u16,
    },
    /// The query as a whole (its order, or its presence).
    QueryString,
    /// The HTTP version.
    Version,
    /// A header field by lower-case name, counted among its like from 0.
    Header {
        /// The name in lower case.
        name: String,
        /// Which of several.
        nth: u16,
    },
    /// The order of the header fields.
    HeaderOrder,
    /// How the body is framed.
    Framing,
    /// Whether there is a body, and of which kind.
    BodyKind,
    /// A value in a JSON body, by path: `$.contacts[0].name`.
    Json(String),
    /// A field of a form body by decoded name, counted among its like from 0.
    Field {
        /// The name, decoded.
        name: String,
        /// Which of several.
        nth: u16,
    },
    /// A part of a multipart body by name, counted among its like from 0.
    Part {
        /// The part's name.
        name: String,
        /// Which of several.
        nth: u16,
    },
    /// A header of a part: the part's name and the header's lower-case name (or parameter).
    PartHeader {
        /// The part's name.
        part: String,
        /// The header, or one of its parameters, as `content-disposition; filename`.
        header: String,
    },
    /// The body as text or bytes.
    Body,
}

impl Place {
    /// `start-line`, `header` or `body`: the coarse part, as in `doctor --format json`.
    #[must_use]
    pub const fn part(&self) -> &'static str {
        match self {
            Self::Method
            | Self::Scheme
            | Self::Path(_)
            | Self::Query { .. }
            | Self::QueryString
            | Self::Version => "start-line",
            Self::Host | Self::Header { .. } | Self::HeaderOrder | Self::Framing => "header",
            Self::BodyKind
            | Self::Json(_)
            | Self::Field { .. }
            | Self::Part { .. }
            | Self::PartHeader { .. }
            | Self::Body => "body",
        }
    }

    /// The header's lower-case name, where it is one.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        match self {
            Self::Header { name, .. } => Some(name),
            Self::Host => Some("host"),
            _ => None,
        }
    }
}

/// The address as shown; names come from foreign bytes and must still pass `wire::escape` before a terminal.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("method"),
            Self::Scheme => f.write_str("scheme"),
            Self::Host => f.write_str("host"),
            Self::Path(n) => write!(f, "path segment {}", n + 1),
            Self::Query { name, nth } => counted(f, &format!("?{name}"), *nth),
            Self::QueryString => f.write_str("query"),
            Self::Version => f.write_str("HTTP version"),
            Self::Header { name, nth } => counted(f, name, *nth),
            Self::HeaderOrder => f.write_str("header order"),
            Self::Framing => f.write_str("framing"),
            Self::BodyKind => f.write_str("body kind"),
            Self::Json(path) => f.write_str(path),
            Self::Field { name, nth } => counted(f, &format!("field {name}"), *nth),
            Self::Part { name, nth } => counted(f, &format!("part {name}"), *nth),
            Self::PartHeader { part, header } => write!(f, "part {part}, {header}"),
            Self::Body => f.write_str("body"),
        }
    }
}

fn counted(f: &mut fmt::Formatter<'_>, name: &str, nth: u16) -> fmt::Result {
    if nth == 0 { f.write_str(name) } else { write!(f, "{name} ({})", nth + 1) }
}
