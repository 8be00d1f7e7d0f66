//! `multipart-boundary`: the declared boundary and the one between the parts do not agree, or one of them is absent.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::BodyKind;
use crate::semantics::MultipartProblem;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "multipart-boundary",
    family: Family::Body,
    title: "the parts cannot be told apart: the boundary is missing or another one",
    why:
        "\
A multipart body is cut at the boundary that Content-Type names. Libraries invent it and write the
header themselves; a Content-Type set by hand overwrites that, and the server finds no part at all.",
    example: "fetch(url, { headers: { 'Content-Type': 'multipart/form-data' }, body: formData })",
    references: &["RFC 2046 section 5.1.1", "RFC 7578 section 4.1"],
};

/// The rule.
pub(super) struct MultipartBoundary;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Defect {
    /// The header names none.
    Undeclared,
    /// The parts are cut by another one.
    Other,
    /// The body has no parts at all.
    NoParts,
    /// The last delimiter lacks its `--`.
    NotClosed,
    /// Lines of the framing end in LF alone.
    BareLf,
}

impl Rule for MultipartBoundary {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        match defect(failing) {
            Some((defect, span)) => {
                let twin = case.good.and_then(self::defect).map(|(defect, _)| defect);
                if twin != Some(defect) {
                    report.add(found(case, defect, span));
                }
            }
            None => quoted(case, report),
        }
    }
}

/// What is wrong, and where in the body it shows (body offsets).
fn defect(reading: &Reading<'_>) -> Option<(Defect, Span)> {
    let body = &reading.body;
    if body.declared != Some(BodyKind::Multipart) || body.is_empty() {
        return None;
    }
    let read = body.multipart();
    let shown = read.boundary_span.unwrap_or_default();
    if body.boundary().is_none_or(<[u8]>::is_empty) {
        return Some((Defect::Undeclared, if read.guessed { shown } else { Span::new(0, 1) }));
    }
    if let Some(span) = read.has(MultipartProblem::BoundaryNotFound) {
        let defect = if read.guessed { Defect::Other } else { Defect::NoParts };
        return Some((defect, if read.guessed { span } else { Span::new(0, 1) }));
    }
    if let Some(span) = read.has(MultipartProblem::BareLf) {
        return Some((Defect::BareLf, span));
    }
    read.has(MultipartProblem::NotClosed).map(|span| (Defect::NotClosed, span))
}

fn found(case: &Case<'_>, defect: Defect, span: Span) -> Suspicion {
    let failing = case.failing;
    let client = failing.client_name();
    let media = failing.media_span();
    let (points, because) = weight(failing, defect);
    let text = explanation(failing, defect);
    // Where the good request is no multipart form at all, the boundary is not what makes the difference.
    let strange = case.good.is_some_and(|good| good.body.declared != Some(BodyKind::Multipart))
        && failing.body.actual != BodyKind::Multipart;
    let points = if strange { 2.0 } else { points };
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(media, "the declared type")
        .failing(failing.body.to_wire_or_all(span), label(defect, failing.body.multipart().guessed))
        .explain(text)
        .fix(remedy::mend(
            case,
            summary(defect),
            remedy::send_multipart(client),
            edits(failing, defect),
            Safety::Safe,
        ))
        .claim_all(case.at(|place| {
            let parts = matches!(defect, Defect::NotClosed | Defect::BareLf)
                || !matches!(place, Place::Part { .. } | Place::PartHeader { .. });
            let header = matches!(place, Place::Header { name, .. } if name == "content-type");
            header || parts && matches!(place, Place::BodyKind | Place::Body)
        }));
    if defect == Defect::NotClosed {
        // The last part then runs to the end of the body: its line end is no difference of its own.
        let longer = |d: &&Difference| match (&d.failing, &d.good) {
            (Some(ours), Some(theirs)) => {
                ours.text.trim_ascii_end() == theirs.text.trim_ascii_end()
            }
            _ => false,
        };
        let parts = case.at(|place| matches!(place, Place::Part { .. }));
        suspicion = suspicion.claim_all(parts.filter(longer));
    }
    if let Some(good) = case.good {
        suspicion = suspicion.good(good.media_span(), "Content-Type of the request that works");
    }
    suspicion
}

fn weight(failing: &Reading<'_>, defect: Defect) -> (f32, &'static str) {
    match defect {
        Defect::Undeclared if failing.body.multipart().guessed => {
            (6.0, "multipart is declared without a boundary")
        }
        Defect::Undeclared => {
            (6.0, "multipart is declared without a boundary, and the body has no parts")
        }
        Defect::Other => (6.0, "the parts are cut by another boundary than the declared one"),
        Defect::NoParts => (4.5, "the declared boundary does not occur in the body"),
        Defect::NotClosed => (5.0, "the last delimiter is not closed with `--`"),
        Defect::BareLf => (5.0, "the lines between the parts end in LF alone"),
    }
}

fn explanation(failing: &Reading<'_>, defect: Defect) -> String {
    let shown = quote(&failing.body.multipart().boundary);
    let declared = quote(failing.body.boundary().unwrap_or_default());
    match defect {
        Defect::Undeclared if failing.body.multipart().guessed => format!(
            "Content-Type says multipart but names no boundary; the parts are cut by `{shown}`. The header was set by hand, \
             so the library could not add the boundary that it uses."
        ),
        Defect::Undeclared => {
            "Content-Type says multipart, but names no boundary, and the body is not cut into parts: the header was set by \
             hand, and the library wrote the body in another format."
                .to_owned()
        }
        Defect::Other => other_boundary(failing, &declared, &shown),
        Defect::NoParts => format!(
            "Content-Type names the boundary `{declared}`, and it does not occur in the body: what was sent is no multipart \
             form. A header copied from another request brings its boundary along."
        ),
        Defect::NotClosed => format!(
            "The body does not end in `--{shown}--`. Many servers then take the last part for unfinished, or wait for the \
             rest."
        ),
        Defect::BareLf => {
            "Delimiters and part heads must end in CRLF (RFC 2046 section 5.1.1); here they end in LF alone, as a template \
             string or a text file has them."
                .to_owned()
        }
    }
}

fn other_boundary(failing: &Reading<'_>, declared: &str, shown: &str) -> String {
    let mut text = format!(
        "Content-Type names the boundary `{declared}`, but the parts are cut by `{shown}`: the server finds no part."
    );
    let own = failing.body.boundary().unwrap_or_default();
    let used = &failing.body.multipart().boundary;
    if own.strip_prefix(b"--") == Some(used)
        || own.strip_prefix(b"--").is_some_and(|rest| used.ends_with(rest))
    {
        text.push_str(
            " In the body each delimiter is `--` and the boundary; the two hyphens belong to the delimiter, not to the name.",
        );
    } else if own.eq_ignore_ascii_case(used) {
        text.push_str(" The two differ in upper and lower case only, and boundaries are compared byte by byte.");
    } else {
        text.push_str(" A header copied from another request brings its boundary along.");
    }
    text
}

const fn label(defect: Defect, shown: bool) -> &'static str {
    match defect {
        Defect::Undeclared if shown => "the boundary that the body uses",
        Defect::Other => "the boundary between the parts",
        Defect::NoParts | Defect::Undeclared => "no delimiter anywhere in the body",
        Defect::NotClosed => "the closing delimiter is not here",
        Defect::BareLf => "a line end without CR",
    }
}

const fn summary(defect: Defect) -> &'static str {
    match defect {
        Defect::Undeclared | Defect::Other | Defect::NoParts => {
            "Do not set Content-Type for a multipart body: the library writes it with the boundary that it uses."
        }
        Defect::NotClosed => "End the body with the boundary between `--` and `--`.",
        Defect::BareLf => "Let a library write the parts, or end each line of the framing in CRLF.",
    }
}

fn edits(failing: &Reading<'_>, defect: Defect) -> Vec<Edit> {
    let read = failing.body.multipart();
    if read.boundary.is_empty() || read.parts.is_empty() {
        return Vec::new();
    }
    match defect {
        Defect::Undeclared | Defect::Other => {
            let Some((header, media)) = &failing.media else { return Vec::new() };
            let value = failing.request.text(header.value);
            let plain = read.boundary.iter().all(|b| crate::wire::is_token_byte(*b));
            let name = if plain {
                read.boundary.clone()
            } else {
                [&b"\""[..], &read.boundary, b"\""].concat()
            };
            let kind = media.essence.slice(value);
            rewrite::media_type(failing, &[kind, b"; boundary=", &name].concat())
        }
        Defect::NotClosed => {
            let dashed = [b"--", read.boundary.as_slice()].concat();
            let bytes = &failing.body.bytes;
            let line = [b"\r\n", dashed.as_slice(), b"--\r\n"].concat();
            let trimmed = bytes.trim_ascii_end();
            // A bare delimiter at the very end should have been the closing one.
            let (at, with) = if trimmed.ends_with(&dashed) {
                (trimmed.len(), b"--".to_vec())
            } else {
                (bytes.len(), line)
            };
            rewrite::body(failing, vec![(Span::of(at, at), with.into())])
        }
        Defect::NoParts | Defect::BareLf => Vec::new(),
    }
}

/// A boundary in quotes is right (RFC 2046), and some servers take the quotes for part of it.
fn quoted(case: &Case<'_>, report: &mut Report) {
    let Some(good) = case.good else { return };
    let failing = case.failing;
    let is_quoted = |reading: &Reading<'_>| {
        let (header, media) = reading.media.as_ref()?;
        let value = reading.request.text(header.value);
        let param =
            media.params.iter().find(|p| p.name.slice(value).eq_ignore_ascii_case(b"boundary"))?;
        Some((param.quoted, param.value.shift(header.value.start)))
    };
    let (Some((true, span)), Some((false, theirs))) = (is_quoted(failing), is_quoted(good)) else {
        return;
    };
    let boundary = failing.request.text(span).to_vec();
    let needed = boundary.iter().any(|b| !crate::wire::is_token_byte(*b));
    let outer = Span::new(span.start.saturating_sub(1), span.end + 1);
    let edits = if needed { Vec::new() } else { vec![Edit::replace(outer, boundary)] };
    report.add(
        Suspicion::warning(&CARD, 3.0, "the boundary is in quotes, the good request's is not")
            .failing(outer, "a quoted boundary")
            .good(theirs, "a boundary without quotes")
            .explain(
                "The boundary stands in quotes. That is correct, but there are servers that look for the quotes in the body as \
                 well, and find no part.",
            )
            .fix(remedy::mend(
                case,
                "Write the boundary without quotes.",
                (failing.client_name() == "dotnet-httpclient").then(|| {
                    "content.Headers.ContentType.Parameters.First(p => p.Name == \"boundary\").Value = boundary;".to_owned()
                }),
                edits,
                Safety::Safe,
            )),
    );
}
