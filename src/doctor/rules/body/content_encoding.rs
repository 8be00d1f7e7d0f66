//! `content-encoding`: a declared compression that is not there, or one that is there and not declared or not wanted.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::BodyKind;
use crate::semantics::Coding;
use crate::semantics::CodingError;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "content-encoding",
    family: Family::Body,
    title: "Content-Encoding and the bytes contradict each other, or the coding is not taken",
    why: "\
Content-Encoding says that the body is compressed. A server that believes it cannot unpack plain text;
one that does not know the coding, or gets packed bytes undeclared, reads rubbish.",
    example: "Content-Encoding: gzip   # before plain JSON; Accept-Encoding was meant",
    references: &["RFC 9110 section 8.4", "RFC 9110 section 15.5.16"],
};

/// The rule.
pub(super) struct ContentEncoding;

/// What is wrong with the coding of one request.
#[derive(Clone, Copy, PartialEq)]
enum Defect {
    /// A coding is declared, and the bytes are not in it.
    NotThere,
    /// They are in it and break off.
    Broken,
    /// The declared name is no content coding.
    Unknown,
    /// Packed bytes, and nothing says so.
    Undeclared,
}

impl Rule for ContentEncoding {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        if !failing.has_body() {
            return;
        }
        if let Some(defect) = defect(failing) {
            if case.good.and_then(self::defect) != Some(defect) {
                report.add(defective(case, defect));
            }
            return;
        }
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

fn defect(reading: &Reading<'_>) -> Option<Defect> {
    let body = &reading.body;
    match body.coding_error {
        Some(CodingError::NotThis) => return Some(Defect::NotThere),
        Some(CodingError::Broken) => return Some(Defect::Broken),
        Some(CodingError::Unsupported) | None => {}
    }
    // `aws-chunked` is a framing of its own that one object store takes.
    let unknown = body.codings.iter().find(|(_, coding)| coding.is_none());
    if let Some((span, _)) = unknown {
        let own = reading.request.text(*span).eq_ignore_ascii_case(b"aws-chunked");
        return (!own).then_some(Defect::Unknown);
    }
    let zstd = body.codings.iter().any(|(_, coding)| *coding == Some(Coding::Zstd));
    if zstd && body.sniffed != Some(Coding::Zstd) {
        return Some(Defect::NotThere);
    }
    let text = matches!(
        body.declared,
        Some(BodyKind::Json | BodyKind::Form | BodyKind::Xml | BodyKind::Text | BodyKind::Html)
    );
    let packed =
        body.codings.is_empty() && body.sniffed.is_some() && body.actual == BodyKind::Binary;
    (packed && text).then_some(Defect::Undeclared)
}

/// Where the coding is declared; else the gap for the field.
fn field(reading: &Reading<'_>) -> Span {
    reading.header("content-encoding").map_or_else(|| reading.request.header_gap(), |h| h.value)
}

fn first(reading: &Reading<'_>) -> Span {
    let body = reading.request.body;
    Span::new(body.start, body.end.min(body.start + 16))
}

fn defective(case: &Case<'_>, defect: Defect) -> Suspicion {
    let failing = case.failing;
    let name = quote(failing.request.text(field(failing)));
    let (points, because, text, summary) = match defect {
        Defect::NotThere => (
            6.0,
            format!("`{name}` is declared, and the body is not in that coding"),
            format!(
                "Content-Encoding says that the body is packed with {name}; it is not. The server tries to unpack plain bytes \
                 and fails. To ask for packed answers one sends Accept-Encoding."
            ),
            "Leave Content-Encoding out, or really compress the body.",
        ),
        Defect::Broken => (
            6.0,
            format!("the body begins as {name} and breaks off"),
            format!(
                "The body begins as {name}, but it is damaged or cut off: the server cannot unpack it."
            ),
            "Send the whole compressed body: close the compressor before the bytes are taken.",
        ),
        Defect::Unknown => (
            5.5,
            format!("`{name}` is no content coding"),
            format!(
                "Content-Encoding names a compression (gzip, deflate, br, zstd). `{name}` is none: a charset belongs into \
                 Content-Type, base64 into the body's own format."
            ),
            "Leave Content-Encoding out; say a charset as `Content-Type: …; charset=…`.",
        ),
        Defect::Undeclared => {
            let coding = failing.body.sniffed.map_or("compression", Coding::name);
            (
                6.0,
                format!("the body is packed with {coding}, and nothing says so"),
                format!(
                    "The body is compressed ({coding}), but there is no Content-Encoding: the server takes the packed bytes for \
                     the text itself."
                ),
                "Declare the coding with Content-Encoding, or send the body uncompressed.",
            )
        }
    };
    let edits = edits(failing, defect);
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(
            field(failing),
            if defect == Defect::Undeclared {
                "no Content-Encoding here"
            } else {
                "the declared coding"
            },
        )
        .failing(first(failing), "how the body begins")
        .explain(text)
        .fix(remedy::mend(case, summary, None, edits, Safety::Guess))
        .claim_all(case.at(is_coding));
    if let Some(good) = case.good {
        suspicion = suspicion.good(field(good), "Content-Encoding there");
    }
    suspicion
}

fn is_coding(place: &Place) -> bool {
    matches!(place, Place::Header { name, .. } if name == "content-encoding")
        || matches!(place, Place::BodyKind | Place::Body)
}

fn edits(failing: &Reading<'_>, defect: Defect) -> Vec<Edit> {
    let header = failing.header("content-encoding");
    match (defect, header) {
        (Defect::NotThere | Defect::Unknown, Some(header)) => {
            // With the line's end, which follows the field's span.
            let rest = failing.request.bytes.get(header.span.end as usize..).unwrap_or_default();
            let end = match rest {
                [b'\r', b'\n', ..] => 2,
                [b'\n', ..] => 1,
                _ => 0,
            };
            vec![Edit::delete(Span::new(header.span.start, header.span.end + end))]
        }
        (Defect::Undeclared, None) => failing.body.sniffed.map_or_else(Vec::new, |coding| {
            let line = format!("Content-Encoding: {}\r\n", coding.name());
            vec![Edit::replace(failing.request.header_gap(), line)]
        }),
        _ => Vec::new(),
    }
}

/// Codings that are sound, and differ.
fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let failing = case.failing;
    if !good.has_body() {
        return;
    }
    let codings = |reading: &Reading<'_>| -> Vec<Option<Coding>> {
        let real = |coding: &Option<Coding>| *coding != Some(Coding::Identity);
        reading.body.codings.iter().map(|(_, coding)| *coding).filter(real).collect()
    };
    let (ours, theirs) = (codings(failing), codings(good));
    if ours == theirs {
        return;
    }
    let (points, because, text, summary) = match (ours.is_empty(), theirs.is_empty()) {
        (false, true) => (
            4.5,
            "this body is compressed, the good request's is not",
            "The body is compressed and says so, but not every server unpacks requests: this one may read the packed bytes as \
             they are. The request that works sends them plain.",
            "Send the body uncompressed, and without Content-Encoding.",
        ),
        (true, false) => (
            3.0,
            "the good request's body is compressed, this one is not",
            "The request that works sends its body compressed; this one does not.",
            "Compress the body as the good request does, and declare it.",
        ),
        _ => (
            4.0,
            "another coding than in the good request",
            "Both bodies are compressed, with different codings; the server need not know both.",
            "Use the coding of the request that works.",
        ),
    };
    report.add(
        Suspicion::error(&CARD, points, because)
            .failing(field(failing), "Content-Encoding here")
            .good(field(good), "Content-Encoding there")
            .explain(text)
            .fix(remedy::mend(case, summary, None, Vec::new(), Safety::ShowOnly))
            .claim_all(case.at(
                |place| matches!(place, Place::Header { name, .. } if name == "content-encoding"),
            )),
    );
}

/// A sound coding is no defect by itself: only a refusal that speaks of it makes it one.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let real = failing.body.codings.iter().any(|(_, coding)| *coding != Some(Coding::Identity));
    let spoken = case.status == Some(415)
        || case.says_any(&[
            "content-encoding",
            "content encoding",
            "gzip",
            "compressed",
            "decompress",
            "\\x1f",
            "\\u001f",
            "0x1f",
            "(code 31",
        ]);
    if !real || !spoken {
        return;
    }
    report.add(
        Suspicion::error(&CARD, 3.0, "the body is compressed, and servers need not unpack requests")
            .failing(field(failing), "the declared coding")
            .explain(
                "The body is compressed and says so. Not every server unpacks requests; 415 is the answer of one that does not \
                 (RFC 9110 section 15.5.16).",
            )
            .fix(remedy::mend(
                case,
                "Send the body uncompressed, and without Content-Encoding.",
                None,
                Vec::new(),
                Safety::ShowOnly,
            )),
    );
}
