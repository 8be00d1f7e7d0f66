//! The body of a draft in one client's manner: bytes, media type, framing.

use super::composer::Line;
use super::manner::JsonWay;
use super::manner::StreamWay;
use super::manner::TypeWay;
use super::multipart;
use super::multipart::Part;
use super::prepare::Prepared;
use super::profile::Author;
use super::profile::ComposeError;
use super::spelling::form;
use super::spelling::json;
use super::spelling::json_text;
use crate::model::BodyDraft;
use crate::model::PartDraft;
use crate::model::Source;
use crate::model::Surroundings;
use crate::wire::Span;

/// What kind of body it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    None,
    Raw,
    Json,
    Form,
    Multipart,
    Stream,
}

/// A body before framing.
#[derive(Clone, Debug, Default)]
pub(super) struct Payload {
    pub(super) kind: Kind,
    /// The content, without chunk framing.
    pub(super) bytes: Vec<u8>,
    /// What differs each time, in offsets of `bytes`.
    pub(super) volatile: Vec<Span>,
    /// The Content-Type line that the client makes for it.
    pub(super) media: Option<Line>,
    /// Whether its type was added to the end of the user's lines, as something that people write themselves.
    pub(super) typed_by_hand: bool,
    /// How it is to be framed: the pieces to send as chunks (ends in `bytes`), or none for a plain body.
    pub(super) chunks: Option<Chunks>,
    /// Who wrote it.
    pub(super) author: Option<Author>,
    /// Ends of the pieces in which a multipart body is produced.
    pub(super) seams: Vec<usize>,
    /// The path it is read from, where it is a file.
    pub(super) path: Option<String>,
}

/// Chunked framing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chunks {
    pub(super) upper: bool,
    /// Where each chunk ends, ascending; the last one is the content's length.
    pub(super) ends: Vec<usize>,
}

impl Payload {
    /// Whether the draft asks for a body, be it empty.
    pub(super) fn given(&self) -> bool {
        self.kind != Kind::None
    }

    /// The bytes as on the wire, and the volatile parts in them.
    pub(super) fn framed(&self) -> (Vec<u8>, Vec<Span>) {
        let Some(chunks) = &self.chunks else { return (self.bytes.clone(), self.volatile.clone()) };
        let mut out = Vec::with_capacity(self.bytes.len() + 32);
        let mut volatile = Vec::new();
        let mut start = 0;
        for end in &chunks.ends {
            let Some(piece) = self.bytes.get(start..*end).filter(|piece| !piece.is_empty()) else {
                continue;
            };
            let size = if chunks.upper {
                format!("{:X}", piece.len())
            } else {
                format!("{:x}", piece.len())
            };
            out.extend_from_slice(size.as_bytes());
            out.extend_from_slice(b"\r\n");
            let range = Span::of(start, *end);
            let shift = out.len() - start;
            volatile.extend(
                self.volatile
                    .iter()
                    .filter(|span| range.encloses(**span))
                    .map(|span| span.shift(crate::wire::offset(shift))),
            );
            out.extend_from_slice(piece);
            out.extend_from_slice(b"\r\n");
            start = *end;
        }
        out.extend_from_slice(b"0\r\n\r\n");
        (out, volatile)
    }

    /// A JSON value that is only a string goes out as its text, for clients that take strings for ready bodies.
    pub(super) fn bare_string(&mut self) -> bool {
        let text = std::str::from_utf8(&self.bytes).ok().filter(|_| self.kind == Kind::Json);
        let Some(json_text::Json::Text(units)) = text.and_then(json_text::read) else {
            return false;
        };
        self.bytes = String::from_utf16_lossy(&units).into_bytes();
        true
    }

    /// Sends it chunked, as one piece.
    pub(super) fn chunk_whole(&mut self, upper: bool) {
        self.chunks = Some(Chunks { upper, ends: vec![self.bytes.len()] });
    }
}

/// The type of a form's parts (RFC 7578).
const FORM_DATA: &str = "multipart/form-data";

/// Makes the draft's body.
pub(super) fn fill(
    prepared: &mut Prepared<'_>,
    with: &mut Surroundings<'_>,
) -> Result<(), ComposeError> {
    let draft = prepared.draft;
    match &draft.body {
        BodyDraft::None => {}
        BodyDraft::Raw { media_type, source } => {
            let way = prepared.manner.raw_type;
            content(prepared, Kind::Raw, source, way, with)?;
            if let Some(media) = media_type {
                raw_type(prepared, media);
            }
        }
        BodyDraft::Stream(source) => stream(prepared, source, with)?,
        BodyDraft::Json(text) => json(prepared, text),
        BodyDraft::Form(pairs) => pairs_body(prepared, pairs),
        BodyDraft::Multipart(parts) => parts_body(prepared, parts, with)?,
    }
    Ok(())
}

/// The bytes of a source.
pub(super) fn read(source: &Source, with: &Surroundings<'_>) -> Result<Vec<u8>, ComposeError> {
    match source {
        Source::Bytes(bytes) => Ok(bytes.clone()),
        Source::File(path) => Ok(with.files.read(path)?.to_vec()),
    }
}

fn content(
    prepared: &mut Prepared<'_>,
    kind: Kind,
    source: &Source,
    way: TypeWay,
    with: &Surroundings<'_>,
) -> Result<(), ComposeError> {
    prepared.body.kind = kind;
    prepared.body.bytes = read(source, with)?;
    if let Source::File(path) = source {
        prepared.body.path = Some(path.clone());
    }
    give_type(prepared, way);
    Ok(())
}

/// The type that the raw facility is told: the client's own line where it makes one, else the user's header.
fn raw_type(prepared: &mut Prepared<'_>, media: &[u8]) {
    if let Some(line) = &mut prepared.body.media {
        line.value = media.to_vec();
        line.author = Author::You;
    } else if !prepared.has("content-type") {
        prepared.typed.push(Line::new("Content-Type", media, Author::You));
    }
}

/// Adds the Content-Type that a kind of body gets; one typed by the user stays alone.
fn give_type(prepared: &mut Prepared<'_>, way: TypeWay) {
    match way {
        TypeWay::Own(text) => {
            prepared.body.media =
                Some(Line::new("Content-Type", text, Author::Client(prepared.card.id)));
        }
        TypeWay::ByHand(text) if !prepared.has("content-type") => {
            prepared.body.typed_by_hand = true;
            prepared.typed.push(Line::new("Content-Type", text, Author::You));
        }
        TypeWay::ByHand(_) | TypeWay::Absent => {}
    }
}

fn stream(
    prepared: &mut Prepared<'_>,
    source: &Source,
    with: &mut Surroundings<'_>,
) -> Result<(), ComposeError> {
    let way = prepared.manner.stream_type;
    content(prepared, Kind::Stream, source, way, with)?;
    match prepared.manner.stream {
        StreamWay::Chunked => prepared.body.chunk_whole(false),
        StreamWay::ChunkedUpper => prepared.body.chunk_whole(true),
        StreamWay::Length => {}
        StreamWay::NoFacility => {
            return Err(ComposeError::NoFacility {
                client: prepared.card.id,
                what: "a body of unknown length",
            });
        }
    }
    Ok(())
}

fn json(prepared: &mut Prepared<'_>, text: &str) {
    prepared.body.kind = Kind::Json;
    prepared.body.bytes = match prepared.manner.json {
        JsonWay::Typed => text.as_bytes().to_vec(),
        JsonWay::Spelled(style) => match json_text::read(text) {
            Some(value) => {
                let spelled = json::write(&value, style);
                if spelled != text {
                    prepared.body.author = Some(Author::Computed("the JSON value, spelled anew"));
                }
                spelled.into_bytes()
            }
            None => {
                prepared.warnings.push(format!(
                    "the body is no JSON that {} could have written; it is sent as typed",
                    prepared.card.id
                ));
                text.as_bytes().to_vec()
            }
        },
    };
    let way = prepared.manner.json_type;
    give_type(prepared, way);
}

fn pairs_body(prepared: &mut Prepared<'_>, pairs: &[(Vec<u8>, Vec<u8>)]) {
    let pairs: Vec<form::Pair> =
        pairs.iter().map(|(name, value)| (name.clone(), vec![value.clone()], false)).collect();
    prepared.body.kind = Kind::Form;
    prepared.body.bytes = form::write(&pairs, &prepared.manner.form);
    prepared.body.author = Some(Author::Computed("the form's fields"));
    let way = prepared.manner.form_type;
    give_type(prepared, way);
}

fn parts_body(
    prepared: &mut Prepared<'_>,
    drafts: &[PartDraft],
    with: &mut Surroundings<'_>,
) -> Result<(), ComposeError> {
    let style = prepared
        .manner
        .multipart
        .ok_or(ComposeError::NoFacility { client: prepared.card.id, what: "multipart bodies" })?;
    let mut parts = Vec::with_capacity(drafts.len());
    for draft in drafts {
        parts.push(Part { draft, content: read(&draft.source, with)? });
    }
    let mut style = *style;
    let typed = prepared.typed.iter().rfind(|line| line.is("content-type"));
    let form = |line: &Line| {
        let start = line.value.get(..FORM_DATA.len()).unwrap_or_default();
        start.eq_ignore_ascii_case(FORM_DATA.as_bytes())
    };
    if style.follows_type && typed.is_some_and(|line| !form(line)) {
        style.disposition = "attachment";
    }
    let boundary = multipart::boundary(&style, with.entropy);
    let written = multipart::write(&parts, &boundary, &style);
    let value = format!("multipart/form-data; boundary={boundary}");
    let mut media = Line::new("Content-Type", value, Author::Client(prepared.card.id));
    if style.shape != multipart::Shape::Fixed {
        let start = "multipart/form-data; boundary=".len();
        media.volatile = Some(Span::of(start, start + boundary.len()));
    }
    prepared.body = Payload {
        kind: Kind::Multipart,
        bytes: written.bytes,
        volatile: written.boundaries,
        media: Some(media),
        author: Some(Author::Computed("the parts")),
        seams: written.seams,
        ..Payload::default()
    };
    Ok(())
}
