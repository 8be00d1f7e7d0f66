//! The body of a message: what it says it is, what it is, and the reading that fits, made when it is asked for.

use super::coding::Coding;
use super::coding::CodingError;
use super::coding::decompress;
use super::coding::parse;
use super::form::Form;
use super::form::looks_like_form;
use super::json::Json;
use super::media_type::MediaType;
use super::multipart::Multipart;
use super::multipart::guess_boundary;
use super::text::Text;
use crate::wire::Content;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use crate::wire::Span;
use bytes::Bytes;
use std::sync::OnceLock;

/// What kind of content a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BodyKind {
    /// No byte at all.
    Empty,
    /// JSON, broken or not.
    Json,
    /// A urlencoded form.
    Form,
    /// Parts with a boundary.
    Multipart,
    /// XML other than a page.
    Xml,
    /// A page.
    Html,
    /// Other text, in whatever charset.
    Text,
    /// Anything else.
    Binary,
}

/// The most that a compressed body is decompressed to, in bytes.
const MOST_DECOMPRESSED: usize = 16 * 1024 * 1024;

/// A body. Its readings count offsets from [`Body::bytes`]; [`Body::to_wire`] brings them to the message's offsets.
#[derive(Clone, Debug)]
pub struct Body {
    /// The content: without chunk framing, and decompressed where a coding is declared and fits.
    pub bytes: Bytes,
    /// The value of `Content-Type`: its span in the message, and what it says.
    pub media_type: Option<(Span, MediaType)>,
    /// The value of `charset`, as spelled.
    pub charset: Option<String>,
    /// The kind that the media type means; `None` without one.
    pub declared: Option<BodyKind>,
    /// The kind that the content is.
    pub actual: BodyKind,
    /// The declared codings: their spans in the message, in the order they were applied; `None` for unknown ones.
    pub codings: Vec<(Span, Option<Coding>)>,
    /// The coding that the undecompressed content shows by its first bytes, declared or not.
    pub sniffed: Option<Coding>,
    /// Why the declared codings could not be undone; then `bytes` is as far as that went.
    pub coding_error: Option<CodingError>,
    /// Whether `bytes` was decompressed, so that its offsets have no place on the wire.
    pub decompressed: bool,
    /// Whether decompression stopped at its bound.
    pub truncated: bool,
    content: Content,
    boundary: Option<Vec<u8>>,
    json: OnceLock<Json>,
    form: OnceLock<Form>,
    multipart: OnceLock<Multipart>,
    text: OnceLock<Text>,
}

impl Body {
    /// The body of a request.
    #[must_use]
    pub fn read(request: &ExactRequest) -> Self {
        let value = |name: &str| request.named(name).next().map(|header| header.value);
        let codings = request.named("content-encoding").map(|header| header.value).collect();
        Self::of(request.content(), &request.bytes, value("content-type"), codings)
    }

    /// The body of a response.
    #[must_use]
    pub fn read_response(response: &ExactResponse) -> Self {
        let value = |name: &str| response.named(name).next().map(|header| header.value);
        let codings = response.named("content-encoding").map(|header| header.value).collect();
        Self::of(response.content(), &response.bytes, value("content-type"), codings)
    }

    fn of(content: Content, message: &Bytes, kind: Option<Span>, coded: Vec<Span>) -> Self {
        let media_type = kind.map(|span| (span, MediaType::parse(span.slice(message))));
        let param = |name: &str| {
            let (span, media_type) = media_type.as_ref()?;
            media_type.param(span.slice(message), name)
        };
        let boundary =
            param("boundary").map(|value| super::field_value::unescape(value).into_owned());
        let charset = param("charset").map(super::credential::readable);
        let declared = media_type.as_ref().and_then(|(_, media_type)| declared(media_type));
        let mut body = Self {
            bytes: content.bytes.clone(),
            media_type,
            charset,
            declared,
            actual: BodyKind::Empty,
            codings: Vec::new(),
            sniffed: Coding::sniff(&content.bytes),
            coding_error: None,
            decompressed: false,
            truncated: false,
            content,
            boundary,
            json: OnceLock::new(),
            form: OnceLock::new(),
            multipart: OnceLock::new(),
            text: OnceLock::new(),
        };
        for value in coded {
            let found = parse(value.slice(message)).into_iter();
            body.codings.extend(found.map(|(span, coding)| (span.shift(value.start), coding)));
        }
        body.decompress();
        body.actual = body.look();
        body
    }

    /// Undoes the declared codings, last one first, as far as that goes.
    fn decompress(&mut self) {
        let codings: Vec<Option<Coding>> = self.codings.iter().map(|(_, coding)| *coding).collect();
        for coding in codings.into_iter().rev() {
            match coding {
                Some(Coding::Identity) => {}
                Some(coding) if !self.bytes.is_empty() => {
                    let plain = decompress(coding, &self.bytes, MOST_DECOMPRESSED);
                    self.truncated |= plain.truncated;
                    self.coding_error = plain.error;
                    if plain.bytes.is_empty() && plain.error.is_some() {
                        return;
                    }
                    self.bytes = Bytes::from(plain.bytes);
                    self.decompressed = true;
                    if plain.error.is_some() {
                        return;
                    }
                }
                Some(_) => {}
                None => {
                    self.coding_error = Some(CodingError::Unsupported);
                    return;
                }
            }
        }
    }

    fn look(&self) -> BodyKind {
        let found = actual(&self.bytes);
        // A lone scalar is JSON too, where JSON is what it says it is.
        let scalar = found == BodyKind::Text && self.declared == Some(BodyKind::Json);
        if scalar && self.json().is_valid() { BodyKind::Json } else { found }
    }

    /// The kind to read it as: what it is, unless that is undecided and it says what it is.
    #[must_use]
    pub fn kind(&self) -> BodyKind {
        match (self.actual, self.declared) {
            (BodyKind::Text | BodyKind::Binary, Some(declared)) => declared,
            (actual, _) => actual,
        }
    }

    /// Whether it says that it is one kind and is another. A kind that content alone cannot tell never disagrees.
    #[must_use]
    pub fn disagrees(&self) -> bool {
        let generic = |kind: BodyKind| matches!(kind, BodyKind::Text | BodyKind::Binary);
        match self.declared {
            None => false,
            Some(_) if self.actual == BodyKind::Empty => false,
            Some(declared) if generic(declared) => !generic(self.actual),
            Some(declared) => declared != self.actual,
        }
    }

    /// The JSON reading, whatever the kind.
    #[must_use]
    pub fn json(&self) -> &Json {
        self.json.get_or_init(|| Json::of(self.bytes.clone()))
    }

    /// The form reading, whatever the kind.
    #[must_use]
    pub fn form(&self) -> &Form {
        self.form.get_or_init(|| Form::read(&self.bytes))
    }

    /// The multipart reading by the declared boundary, or by the one that the body shows.
    #[must_use]
    pub fn multipart(&self) -> &Multipart {
        self.multipart.get_or_init(|| Multipart::read(&self.bytes, self.boundary.as_deref()))
    }

    /// The charset reading, against the declared one.
    #[must_use]
    pub fn text(&self) -> &Text {
        self.text.get_or_init(|| Text::read(&self.bytes, self.charset.as_deref()))
    }

    /// The declared boundary, unquoted.
    #[must_use]
    pub fn boundary(&self) -> Option<&[u8]> {
        self.boundary.as_deref()
    }

    /// The bytes at `span`.
    #[must_use]
    pub fn slice(&self, span: Span) -> &[u8] {
        span.slice(&self.bytes)
    }

    /// Where the bytes at `span` stand in the message; `None` where they were decompressed.
    #[must_use]
    pub fn to_wire(&self, span: Span) -> Option<Span> {
        (!self.decompressed).then(|| self.content.to_wire(span))
    }

    /// [`Body::to_wire`], or the whole body where there is no such place.
    #[must_use]
    pub fn to_wire_or_all(&self, span: Span) -> Span {
        let all = || self.content.to_wire(Span::of(0, self.content.bytes.len()));
        self.to_wire(span).unwrap_or_else(all)
    }

    /// Whether there is no content.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// The kind that a media type means; `None` for one that cannot be read.
fn declared(media_type: &MediaType) -> Option<BodyKind> {
    Some(match () {
        () if media_type.subtype.is_empty() => return None,
        () if media_type.is_json() => BodyKind::Json,
        () if media_type.is_form() => BodyKind::Form,
        () if media_type.is_multipart() => BodyKind::Multipart,
        () if matches!(media_type.kind.as_str(), "text/html" | "application/xhtml+xml") => {
            BodyKind::Html
        }
        () if media_type.is_xml() => BodyKind::Xml,
        () if media_type.is_text() => BodyKind::Text,
        () => BodyKind::Binary,
    })
}

/// The kind that content shows by itself. Linear, and quick for all but forms and text.
#[must_use]
pub fn actual(bytes: &[u8]) -> BodyKind {
    let text = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes).trim_ascii_start();
    if text.is_empty() {
        return if bytes.is_empty() { BodyKind::Empty } else { BodyKind::Text };
    }
    let object = text.starts_with(b"[object ");
    match text {
        [b'{' | b'[', ..] if !object => return BodyKind::Json,
        [b'"', ..] if Json::read(text).is_valid() => return BodyKind::Json,
        [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'?' | b'!', ..] => {
            let head: Vec<u8> = text.iter().take(512).map(u8::to_ascii_lowercase).collect();
            let page = [&b"<!doctype html"[..], b"<html"]
                .iter()
                .any(|tag| memchr::memmem::find(&head, tag).is_some());
            return if page { BodyKind::Html } else { BodyKind::Xml };
        }
        _ if guess_boundary(bytes).is_some() => return BodyKind::Multipart,
        _ if looks_like_form(text) => return BodyKind::Form,
        _ => {}
    }
    let control =
        |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b) || *b == 0x7f;
    let controls = bytes.iter().filter(|b| control(b)).count();
    if controls > 0 && Text::read(bytes, None).guess.is_none_or(|guess| !guess.starts_with("utf-"))
    {
        return BodyKind::Binary;
    }
    BodyKind::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(head: &str, content: &[u8]) -> Body {
        let head =
            format!("POST / HTTP/1.1\r\n{head}\r\nContent-Length: {}\r\n\r\n", content.len());
        Body::read(&ExactRequest::parse([head.as_bytes(), content].concat()))
    }

    #[test]
    fn declared_and_actual() {
        use BodyKind as K;
        for (kind, content, declared, actual, read_as, disagrees) in [
            ("application/json", &b"{\"a\":1}"[..], Some(K::Json), K::Json, K::Json, false),
            ("application/json", b"a=1&b=2", Some(K::Json), K::Form, K::Form, true),
            ("application/json", b"[object Object]", Some(K::Json), K::Text, K::Json, true),
            ("application/json", b"12", Some(K::Json), K::Json, K::Json, false),
            (
                "application/x-www-form-urlencoded",
                b"{\"a\":1}",
                Some(K::Form),
                K::Json,
                K::Json,
                true,
            ),
            ("text/plain", b"{\"a\":1}", Some(K::Text), K::Json, K::Json, true),
            ("image/png", b"\x89PNG\r\n\x1a\n\0\0", Some(K::Binary), K::Binary, K::Binary, false),
            (
                "application/soap+xml",
                b"<?xml version='1.0'?><a/>",
                Some(K::Xml),
                K::Xml,
                K::Xml,
                false,
            ),
            ("json", b"hello", None, K::Text, K::Text, false),
            ("application/json", b"", Some(K::Json), K::Empty, K::Empty, false),
        ] {
            let body = body(&format!("Content-Type: {kind}"), content);
            let got = (body.declared, body.actual, body.kind(), body.disagrees());
            assert_eq!(got, (declared, actual, read_as, disagrees), "{kind} {content:?}");
        }
    }

    #[test]
    fn codings_are_undone_or_told() {
        let plain = body("Content-Encoding: gzip", b"{\"n\":\"Tove\"}");
        assert_eq!((plain.coding_error, plain.decompressed), (Some(CodingError::NotThis), false));
        assert_eq!(plain.actual, BodyKind::Json);
        let mut encoder =
            flate2::read::GzEncoder::new(&b"{\"a\":1}"[..], flate2::Compression::fast());
        let mut packed = Vec::new();
        std::io::Read::read_to_end(&mut encoder, &mut packed).unwrap();
        let coded = body("Content-Encoding: gzip", &packed);
        assert_eq!(coded.bytes.as_ref(), b"{\"a\":1}");
        assert_eq!(coded.to_wire(Span::new(0, 1)), None);
        assert_eq!(coded.to_wire_or_all(Span::new(0, 1)).len(), packed.len());
        let undeclared = body("X: y", &packed);
        assert_eq!((undeclared.sniffed, undeclared.actual), (Some(Coding::Gzip), BodyKind::Binary));
    }

    #[test]
    fn readings_lead_back_to_the_wire() {
        let text = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n4\r\n&b=2\r\n0\r\n\r\n";
        let request = ExactRequest::parse(text);
        let body = Body::read(&request);
        let pair = body.form().pairs[1];
        assert_eq!(body.kind(), BodyKind::Form);
        assert_eq!(body.to_wire(pair.span).map(|span| request.text(span)), Some(&b"b=2"[..]));
    }
}
