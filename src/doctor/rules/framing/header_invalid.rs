//! `header-invalid`: a header line that the specification does not allow.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::framing::late_headers;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::OddChar;
use crate::semantics::text;
use crate::wire::Edit;
use crate::wire::Header;
use crate::wire::NoteKind;
use crate::wire::Span;

static CARD: Card = Card {
    code: "header-invalid",
    family: Family::Framing,
    title: "a header line is broken",
    why: "\
Names are tokens, values are visible ASCII on one line. A space before the colon, a line end or a typographic
quote in a value, letters beyond ASCII: many servers refuse the request, others drop the line or misread it.",
    example: "X-Name: Zoë   (sent as one Latin-1 byte)",
    references: &["RFC 9110 section 5.1", "RFC 9110 section 5.5", "RFC 9112 section 5"],
};

/// The rule.
pub(super) struct HeaderInvalid;

impl Rule for HeaderInvalid {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if let Some(late) = late_headers::behind_the_head(case.failing) {
            report.add(less(report, ended_early(case, late)));
            return;
        }
        let faults = faults(case.failing);
        let theirs: Vec<NoteKind> = case.good.map(|good| faults_of(good)).unwrap_or_default();
        let best = faults
            .into_iter()
            .filter(|(kind, _)| !theirs.contains(kind))
            .map(|(kind, span)| (weight(case, kind, span), kind, span))
            .reduce(|a, b| if b.0 > a.0 { b } else { a });
        if let Some((points, kind, span)) = best {
            report.add(less(report, finding(case, points, kind, span)));
        } else if let Some(header) = doubled_name(case.failing)
            .filter(|_| case.good.is_none_or(|good| doubled_name(good).is_none()))
        {
            report.add(doubled(case, header));
        }
    }
}

/// A broken line that is a broken credential is told there, with more to say.
fn less(report: &Report, suspicion: Suspicion) -> Suspicion {
    if report.has("auth-basic-encoding") || report.has("auth-malformed") {
        return suspicion.because(-1.5, "the credentials in it are the matter");
    }
    suspicion
}

/// The faults of lines that this rule tells; a broken length has its own.
const KINDS: &[NoteKind] = &[
    NoteKind::NameInvalid,
    NoteKind::EmptyName,
    NoteKind::NoColon,
    NoteKind::ValueControl,
    NoteKind::SpaceBeforeColon,
    NoteKind::StrayFold,
    NoteKind::BareCr,
    NoteKind::ValueNotAscii,
    NoteKind::ObsFold,
    NoteKind::StartLineMalformed,
    NoteKind::MethodInvalid,
    NoteKind::HeadUnterminated,
    NoteKind::LeadingBlankLine,
    NoteKind::BareLf,
];

fn faults(reading: &Reading<'_>) -> Vec<(NoteKind, Span)> {
    // Notes behind the head are chunks' and trailers'.
    let notes =
        reading.request.notes.iter().filter(|note| reading.request.head.encloses(note.span));
    notes.filter(|note| KINDS.contains(&note.kind)).map(|note| (note.kind, note.span)).collect()
}

fn faults_of(reading: &Reading<'_>) -> Vec<NoteKind> {
    faults(reading).into_iter().map(|(kind, _)| kind).collect()
}

fn weight(case: &Case<'_>, kind: NoteKind, span: Span) -> f32 {
    let pair = case.good.is_some();
    match kind {
        NoteKind::NameInvalid | NoteKind::StartLineMalformed | NoteKind::MethodInvalid => 6.0,
        NoteKind::EmptyName | NoteKind::NoColon | NoteKind::ValueControl => 5.5,
        NoteKind::SpaceBeforeColon | NoteKind::StrayFold | NoteKind::BareCr => 5.0,
        NoteKind::ValueNotAscii if !odd(case, span).is_empty() => 5.5,
        NoteKind::ValueNotAscii if pair => 5.0,
        NoteKind::ValueNotAscii | NoteKind::ObsFold if pair => 4.5,
        NoteKind::ValueNotAscii => 4.0,
        NoteKind::ObsFold => 3.5,
        NoteKind::HeadUnterminated => 3.0,
        NoteKind::LeadingBlankLine => 2.0,
        // A server may take LF for a line end (RFC 9112 section 2.2), and most do.
        _ => 1.5,
    }
}

/// Characters that only look like plain ones, where `span` is UTF-8.
fn odd(case: &Case<'_>, span: Span) -> Vec<(Span, OddChar)> {
    let bytes = case.failing.request.text(span);
    if std::str::from_utf8(bytes).is_ok() { text::smart_quotes(bytes) } else { Vec::new() }
}

fn line_at<'a>(reading: &Reading<'a>, span: Span) -> Option<&'a Header> {
    reading.request.headers.iter().find(|header| header.span.encloses(span))
}

fn finding(case: &Case<'_>, points: f32, kind: NoteKind, span: Span) -> Suspicion {
    let failing = case.failing;
    let line = line_at(failing, span);
    let name = line
        .map(|header| failing.request.text(header.name).to_ascii_lowercase())
        .unwrap_or_default();
    let shown = if name.is_empty() {
        "A line of the head".to_owned()
    } else {
        format!("The header {}", quote(&name))
    };
    let (what, why) = words(case, kind, span);
    let weak = points < 2.5;
    let build = if weak { Suspicion::warning } else { Suspicion::error };
    let place = if span.is_empty() { line.map_or(span, |header| header.span) } else { span };
    let text = std::str::from_utf8(&name).unwrap_or_default();
    let same = |d: &&crate::doctor::difference::Difference| {
        d.place.header() == Some(text) && !text.is_empty()
    };
    let mut suspicion = build(&CARD, points, what)
        .failing(place, what)
        .explain(format!("{shown} is broken: {what}. {why}"))
        .fix(repair::fix(
            case,
            summary(kind),
            snippet(kind, failing.client_name()),
            edits(case, kind, span, text),
            safety(kind),
        ))
        .claim_all(case.differences.iter().filter(same));
    if let Some(theirs) = case.good.and_then(|good| good.header(text)) {
        // A value may be a secret; the marks point at it without a quotation in the text.
        suspicion = suspicion.good(theirs.value, "in the request that works");
    }
    if !text.is_empty()
        && case.witness.is_some_and(|witness| witness.names(text.as_bytes()).is_some())
    {
        suspicion = suspicion.because(1.5, "the server names this header");
    }
    suspicion
}

fn words(case: &Case<'_>, kind: NoteKind, span: Span) -> (&'static str, &'static str) {
    match kind {
        NoteKind::ValueNotAscii => {
            let why = "HTTP promises nothing about bytes beyond ASCII in a value: one server reads Latin-1, another UTF-8, a third refuses.";
            let look = odd(case, span);
            let latin = std::str::from_utf8(case.failing.request.text(span)).is_err();
            let what = match look.first() {
                Some((_, OddChar::Quote)) => "typographic quotes stand in it",
                Some((_, OddChar::ZeroWidth)) => "an invisible character stands in it",
                Some((_, OddChar::Space)) => "a space stands in it that is no plain space",
                Some((_, OddChar::Dash)) => "a dash stands in it that is no hyphen",
                None if latin => "letters beyond ASCII stand in it, as Latin-1 bytes",
                None => "letters beyond ASCII stand in it, as UTF-8 bytes",
            };
            (what, why)
        }
        NoteKind::NameInvalid => (
            "the name holds a character that no name has",
            "A server must refuse such a name, or drops the line.",
        ),
        NoteKind::EmptyName => {
            ("the name is missing before the colon", "A server cannot read such a line.")
        }
        NoteKind::NoColon => (
            "it has no colon",
            "A server refuses such a line, or drops it: often the rest of a value that was wrapped.",
        ),
        NoteKind::SpaceBeforeColon => (
            "a space stands before the colon",
            "A server must refuse that with 400 (RFC 9112 section 5.1).",
        ),
        NoteKind::ValueControl => {
            ("a control character stands in it", "Most servers refuse that with 400.")
        }
        NoteKind::BareCr => {
            ("a carriage return stands in it", "Servers refuse that, or take it for a line end.")
        }
        NoteKind::ObsFold | NoteKind::StrayFold => (
            "the value goes on in the next line",
            "Folded lines are out of use, and servers refuse them (RFC 9112 section 5.2): a line end was part of the value.",
        ),
        NoteKind::HeadUnterminated => {
            ("no empty line ends the head", "The server waits for more headers.")
        }
        NoteKind::LeadingBlankLine => {
            ("an empty line stands before the start line", "Not every server skips it.")
        }
        NoteKind::BareLf => (
            "lines end with LF alone",
            "HTTP ends its lines with CRLF; not every server takes less.",
        ),
        _ => ("the start line cannot be read", "A server refuses it with 400."),
    }
}

const fn summary(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::ValueNotAscii => {
            "Send ASCII: escape the text as the server documents it (JSON \\u escapes, percent escapes, RFC 8187), or type plain quotes and hyphens."
        }
        NoteKind::ObsFold
        | NoteKind::NoColon
        | NoteKind::StrayFold
        | NoteKind::ValueControl
        | NoteKind::BareCr => {
            "Take line ends and control characters out of the value: trim it, and encode base64 without line breaks."
        }
        NoteKind::SpaceBeforeColon | NoteKind::NameInvalid | NoteKind::EmptyName => {
            "Write the name as a plain token, and the colon right behind it."
        }
        _ => "End each line with CRLF, and the head with an empty line.",
    }
}

const fn safety(kind: NoteKind) -> Safety {
    match kind {
        NoteKind::SpaceBeforeColon | NoteKind::LeadingBlankLine => Safety::Safe,
        _ => Safety::Guess,
    }
}

fn edits(case: &Case<'_>, kind: NoteKind, span: Span, name: &str) -> Vec<Edit> {
    let copied = || {
        case.good.filter(|_| !name.is_empty()).and_then(|good| {
            good.header(name)?;
            repair::copy_header(case.failing, good, name)
        })
    };
    match kind {
        NoteKind::SpaceBeforeColon | NoteKind::LeadingBlankLine => vec![Edit::delete(span)],
        NoteKind::ValueNotAscii | NoteKind::ValueControl | NoteKind::BareCr | NoteKind::ObsFold => {
            copied().into_iter().collect()
        }
        NoteKind::HeadUnterminated
            if case
                .failing
                .request
                .headers
                .last()
                .is_some_and(|h| h.span.end as usize == case.failing.request.bytes.len()) =>
        {
            vec![Edit::replace(case.failing.request.head.after(), "\r\n\r\n")]
        }
        _ => Vec::new(),
    }
}

/// An empty line inside the head: what follows it is no header any more.
fn ended_early(case: &Case<'_>, late: Span) -> Suspicion {
    let end = case.failing.request.head;
    let empty = case.failing.request.pieces.iter().find(|piece| piece.span.end == end.end);
    let edits = empty.map(|piece| Edit::delete(piece.span)).into_iter().collect();
    Suspicion::error(&CARD, 5.5, "an empty line ends the head too early")
        .failing(late, "header lines behind the end of the head")
        .explain("An empty line ends the head, and header lines follow it. The server takes them for a body, or for the next request: most often a value before it ended in a line end.")
        .fix(repair::fix(case, summary(NoteKind::NoColon), snippet(NoteKind::NoColon, case.failing.client_name()), edits, Safety::Guess))
        .claim_all(late_headers::missing(case, late))
}

/// A value that begins with its own name and a colon: a whole line was given as a value.
fn doubled_name<'a>(reading: &Reading<'a>) -> Option<&'a Header> {
    reading.request.headers.iter().find(|header| {
        let (name, value) = (reading.request.text(header.name), reading.request.text(header.value));
        let again = value.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
        again
            && !name.is_empty()
            && value.get(name.len()..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
    })
}

fn doubled(case: &Case<'_>, header: &Header) -> Suspicion {
    let request = case.failing.request;
    let (name, value) = (request.text(header.name), request.text(header.value));
    let rest = value.iter().position(|b| *b == b':').map_or(0, |at| at + 1);
    let spaces = value.iter().skip(rest).take_while(|b| b.is_ascii_whitespace()).count();
    let twice = Span::of(0, rest + spaces).shift(header.value.start);
    let text = quote(name).to_ascii_lowercase();
    Suspicion::error(&CARD, 5.5, "the value begins with the header's own name")
        .failing(twice, "the name once more")
        .explain(format!("The value of {} begins with its own name and a colon: a whole line was given where only the value belongs.", quote(name)))
        .fix(repair::fix(case, "Give the client the name and the value apart.", None, vec![Edit::delete(twice)], Safety::Safe))
        .claim_all(case.differences.iter().filter(|d| d.place.header() == Some(text.as_str())))
}

fn snippet(kind: NoteKind, client: &str) -> Option<String> {
    let text = match (kind, client) {
        (
            NoteKind::ValueNotAscii,
            "node-http" | "axios" | "got" | "node-fetch" | "node-fetch-builtin",
        ) => {
            "JSON.stringify(arg).replace(/[\\u007f-\\uffff]/g, c => '\\\\u' + ('000' + c.charCodeAt(0).toString(16)).slice(-4))"
        }
        (NoteKind::ValueNotAscii, client) if client.starts_with("python") => {
            "json.dumps(arg)   # ensure_ascii is the default"
        }
        (NoteKind::ValueNotAscii, "php-curl" | "php-stream") => {
            "json_encode($arg)   // escapes beyond ASCII by itself"
        }
        (NoteKind::ObsFold | NoteKind::NoColon | NoteKind::StrayFold, client)
            if client.starts_with("python") =>
        {
            "base64.b64encode(data).decode()   # not encodebytes"
        }
        (NoteKind::ObsFold | NoteKind::NoColon | NoteKind::StrayFold, "ruby-net-http") => {
            "Base64.strict_encode64(data)"
        }
        _ => return None,
    };
    Some(text.to_owned())
}
