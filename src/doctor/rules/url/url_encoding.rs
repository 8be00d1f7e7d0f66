//! `url-encoding`: path or query are escaped twice, not at all, or otherwise than the server reads them.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Noise;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::url::raw_query;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::PresignedKind;
use crate::semantics::percent;
use crate::semantics::text;
use crate::wire::Edit;
use crate::wire::NoteKind;
use crate::wire::Span;

pub(super) static CARD: Card = Card {
    code: "url-encoding",
    family: Family::Url,
    title: "the URL is escaped otherwise than the server reads it",
    why: "\
What is escaped twice decodes to another name; what is not escaped at all ends the value or breaks the
line; a plus sign is a space in a query and a plus in a path. A signed URL must keep its very spelling.",
    example: "GET /files/my%2520file.txt   where /files/my%20file.txt is meant",
    references: &["RFC 3986 section 2.1", "RFC 3986 section 2.4", "RFC 9112 section 3.2"],
};

/// The rule.
pub(super) struct UrlEncoding;

impl Rule for UrlEncoding {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let found = case.good.is_some_and(|good| beside_a_good_one(case, good, report));
        if found {
            return;
        }
        match case.good.and_then(|good| raw_query::beside_a_good_one(case, good)) {
            Some(raw) => report.add(raw),
            None => alone(case, report),
        }
    }
}

/// How two spellings are related.
type Verdict = (f32, &'static str);

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) -> bool {
    let signed = case.failing.is_signed() && good.is_signed();
    let mut found: Vec<(&Difference, Verdict)> = Vec::new();
    for difference in case.differences {
        let (Some(a), Some(b)) = (&difference.failing, &difference.good) else { continue };
        let (raw_a, raw_b) = (case.failing.request.text(a.span), good.request.text(b.span));
        let verdict = match &difference.place {
            Place::Path(_) => spelled(raw_a, raw_b, false),
            Place::Query { .. } => {
                let cut = cut_short(case.failing, a.span, raw_a, raw_b);
                cut.or_else(|| spelled(raw_a, raw_b, true))
            }
            _ => None,
        };
        let only_spelling = difference.noise == Noise::Spelling;
        match verdict {
            Some((points, what)) if !only_spelling || signed => {
                found.push((difference, (points, what)));
            }
            // A strict server refuses the line for such a character; a lenient one reads the same.
            Some((_, RAW)) => found.push((difference, (4.0, RAW))),
            _ => {}
        }
    }
    let Some((main, (points, what))) = found.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0)) else {
        return false;
    };
    let (Some(a), Some(b)) = (&main.failing, &main.good) else { return false };
    let (ours, theirs) =
        (quote(case.failing.request.text(a.span)), quote(good.request.text(b.span)));
    let edits = found.iter().filter_map(|(d, _)| {
        let (a, b) = (d.failing.as_ref()?, d.good.as_ref()?);
        Some(Edit::replace(a.span, good.request.text(b.span).to_vec()))
    });
    let mut explanation =
        format!("`{ours}` is spelled `{theirs}` in the request that works: {what}.");
    if signed {
        explanation.push_str(" A signature is computed over the spelling: any other one breaks it, even where both mean the same.");
    }
    let mut suspicion = Suspicion::error(&CARD, *points, *what)
        .failing(a.span, *what)
        .good(b.span, "as the server reads it")
        .explain(explanation)
        .fix(repair::fix(
            case,
            summary(what, signed),
            snippet(case.failing.client_name(), signed),
            edits.collect(),
            Safety::Safe,
        ))
        .claim_all(found.iter().map(|(d, _)| *d));
    if found.iter().any(|(_, (_, what))| *what == CUT) {
        suspicion = suspicion.claim_all(case.at(|p| matches!(p, Place::Query { .. })));
    }
    if signed {
        suspicion =
            suspicion.because(3.0, "the request is signed, and the signature covers the spelling");
    }
    report.add(suspicion);
    true
}

const PLUS_IN_TIME: &str = "a `+` stands unescaped in a time of the query, and means a space there";
const TWICE: &str = "it is escaped twice";
pub(super) const RAW: &str = "characters that a URL must not hold stand unescaped in it";
const CUT: &str = "a character that ends the value stands unescaped in it";

/// How the failing spelling came from the good one; `None` where they are no spellings of one text.
fn spelled(failing: &[u8], good: &[u8], plus: bool) -> Option<Verdict> {
    let (a, b) = (percent::decode(failing, false), percent::decode(good, false));
    let sign = "a plus sign stands unescaped in it, and means a space";
    if plus && a == b && percent::decode(failing, true) != percent::decode(good, true) {
        return Some((5.0, sign));
    }
    if a == b {
        let raw = !percent::needs_encoding(failing).is_empty()
            && percent::needs_encoding(good).is_empty();
        // Delimiters mean another thing escaped; an `@` or `:` hardly anywhere (RFC 3986 section 2.2).
        let delimiters = |text: &[u8]| text.iter().filter(|b| b"/?#+;&=".contains(b)).count();
        let points = if delimiters(failing) == delimiters(good) { 3.0 } else { 4.5 };
        return Some(if raw { (5.0, RAW) } else { (points, "other characters are escaped") });
    }
    if percent::decode(&a, false) == b {
        return Some((5.5, TWICE));
    }
    if percent::decode(&b, false) == a {
        return Some((5.0, "an escape that belongs to the text was undone"));
    }
    let spaced = |text: &[u8]| percent::decode(text, true);
    if plus && spaced(failing) == spaced(good) {
        return Some((4.5, "spaces are escaped otherwise (`+` and `%20`)"));
    }
    if spaced(failing) == b || spaced(good) == a || swapped(&a) == swapped(&b) {
        return Some((
            5.0,
            if plus { sign } else { "a plus sign stands for a space, which it does not in a path" },
        ));
    }
    let latin = text::recode(&a, "iso-8859-1");
    let same = !a.is_ascii() && latin.is_some_and(|latin| latin.as_bytes() == b);
    same.then_some((5.5, "characters beyond ASCII are escaped in another charset than UTF-8"))
}

/// Plus signs as spaces.
fn swapped(text: &[u8]) -> Vec<u8> {
    text.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect()
}

/// Whether the failing value stops where the good one has an escaped `&`, `#` or `;`.
fn cut_short(failing: &Reading<'_>, span: Span, a: &[u8], b: &[u8]) -> Option<Verdict> {
    let (x, y) = (percent::decode(a, false), percent::decode(b, false));
    let rest = y.strip_prefix(x.as_slice())?;
    let next = failing.request.bytes.get(span.end as usize)?;
    let cut = rest.first() == Some(next) && matches!(next, b'&' | b'#');
    cut.then_some((5.5, CUT))
}

pub(super) fn summary(what: &str, signed: bool) -> &'static str {
    if signed {
        "Send the URL exactly as it was signed: as an encoded URL that the client does not touch."
    } else if what == TWICE {
        "Escape once: give the client the plain text, or tell it that the URL is encoded already."
    } else {
        "Escape each value on its own before it goes into the URL."
    }
}

pub(super) fn snippet(client: &str, signed: bool) -> Option<String> {
    let text = match client {
        "python-aiohttp" => "session.get(yarl.URL(url, encoded=True))",
        "python-requests" if signed => {
            "s = requests.Session(); p = s.prepare_request(req); p.url = url; s.send(p)"
        }
        "python-requests" | "python-httpx" | "python-urllib" | "python-urllib3" => {
            "urllib.parse.quote(value, safe=\"\")   # once"
        }
        "node-fetch-builtin" | "node-fetch" | "chromium" | "axios" | "got" | "node-http" => {
            "encodeURIComponent(value)   // once, and not encodeURI"
        }
        "go-http" => "url.PathEscape(segment), url.QueryEscape(value)",
        "okhttp" => {
            "addEncodedPathSegment / addEncodedQueryParameter   // @Path(encoded = true) in Retrofit"
        }
        "java-httpclient" | "java-httpurlconnection" | "apache-httpclient" => {
            "URLEncoder.encode(value, StandardCharsets.UTF_8).replace(\"+\", \"%20\")"
        }
        "curl" => "curl -G --data-urlencode 'name=value' …",
        "dotnet-httpclient" => "Uri.EscapeDataString(value)",
        "php-curl" | "php-stream" => "rawurlencode($value)",
        "reqwest" => "url.path_segments_mut()?.push(segment)   // escapes once",
        _ => return None,
    };
    Some(text.to_owned())
}

/// By the failing request alone (or for what the good one does not have): a target that is broken by itself.
fn alone(case: &Case<'_>, report: &mut Report) {
    let Some((points, span, what)) = broken(case.failing).or_else(|| raw_query::refused(case))
    else {
        return;
    };
    let same = |good: &Reading<'_>| broken(good).is_some_and(|(_, _, theirs)| theirs == what);
    if case.good.is_some_and(same) {
        return;
    }
    let once = || case.good.is_some_and(|good| escapes_once(case, span, good));
    let points = if matches!(what, TWICE | PLUS_IN_TIME) && once() { points + 1.5 } else { points };
    let relevant =
        case.status.is_none() || case.status_in(&[400, 401, 403, 404, 414, 422, 500, 505]);
    if points < 4.0 && !relevant {
        return;
    }
    report.add(
        Suspicion::error(&CARD, points, what)
            .failing(span, what)
            .explain(format!("In the URL, {what}: `{}`. The server reads another name than the one meant, or cannot read the line at all.", quote(case.failing.request.text(span))))
            .fix(repair::told(case, summary(what, case.failing.presigned.is_some()), snippet(case.failing.client_name(), case.failing.presigned.is_some()))),
    );
}

/// Whether the good target holds the escape that the failing one has escaped again, or that its plus sign lacks.
fn escapes_once(case: &Case<'_>, span: Span, good: &Reading<'_>) -> bool {
    let text = case.failing.request.text(span);
    let inner = if text == b"+" { b"%2B".to_vec() } else { percent::decode(text, false) };
    inner.starts_with(b"%") && memchr::memmem::find(good.request.target(), &inner).is_some()
}

/// What is wrong with the spelling of a target by itself: weight, place, words.
fn broken(reading: &Reading<'_>) -> Option<(f32, Span, &'static str)> {
    let request = reading.request;
    if let Some(span) = request.noted(NoteKind::SpaceInTarget) {
        return Some((5.5, span, "a space stands unescaped in it"));
    }
    if let Some(span) = request.noted(NoteKind::TargetInvalid) {
        return Some((5.0, span, "a character that a URL must not hold stands unescaped in it"));
    }
    let target = request.target();
    let at = |span: Span| reading.in_target(span);
    if let Some(fragment) = reading.target.fragment {
        return Some((
            4.5,
            at(fragment),
            "a `#` stands unescaped in it, and what follows is cut off",
        ));
    }
    if let Some(escape) = percent::escapes(target).find(|escape| !escape.valid()) {
        return Some((4.5, at(escape.span), "a `%` stands in it that starts no escape"));
    }
    if let Some(span) = percent::looks_double_encoded(target) {
        let in_path = reading.target.path.encloses(span);
        return Some((if in_path { 4.0 } else { 3.0 }, at(span), TWICE));
    }
    if let Some(span) = foreign_charset(reading) {
        return Some((
            4.5,
            span,
            "characters beyond ASCII are escaped in another charset than UTF-8",
        ));
    }
    if let Some(span) = requoted(reading) {
        return Some((3.5, span, "the signed query was unescaped on its way"));
    }
    if let Some(span) = plus_in_time(reading) {
        return Some((3.0, span, PLUS_IN_TIME));
    }
    let raw = percent::needs_encoding(reading.path()).into_iter().next()?;
    let span = at(raw.shift(reading.target.path.start));
    let template = matches!(request.text(span), b"{" | b"{{" | b"<");
    (!template).then_some((
        3.0,
        span,
        "a character that a URL must not hold stands unescaped in it",
    ))
}

/// The `+` of a time zone in a query (`T09:00:00+01:00`), which form decoding turns into a space.
fn plus_in_time(reading: &Reading<'_>) -> Option<Span> {
    let target = reading.request.target();
    reading.target.pairs.iter().find_map(|pair| {
        let value = pair.value?;
        let text = value.slice(target);
        let plus = memchr::memchr(b'+', text)?;
        let (before, behind) = (text.get(..plus)?, text.get(plus + 1..)?);
        let time =
            before.iter().any(|b| matches!(b, b'T' | b't')) && before.last()?.is_ascii_digit();
        let zone = behind.len() >= 4 && behind.iter().take(2).all(u8::is_ascii_digit);
        let at = value.start as usize + plus;
        (time && zone).then(|| reading.in_target(Span::of(at, at + 1)))
    })
}

/// The first value of the query whose escapes are no UTF-8 (WHATWG URL section 5.1; RFC 3986 section 2.5).
fn foreign_charset(reading: &Reading<'_>) -> Option<Span> {
    let target = reading.request.target();
    reading.target.pairs.iter().filter_map(|pair| pair.value).find_map(|value| {
        let plain = percent::decode(value.slice(target), true);
        // A run of such bytes is a hash or a key, and no text.
        let odd = plain.iter().filter(|byte| !byte.is_ascii()).count();
        let text = odd * 3 <= plain.len() && std::str::from_utf8(&plain).is_err();
        text.then(|| reading.in_target(value))
    })
}

/// A signed query whose credential holds a plain slash: the stores' own tools write `%2F`.
fn requoted(reading: &Reading<'_>) -> Option<Span> {
    let presigned = reading.presigned.as_ref()?;
    if !matches!(presigned.kind, PresignedKind::AwsV4 | PresignedKind::Gcs) {
        return None;
    }
    let target = reading.request.target();
    let pair = reading.target.pairs.iter().find(|pair| {
        let name = pair.name.slice(target).to_ascii_lowercase();
        name.ends_with(b"-credential")
    })?;
    let value = pair.value?;
    value.slice(target).contains(&b'/').then(|| reading.in_target(value))
}
