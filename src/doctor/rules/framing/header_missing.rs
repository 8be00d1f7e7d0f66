//! `header-missing`: a header of the request that works is absent.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rule::Turn;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "header-missing",
    family: Family::Framing,
    title: "a header of the request that works is absent",
    why: "\
Headers get lost when the client takes them under another argument than the one given, when an interceptor
replaces them, or when nobody knew that they are needed: a version, a tenant, a precondition.",
    example: "Notion-Version: 2022-06-28   in Postman only",
    references: &["RFC 9110 section 5", "RFC 6585 section 3"],
};

/// The rule.
pub(super) struct HeaderMissing;

impl Rule for HeaderMissing {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn turn(&self) -> Turn {
        Turn::Leftover
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

/// Headers whose absence other rules tell.
const ELSEWHERE: &[&str] = &[
    "content-type",
    "content-length",
    "transfer-encoding",
    "host",
    "cookie",
    "authorization",
    "user-agent",
    "accept",
    "expect",
];

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let missing = missing(case, report);
    let Some((points, main, name)) =
        missing.iter().copied().reduce(|a, b| if b.0 > a.0 { b } else { a })
    else {
        return;
    };
    let shown = quote(name.as_bytes());
    let more = missing.len() - 1;
    let mut text = format!("The request that works sends the header {shown}, this one does not.");
    if more > 0 {
        text.push_str(" Other headers are missing too: they may have got lost together.");
    }
    if remedy::headers_never_left(case) {
        text.push_str(" None of your own headers is in the request.");
    }
    let gap = case.failing.request.header_gap();
    let other = renamed(case, main);
    if let Some(other) = &other {
        text.push_str(" Its value stands there under another name: ");
        text.push_str(&quote(other.as_bytes()));
        text.push('.');
    }
    let edits: Vec<Edit> = missing
        .iter()
        .filter_map(|(_, _, name)| repair::copy_header(case.failing, good, name))
        .collect();
    let mut suspicion =
        Suspicion::error(&CARD, points, format!("the request that works sends {shown}"))
            .failing(gap, format!("no {shown} here"))
            .explain(text)
            .fix(repair::fix(
                case,
                format!("Send {shown}."),
                remedy::set_header(case.failing.client_name(), &shown, "…"),
                edits,
                Safety::Guess,
            ))
            .claim_all(missing.iter().map(|(_, d, _)| *d));
    if other.is_some() {
        suspicion = suspicion.because(1.0, "its value stands there under another name");
    }
    if let Some(header) = good.header(name) {
        suspicion = suspicion.good(header.span, "in the request that works");
    }
    if let Some(span) = case.witness.and_then(|witness| witness.names(name.as_bytes())) {
        suspicion = suspicion.response(span, "the server names it");
    }
    if let Some(span) = called_missing(case, name) {
        suspicion = suspicion
            .because(1.0, "the server calls it missing")
            .response(span, "what the server misses");
    }
    report.add(suspicion.claim(main));
}

/// The headers that are missing and that nobody told of, with their weights and names.
fn missing<'a>(case: &Case<'a>, report: &Report) -> Vec<(f32, &'a Difference, &'a str)> {
    let mut missing: Vec<(f32, &Difference, &str)> = Vec::new();
    for difference in
        case.differences.iter().filter(|d| d.change == Change::Missing && !report.is_claimed(d))
    {
        let Place::Header { name, .. } = &difference.place else { continue };
        let named = case.witness.is_some_and(|witness| witness.names(name.as_bytes()).is_some());
        if ELSEWHERE.contains(&name.as_str()) || (difference.is_harmless() && !named) {
            continue;
        }
        let points = match name.as_str() {
            _ if named || called_missing(case, name).is_some() => 6.0,
            "origin" | "referer" => 3.0,
            "content-encoding" | "content-language" | "date" | "x-ms-date" | "x-amz-date" => 2.5,
            _ if is_worded(case, name) => 5.0,
            "if-match" | "if-unmodified-since" if case.failing.method_wants_body() => 4.0,
            name if name.starts_with("if-") && !case.status_in(&[409, 412, 428]) => 2.5,
            _ => 4.0,
        };
        missing.push((points, difference, name));
    }
    missing
}

/// Where the refusal calls missing what the header is named for: `MissingTopic`, `missing_tenant`.
fn called_missing(case: &Case<'_>, name: &str) -> Option<Span> {
    let word = name.rsplit('-').next().filter(|word| word.len() >= 5 && *word != "token")?;
    let forms = ["missing", "missing_", "missing-"].map(|before| format!("{before}{word}"));
    forms.iter().find_map(|form| case.witness?.quotes(form.as_bytes()))
}

/// Whether the refusal speaks of what the header is named for: a version, a tenant, an Android app.
fn is_worded(case: &Case<'_>, name: &str) -> bool {
    const COMMON: &[&str] = &[
        "access",
        "accept",
        "authorization",
        "client",
        "content",
        "custom",
        "header",
        "method",
        "permission",
        "request",
        "requested",
        "secret",
        "security",
        "service",
        "source",
        "token",
    ];
    name.split('-').any(|word| word.len() >= 6 && !COMMON.contains(&word) && case.says(word))
}

/// A header that only the failing request has, with the missing one's value: the name is misspelled.
fn renamed(case: &Case<'_>, missing: &Difference) -> Option<String> {
    let value = &missing.good.as_ref()?.text;
    let other = case.differences.iter().find(|d| {
        d.change == Change::Unexpected
            && d.failing.as_ref().is_some_and(|side| side.text == *value && value.len() > 1)
    })?;
    other.place.header().map(str::to_owned)
}

/// Without a good request: a header that the server names and that is not there, or a precondition that it wants.
fn alone(case: &Case<'_>, report: &mut Report) {
    if !case.status.is_some_and(|status| (400..=500).contains(&status)) {
        return;
    }
    let line = quoted_line(case);
    let named = named_header(case).or_else(|| said_to_be_missing(case));
    let (points, name, span) = match (line.or(named), case.status) {
        (Some((name, span)), _) if quoted_line(case).is_some() => (5.5, name, Some(span)),
        (Some((name, span)), _) => (4.5, name, Some(span)),
        (None, Some(428)) => (4.0, "if-match".to_owned(), None),
        // 412 says that a condition does not hold (RFC 9110 section 15.5.13): where none is sent, one is wanted.
        (None, Some(412)) if !conditional(case) => {
            let said = case.says_any(&["etag", "precondition", "if-match", "version"]);
            (if said { 4.5 } else { 2.5 }, "if-match".to_owned(), None)
        }
        _ => return,
    };
    let shown = quote(name.as_bytes());
    let mut suspicion = Suspicion::error(
        &CARD,
        points,
        format!("the server asks for {shown}, and it is not there"),
    )
    .failing(case.failing.request.header_gap(), format!("no {shown} here"))
    .explain(format!("The server speaks of the header {shown}; this request does not send it."))
    .fix(repair::told(
        case,
        format!("Send {shown} as the documentation says."),
        remedy::set_header(case.failing.client_name(), &shown, "…"),
    ));
    if let Some(span) = span {
        suspicion = suspicion.response(span, "what the server says");
    }
    report.add(suspicion);
}

/// Whether the request makes a condition (RFC 9110 section 13.1).
fn conditional(case: &Case<'_>) -> bool {
    case.failing.request.headers.iter().any(|header| {
        case.failing.request.text(header.name).to_ascii_lowercase().starts_with(b"if-")
    })
}

/// `… request header: 'Name: value'`: the line that a refusal asks for, written as it should be sent.
fn quoted_line(case: &Case<'_>) -> Option<(String, Span)> {
    let witness = case.witness?;
    let text = witness.text();
    memchr::memmem::find_iter(text, b"header").find_map(|at| {
        let behind = text.get(at + 6..)?;
        let start = behind.iter().position(u8::is_ascii_alphabetic).filter(|at| *at <= 4)?;
        let rest = behind.get(start..)?;
        let end = rest.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b'-')?;
        let name = std::str::from_utf8(rest.get(..end)?).ok()?;
        let opened = matches!(behind.get(start.checked_sub(1)?), Some(b'\'' | b'"' | b'`' | b'\\'));
        let line = rest.get(end) == Some(&b':');
        let fits = opened && line && end >= 5 && !ELSEWHERE.contains(&name);
        (fits && !case.failing.request.has(name))
            .then(|| Some((name.to_owned(), witness.names(name.as_bytes())?)))?
    })
}

/// `Client ID is missing`, to a request without a body: words that make a header's name, and none of it is there.
fn said_to_be_missing(case: &Case<'_>) -> Option<(String, Span)> {
    let witness = case.witness.filter(|_| !case.failing.has_body())?;
    let (at, _) = ["is missing", "is required", "was not provided"]
        .iter()
        .filter_map(|phrase| {
            Some((memchr::memmem::find(witness.text(), phrase.as_bytes())?, phrase))
        })
        .min()?;
    let before = witness.text().get(..at)?.trim_ascii_end();
    let start = before.iter().rposition(|b| b"\"'.:,;([{<>\n".contains(b)).map_or(0, |at| at + 1);
    let words: Vec<&str> =
        std::str::from_utf8(before.get(start..)?).ok()?.split_whitespace().collect();
    let noun = |word: &&&str| {
        !matches!(**word, "the" | "a" | "an" | "your" | "header" | "parameter" | "request")
    };
    let kept: Vec<&str> = words.iter().filter(noun).copied().collect();
    let name = kept.join("-");
    let known = case.failing.request.headers.iter().any(|header| {
        case.failing.request.text(header.name).to_ascii_lowercase().ends_with(name.as_bytes())
    });
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let in_query = case.failing.target.pairs.is_empty() && words.contains(&"parameter");
    let credentials = ["authentication", "authorization", "token", "login", "credentials"];
    let known = known || kept.iter().any(|word| credentials.contains(word));
    if known || !plain || in_query || kept.len() != 2 || name.len() > 30 {
        return None;
    }
    let first = kept.first()?;
    Some((name, witness.says(first)?))
}

/// Names that servers ask for by themselves, without the word header beside them.
const KNOWN: &[&str] = &[
    "idempotency-key",
    "if-match",
    "api-version",
    "soapaction",
    "ocs-apirequest",
    "x-requested-with",
    "content-md5",
    "x-tenant-id",
    "accept-language",
];

/// A header's name in the refusal, near the word `header`, that the request does not have.
fn named_header(case: &Case<'_>) -> Option<(String, Span)> {
    let witness = case.witness?;
    let text = witness.text();
    let text = text.get(..text.len().min(8192)).unwrap_or_default();
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    let mut at = 0;
    for word in text.split(|b| !is_name(b)) {
        let start = at;
        at += word.len() + 1;
        let Ok(name) = std::str::from_utf8(word) else { continue };
        let shape = (name.contains('-') || KNOWN.contains(&name))
            && name.len() >= 5
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && !name.ends_with('-');
        if !shape || ELSEWHERE.contains(&name) || case.failing.request.has(name) {
            continue;
        }
        let near = Span::of(start.saturating_sub(24), at + 24).slice(text);
        let by_word = memchr::memmem::find(near, b"header").is_some();
        if (by_word || KNOWN.contains(&name))
            && !matches!(name, "www-authenticate" | "retry-after" | "x-ratelimit-limit")
        {
            return Some((name.to_owned(), witness.names(word)?));
        }
    }
    None
}
