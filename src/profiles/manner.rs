//! The manner of a client: every choice that can be told as data, so that a client's own code is its order only.

use super::multipart::MultipartStyle;
use super::spelling::charset::Charset;
use super::spelling::form::List;
use super::spelling::form::PairOrder;
use super::spelling::form::PairStyle;
use super::spelling::json::JsonStyle;
use super::spelling::percent;
use super::url::Url;

/// What a client does with the case of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MethodCase {
    /// As typed.
    Typed,
    /// Upper case.
    Upper,
    /// Upper case for DELETE, GET, HEAD, OPTIONS, POST and PUT only (the Fetch standard).
    Fetch,
}

/// What a client does with white space around a header value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edges {
    /// Sends it.
    Kept,
    /// Cuts it.
    Cut,
    /// Refuses it.
    Refused,
}

/// When and how credentials of the auth option go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BasicWay {
    /// With the first request, in this charset.
    AtOnce(Charset),
    /// Only after a 401 that asks for Basic, in this charset.
    WhenAsked(Charset),
    /// There is no option; people write the header themselves, in UTF-8.
    ByHand,
}

/// What the library knows of JSON.
#[derive(Clone, Copy)]
pub(super) enum JsonWay {
    /// The text goes out as the user wrote it.
    Typed,
    /// The value is written anew.
    Spelled(&'static JsonStyle),
}

/// How a Content-Type for a kind of body comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeWay {
    /// The client adds it.
    Own(&'static str),
    /// Users must write it; everybody does.
    ByHand(&'static str),
    /// None.
    Absent,
}

/// How a body of unknown length is framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StreamWay {
    /// Chunked, sizes in lower-case hex.
    Chunked,
    /// Chunked, sizes in upper-case hex (hyper).
    ChunkedUpper,
    /// Read whole first, then sent with its length.
    Length,
    /// Not possible.
    NoFacility,
}

/// How params meet a query that the URL has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParamsWay {
    /// Behind it, and the whole is spelled as a URL.
    Join,
    /// In its place.
    Replace,
    /// Behind it, after the URL was spelled: they stay as the params facility wrote them.
    Late,
}

/// All of it.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub(super) method: MethodCase,
    /// The request target for a URL.
    pub(super) target: fn(&Url) -> Vec<u8>,
    /// Why the client refuses a URL, where it does.
    pub(super) fault: fn(&Url) -> Option<String>,
    /// How the params facility writes; `None` where there is none.
    pub(super) params: Option<PairStyle>,
    /// How params meet a query in the URL.
    pub(super) params_way: ParamsWay,
    /// What becomes of non-ASCII header values.
    pub(super) values: Charset,
    pub(super) edges: Edges,
    pub(super) basic: BasicWay,
    pub(super) json: JsonWay,
    pub(super) json_type: TypeWay,
    pub(super) form: PairStyle,
    pub(super) form_type: TypeWay,
    pub(super) multipart: Option<&'static MultipartStyle>,
    /// The type of bytes for which the user gives none.
    pub(super) raw_type: TypeWay,
    pub(super) stream: StreamWay,
    pub(super) stream_type: TypeWay,
    /// Whether a control byte in a header value is sent rather than refused.
    pub(super) sends_controls: bool,
}

/// The urlencoded form of most languages.
pub(super) const PLUS: PairStyle = keeping(percent::unreserved);
/// The WHATWG urlencoded form.
pub(super) const WHATWG_FORM: PairStyle = keeping(percent::urlencoded);

/// Pairs with `+` for a space that keep these bytes.
pub(super) const fn keeping(keeps: percent::Keeps) -> PairStyle {
    PairStyle {
        names: keeps,
        values: keeps,
        hex: percent::Hex::Upper,
        plus: true,
        list: List::Repeat,
        order: PairOrder::Typed,
    }
}

/// The commonest manner; clients change what differs.
pub(super) const PLAIN: Manner = Manner {
    method: MethodCase::Upper,
    target: as_typed,
    fault: |_| None,
    params: Some(PLUS),
    params_way: ParamsWay::Join,
    values: Charset::Utf8,
    edges: Edges::Kept,
    basic: BasicWay::AtOnce(Charset::Utf8),
    json: JsonWay::Typed,
    json_type: TypeWay::Own("application/json"),
    form: PLUS,
    form_type: TypeWay::Own("application/x-www-form-urlencoded"),
    multipart: None,
    raw_type: TypeWay::Absent,
    stream: StreamWay::Chunked,
    stream_type: TypeWay::Absent,
    sends_controls: false,
};

/// A target that is the URL's path and query as typed.
pub(super) fn as_typed(url: &Url) -> Vec<u8> {
    Url::target(&url.path, url.query.as_deref())
}
