//! `url-path`: another path than the endpoint's.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::url::path_shape;
use crate::doctor::rules::url::path_shape::PathShape;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::OddChar;
use crate::semantics::TargetForm;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "url-path",
    family: Family::Url,
    title: "the path is not the endpoint's",
    why: "\
A path is compared byte by byte, letters' case and slashes included: /items and /items/ are two addresses.
Joining a base URL and a path loses or doubles segments; copied URLs bring invisible characters along.",
    example: "GET /api/items/   where the server knows /api/items",
    references: &["RFC 3986 section 3.3", "RFC 3986 section 5.2", "RFC 9110 section 4.2.3"],
};

/// The rule.
pub(super) struct UrlPath;

impl Rule for UrlPath {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    if absolute(case.failing) && !absolute(good) {
        report.add(whole_url(case, 4.5).good(good.request.line.target, "the path alone"));
        return;
    }
    let Some(difference) = case.at(|p| matches!(p, Place::Path(_))).next() else { return };
    let Some(shape) = path_shape::compare(case.failing.path(), good.path()) else { return };
    if difference.is_harmless() {
        return;
    }
    let claimed = report.is_claimed(difference);
    let invisible = matches!(shape, PathShape::Odd(_) | PathShape::Stray);
    if claimed && !invisible && !report.has("redirect-changed-request") {
        return;
    }
    let points = if claimed && !invisible { 3.0 } else { weight(shape) };
    let (ours, theirs) = (quote(case.failing.path()), quote(good.path()));
    let what = words(shape);
    // Other slips are in the spelling, which only the good path has right.
    let by_word = matches!(
        shape,
        PathShape::Word
            | PathShape::Inner
            | PathShape::Version
            | PathShape::PrefixLost
            | PathShape::PrefixAdded
            | PathShape::SegmentLost
            | PathShape::SegmentAdded
    );
    let merged = |own: &[u8], other: &[u8]| {
        let right = by_word.then(|| path_shape::corrected(own, other)).flatten();
        right.unwrap_or_else(|| other.to_vec())
    };
    let right = merged(case.failing.path(), good.path());
    let mine = changed(case.failing.path(), &right);
    let yours = changed(good.path(), &merged(good.path(), case.failing.path()));
    let ask = format!("Ask for `{}`.", quote(&right));
    let edit = Edit::replace(case.failing.in_target(case.failing.target.path), right);
    let at = |reading: &Reading<'_>, part: Span| {
        reading.in_target(part.shift(reading.target.path.start))
    };
    let mut suspicion =
        Suspicion::error(&CARD, points, format!("against the path that works, {what}"))
            .failing(at(case.failing, mine), what)
            .good(at(good, yours), "in the path that works")
            .explain(format!("The path is `{ours}`; in the request that works it is `{theirs}`: {what}. To the server these are two addresses.{}", background(shape)))
            .fix(repair::fix(case, ask, snippet(shape, case.failing.client_name()), vec![edit], Safety::Guess))
            .claim(difference);
    if let Some(span) = routeless(case) {
        suspicion = suspicion.because(2.0, ROUTELESS).response(span, "what the gateway says");
    }
    report.add(suspicion);
}

const ROUTELESS: &str =
    "gateways say so of routes that they do not have, whatever credentials are sent";

/// Words of a gateway that looks for its own signature where it knows no route (Amazon API Gateway), to a request that
/// bears credentials of another sort.
fn routeless(case: &Case<'_>) -> Option<Span> {
    let signed = case.failing.credentials.iter().any(|own| own.scheme.is_signature());
    let keyed = case.failing.explicit_credentials().next().is_some();
    let words = [
        "missing authentication token",
        "not a valid key=value pair",
        "authorization header requires 'credential' parameter",
    ];
    case.witness.filter(|_| keyed && !signed && case.status_in(&[403]))?.says_any(&words)
}

/// The part of `path` that differs from `other`, in whole characters of either; offsets count from the path.
fn changed(path: &[u8], other: &[u8]) -> Span {
    let head = path.iter().zip(other).take_while(|(a, b)| a == b).count();
    let tail = path.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let tail = tail.min(path.len().min(other.len()) - head);
    Span::of(head, path.len() - tail)
}

const fn weight(shape: PathShape) -> f32 {
    match shape {
        PathShape::Odd(_) | PathShape::RootLost => 6.0,
        PathShape::Stray | PathShape::Parameter | PathShape::Part => 5.5,
        PathShape::SlashAdded
        | PathShape::SlashLost
        | PathShape::Doubled
        | PathShape::Case
        | PathShape::Version
        | PathShape::PrefixLost
        | PathShape::PrefixAdded
        | PathShape::SegmentLost
        | PathShape::SegmentAdded => 5.0,
        PathShape::Word | PathShape::Elsewhere => 4.5,
        PathShape::Inner => 4.0,
        PathShape::Identifier => 3.0,
    }
}

const fn words(shape: PathShape) -> &'static str {
    match shape {
        PathShape::Odd(OddChar::ZeroWidth) => "an invisible character stands in it",
        PathShape::Odd(OddChar::Space) => "a space that is no plain space stands in it",
        PathShape::Odd(OddChar::Quote) => "a typographic quote stands in it",
        PathShape::Odd(OddChar::Dash) => "a dash that is no hyphen stands in it",
        PathShape::Stray => "a space, line end or quote stands at the end of a segment",
        PathShape::RootLost => "it does not begin with a slash",
        PathShape::Part => "a segment lacks its beginning or its end",
        PathShape::Parameter => "a parameter stands behind a semicolon in it",
        PathShape::SlashAdded => "there is a slash too much at the end",
        PathShape::SlashLost => "the slash at the end is missing",
        PathShape::Doubled => "the slashes are doubled on one side",
        PathShape::Case => "upper and lower case differ",
        PathShape::Version => "the version in it is another one, or missing",
        PathShape::PrefixLost => "the beginning of the path is missing",
        PathShape::PrefixAdded => "something stands before the path",
        PathShape::SegmentLost => "a segment is missing",
        PathShape::SegmentAdded => "there is a segment too many",
        PathShape::Identifier => "the identifier is another one",
        PathShape::Word | PathShape::Inner => "one segment is another word",
        PathShape::Elsewhere => "hardly anything is the same",
    }
}

/// How such a slip comes about.
const fn background(shape: PathShape) -> &'static str {
    match shape {
        PathShape::Odd(_) => {
            " Such a character comes along when a URL is copied from a page, a chat or a document."
        }
        PathShape::Stray => {
            " It was part of the variable that the URL is built from: read from a file, or quoted twice."
        }
        PathShape::Parameter => {
            " Java servers write the session there where they got no cookie (`;jsessionid=…`), and stricter ones refuse every semicolon."
        }
        PathShape::PrefixLost => {
            " A path that begins with a slash replaces the path of a base URL when the two are joined."
        }
        PathShape::Doubled => " The base URL ends in a slash and the path begins with one.",
        PathShape::SegmentAdded | PathShape::PrefixAdded => " Often the base URL has it already.",
        _ => "",
    }
}

fn snippet(shape: PathShape, client: &str) -> Option<String> {
    let join = matches!(shape, PathShape::PrefixLost | PathShape::Doubled | PathShape::PrefixAdded);
    let text = match client {
        "python-requests" | "python-httpx" if join => {
            "urljoin(\"https://host/api/\", \"items\")   # base with, path without the slash"
        }
        "node-fetch-builtin" | "node-fetch" | "chromium" | "axios" | "got" if join => {
            "new URL('items', 'https://host/api/')   // base with, path without the slash"
        }
        "dotnet-httpclient" if join => {
            "BaseAddress = new Uri(\"https://host/api/\"); client.GetAsync(\"items\")"
        }
        "go-http" if join => "base.JoinPath(\"items\")",
        "reqwest" if join => "Url::parse(\"https://host/api/\")?.join(\"items\")?",
        _ if matches!(shape, PathShape::Odd(_) | PathShape::Stray) => {
            "type the URL anew, or trim the variable it is built from"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

/// Whether the request line holds a whole URL, as for a proxy (RFC 9112 section 3.2.2).
fn absolute(reading: &Reading<'_>) -> bool {
    reading.target.form == TargetForm::Absolute
}

fn whole_url(case: &Case<'_>, points: f32) -> Suspicion {
    let failing = case.failing;
    let before = Span::new(0, failing.target.path.start).shift(failing.request.line.target.start);
    let path = if failing.target.path.is_empty() { "/" } else { "" };
    Suspicion::error(&CARD, points, "the request line holds a whole URL, as for a proxy")
        .failing(before, "scheme and host, which belong into Host")
        .explain("The request line holds a whole URL. That is the form for proxies; not every server, and no simple one, finds the path in it.")
        .fix(repair::fix(case, "Send the path alone, and the host in Host; or turn the client's proxy mode off.", None, vec![Edit::replace(before, path)], Safety::Safe))
}

/// Without a good request: a path that looks wrong by itself, or a 404.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let place = failing.in_target(failing.target.path);
    if absolute(failing) && case.status_in(&[400, 403, 404, 405]) {
        report.add(whole_url(case, 3.0));
        return;
    }
    let gateway = routeless(case);
    let (points, what) = match suspicious(failing) {
        Some(found) => found,
        None if gateway.is_some() => (5.0, ROUTELESS),
        None if case.status_in(&[404, 410]) => (1.5, "the server knows nothing at this path"),
        None if case.status == Some(405) => (1.0, "the address may be another one's"),
        None => return,
    };
    let slash = failing.path().len() > 1 && failing.path().ends_with(b"/");
    let mut suspicion = Suspicion::error(&CARD, points, what)
        .failing(if place.is_empty() { failing.request.line.target } else { place }, what)
        .explain(format!("The path is `{}`: {what}. A server compares paths byte by byte, slashes and letters' case included.", quote(failing.path())))
        .fix(repair::told(case, "Compare the path with the documentation, character by character: prefix, version, case, and the slash at its end.", None));
    if let Some(span) = gateway {
        suspicion = suspicion.response(span, "what the gateway says");
    }
    if slash && case.status == Some(404) {
        suspicion = suspicion
            .because(1.2, "it ends in a slash, and many servers know the path without it only");
    }
    report.add(suspicion);
}

fn suspicious(failing: &Reading<'_>) -> Option<(f32, &'static str)> {
    let path = failing.path();
    if let Some(kind) = path_shape::odd(path) {
        let points = if kind == OddChar::ZeroWidth { 6.0 } else { 4.5 };
        return Some((points, words(PathShape::Odd(kind))));
    }
    let lower = path.to_ascii_lowercase();
    let has = |needle: &[u8]| memchr::memmem::find(&lower, needle).is_some();
    if failing.target.form == TargetForm::Origin
        && [&b"/http:/"[..], b"/https:/", b"/http%3a", b"/https%3a"].iter().any(|n| has(n))
    {
        return Some((3.0, "another URL stands inside the path"));
    }
    if failing.target.form == TargetForm::Rootless {
        return Some((5.0, "it does not begin with a slash"));
    }
    if path_shape::has_stray(path) {
        return Some((4.5, words(PathShape::Stray)));
    }
    if memchr::memmem::find(&lower, b";jsessionid=").is_some() {
        return Some((4.0, words(PathShape::Parameter)));
    }
    if has(b"//") {
        return Some((5.2, "two slashes stand side by side"));
    }
    if has(b"/./") || has(b"/../") {
        return Some((3.0, "dot segments were not resolved"));
    }
    let twice = failing.target.segments.windows(2).any(|pair| {
        let text = |span: &Span| span.slice(failing.request.target());
        matches!(pair, [a, b] if text(a) == text(b) && !text(a).is_empty() && !path_shape::is_identifier(text(a)))
    });
    if twice {
        return Some((3.0, "the same segment stands twice in a row"));
    }
    let end = path.last().copied();
    matches!(end, Some(b'.' | b',' | b';' | b')' | b'\''))
        .then_some((3.5, "a punctuation mark stands at its end"))
}
