//! `content-length-mismatch`: the announced length is not the body's.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::framing::late_headers;
use crate::doctor::suspicion::Suspicion;
use crate::wire;
use crate::wire::Edit;
use crate::wire::FramingKind;
use crate::wire::NoteKind;
use crate::wire::Span;

static CARD: Card = Card {
    code: "content-length-mismatch",
    family: Family::Framing,
    title: "Content-Length does not count the bytes that follow",
    why: "\
Content-Length counts bytes, not characters. With too great a number the server waits for bytes that never
come; with too small a number it cuts the body and reads the rest as the next request.",
    example: "Content-Length: 110 before a body of 114 bytes",
    references: &["RFC 9110 section 8.6", "RFC 9112 section 6.3"],
};

/// The rule.
pub(super) struct ContentLengthMismatch;

impl Rule for ContentLengthMismatch {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let request = case.failing.request;
        for (kind, points) in FAULTS {
            let Some(span) = request.noted(*kind) else { continue };
            if case.good.is_some_and(|good| good.request.noted(*kind).is_some()) {
                continue;
            }
            let suspicion = match kind {
                NoteKind::BodyShort => short(case, *points),
                NoteKind::Surplus => match surplus(case, span, *points) {
                    Some(suspicion) => suspicion,
                    None => continue,
                },
                _ => contradicting(case, *kind, span, *points),
            };
            report.add(suspicion);
            return;
        }
    }
}

/// What can be wrong with a length, the worst first.
const FAULTS: &[(NoteKind, f32)] = &[
    (NoteKind::LengthConflict, 6.0),
    (NoteKind::LengthInvalid, 6.0),
    (NoteKind::BodyShort, 5.5),
    (NoteKind::Surplus, 5.5),
    (NoteKind::LengthAndChunked, 4.5),
    (NoteKind::LengthRepeated, 4.0),
];

fn field(case: &Case<'_>) -> Span {
    let request = case.failing.request;
    request.framing.length_fields.first().copied().unwrap_or(request.line.span)
}

/// How the announced number may have come about.
fn counted(case: &Case<'_>) -> &'static str {
    let failing = case.failing;
    let Some(length) = failing.request.framing.length else { return "" };
    let is = |count: usize| u64::try_from(count).is_ok_and(|count| count == length);
    let body = &failing.content.bytes;
    if let Ok(text) = std::str::from_utf8(body)
        && !text.is_ascii()
        && (is(text.chars().count()) || is(text.encode_utf16().count()))
    {
        return " It is the number of characters: those beyond ASCII take two to four bytes in UTF-8.";
    }
    if is(body.trim_ascii().len()) {
        return " It counts the body without the white space around it.";
    }
    if case.good.is_some_and(|good| is(good.content.bytes.len())) {
        return " It is the length of the body of the request that works: it was left over from another body.";
    }
    if length == 0 {
        return " It says that there is no body at all.";
    }
    ""
}

fn told(case: &Case<'_>, points: f32, because: String) -> Suspicion {
    let failing = case.failing;
    let edits: Vec<Edit> = wire::refit_length(failing.request).into_iter().collect();
    Suspicion::error(&CARD, points, because)
        .failing(field(case), "the announced length")
        .fix(repair::fix(case, "Count the bytes of the body as it is sent; best let the client set Content-Length by itself.", snippet(failing.client_name()), edits, Safety::Safe))
        .claim_all(case.at(|p| *p == Place::Framing))
}

fn short(case: &Case<'_>, points: f32) -> Suspicion {
    let request = case.failing.request;
    let (length, bytes) = (request.framing.length.unwrap_or_default(), request.body.len());
    told(case, points, format!("{length} bytes are announced, and {bytes} follow"))
        .failing(request.body.after(), "the body ends here")
        .explain(format!("Content-Length announces {length} bytes, but only {bytes} follow. The server waits for the rest until it gives up.{}", counted(case)))
}

/// `None` where what follows is no more than a line end, which old clients add (RFC 9112 section 2.2).
fn surplus(case: &Case<'_>, span: Span, points: f32) -> Option<Suspicion> {
    let request = case.failing.request;
    let rest = request.text(span);
    if request.framing.kind != FramingKind::ContentLength
        || rest.iter().all(|b| matches!(b, b'\r' | b'\n'))
    {
        return None;
    }
    if late_headers::looks_like_headers(rest) {
        return Some(headers_behind(case, span));
    }
    let (length, bytes) = (request.framing.length.unwrap_or_default(), request.body.len());
    Some(
        told(case, points, format!("{length} bytes are announced, and {bytes} follow"))
            .failing(span, "bytes behind the announced end")
            .explain(format!("Content-Length announces {length} bytes, but {bytes} follow. The server cuts the body there, and reads the rest as the beginning of another request.{}", counted(case))),
    )
}

fn headers_behind(case: &Case<'_>, span: Span) -> Suspicion {
    let failing = case.failing;
    let rest = failing.request.text(span);
    let mut lines = Vec::new();
    for line in late_headers::lines(rest) {
        lines.extend_from_slice(line);
        lines.extend_from_slice(b"\r\n");
    }
    let edits = vec![Edit::replace(failing.request.header_gap(), lines), Edit::delete(span)];
    Suspicion::error(&CARD, 6.0, "header lines stand behind the announced end of the body")
        .failing(span, "header lines behind the body")
        .failing(field(case), "the body ends after so many bytes")
        .explain("Header lines were written behind the body. The head ends with the first empty line: the server never sees what follows as headers.")
        .fix(repair::fix(case, "Write all headers, then one empty line, then the body.", None, edits, Safety::Guess))
        .claim_all(late_headers::missing(case, span))
}

fn contradicting(case: &Case<'_>, kind: NoteKind, span: Span, points: f32) -> Suspicion {
    let mut suspicion = told(case, points, kind.message().to_owned()).explain(format!(
        "{}: the server cannot tell where the body ends, and must take that for an attack.",
        sentence(kind)
    ));
    if span != field(case) {
        suspicion = suspicion.failing(span, "and this");
    }
    suspicion
}

const fn sentence(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::LengthConflict => {
            "Content-Length stands there more than once, with different numbers"
        }
        NoteKind::LengthInvalid => "Content-Length is no decimal number",
        NoteKind::LengthAndChunked => {
            "Content-Length and chunked coding stand side by side and contradict each other"
        }
        _ => "Content-Length stands there more than once",
    }
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "node-http" | "node-fetch" | "axios" | "got" => {
            "'Content-Length': Buffer.byteLength(body)   // not body.length"
        }
        "python-http.client" | "python-urllib" | "python-requests" => {
            "data = text.encode(\"utf-8\"); headers[\"Content-Length\"] = str(len(data))   # or leave it out"
        }
        "java-httpurlconnection" => {
            "byte[] bytes = json.getBytes(StandardCharsets.UTF_8); connection.setFixedLengthStreamingMode(bytes.length);"
        }
        "go-http" => "req.ContentLength = int64(len(bytes))   // not the number of runes",
        "php-curl" | "php-stream" => {
            "'Content-Length: ' . strlen($body)   // not mb_strlen; or leave it out"
        }
        "ruby-net-http" => "request['Content-Length'] = body.bytesize   # or leave it out",
        "dotnet-httpclient" => "Encoding.UTF8.GetBytes(text).Length   // not text.Length",
        "" => "leave Content-Length to the client, or count bytes, not characters",
        _ => return None,
    };
    Some(text.to_owned())
}
