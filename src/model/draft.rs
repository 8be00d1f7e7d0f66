//! A draft: what the user asks of a client, before any client has made bytes of it.

use super::draft_body::BodyDraft;
use super::ids::ProfileId;

/// A request as a user states it: "a GET to this URL, with this header, by that client".
///
/// All text is bytes: what a user typed may be broken, and that is often the point. A captured or raw request is
/// never turned into a draft to be edited: it is edited as bytes, by [`crate::wire::Edit`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The method as typed; empty means the client's own default.
    pub method: Vec<u8>,
    /// The URL as typed, query and fragment included.
    pub url: Vec<u8>,
    /// A request target that overrides what the URL would give (curl's `--request-target`).
    pub raw_target: Option<Vec<u8>>,
    /// An HTTP version that overrides the client's own, as `HTTP/1.0`.
    pub version: Option<Vec<u8>>,
    /// Query parameters given through the client's own facility for them.
    pub params: Vec<ParamDraft>,
    /// Header fields in the order typed.
    pub headers: Vec<HeaderDraft>,
    /// Cookies given through the client's cookie facility.
    pub cookies: Vec<CookieDraft>,
    /// Credentials given through the client's auth facility.
    pub auth: AuthDraft,
    /// The body.
    pub body: BodyDraft,
    /// Whether the body goes out also where the client would leave it out by itself (Postman's `disableBodyPruning`).
    pub keep_body: bool,
    /// Which client is to send it.
    pub client: ProfileId,
}

impl Draft {
    /// A draft with a method and a URL and nothing else, to be sent as it is.
    #[must_use]
    pub fn new(method: impl Into<Vec<u8>>, url: impl Into<Vec<u8>>) -> Self {
        Self {
            method: method.into(),
            url: url.into(),
            raw_target: None,
            version: None,
            params: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            auth: AuthDraft::None,
            body: BodyDraft::None,
            keep_body: false,
            client: ProfileId("verbatim"),
        }
    }

    /// The headers of that name that are to be sent, any case, in order.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a HeaderDraft> + 'a {
        self.headers.iter().filter(move |header| {
            header.mode.is_sent() && header.name.eq_ignore_ascii_case(name.as_bytes())
        })
    }
}

/// One query parameter: a name and its values (several for a list).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamDraft {
    /// The name, not encoded.
    pub name: Vec<u8>,
    /// The values, not encoded.
    pub values: Vec<Vec<u8>>,
    /// Whether the values were given as one list (PHP and axios spell a list's name differently).
    pub list: bool,
}

/// One header line as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderDraft {
    /// The name as typed.
    pub name: Vec<u8>,
    /// The value as typed.
    pub value: Vec<u8>,
    /// What is to happen with it.
    pub mode: HeaderMode,
}

impl HeaderDraft {
    /// A header to be sent.
    #[must_use]
    pub fn set(name: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), value: value.into(), mode: HeaderMode::Set }
    }
}

/// What is to happen with a header line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderMode {
    /// Sent with its value.
    Set,
    /// Sent without the space behind the colon by clients that send a line as typed (curl's `X:v`).
    Tight,
    /// The value for the client's own header of this name, which keeps the place where the client puts it
    /// (curl's `-A`, `-e`, `-r`, `--compressed`).
    Own,
    /// Sent with an empty value (curl's `X;`).
    Empty,
    /// The client's own header of this name is to be left out (curl's `X:`).
    Remove,
    /// Kept in the draft, not sent (a row that is unticked).
    Disabled,
}

impl HeaderMode {
    /// Whether a header with this mode is on the wire.
    #[must_use]
    pub const fn is_sent(self) -> bool {
        matches!(self, Self::Set | Self::Tight | Self::Own | Self::Empty)
    }
}

/// One cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieDraft {
    /// The cookie's name.
    pub name: Vec<u8>,
    /// Its value.
    pub value: Vec<u8>,
}

/// Credentials, given through a client's auth option rather than typed as a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthDraft {
    /// None.
    None,
    /// User and password (RFC 7617); which charset they leave in is the client's habit.
    Basic {
        /// The user.
        user: Vec<u8>,
        /// The password.
        password: Vec<u8>,
    },
    /// A bearer token (RFC 6750).
    Bearer(Vec<u8>),
    /// A key in a header of its own.
    ApiKey {
        /// The header's name.
        name: Vec<u8>,
        /// The key.
        value: Vec<u8>,
    },
}
