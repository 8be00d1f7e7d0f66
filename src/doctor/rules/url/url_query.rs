//! `url-query`: a query parameter is missing, another one, or one too many.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::url::query_name::in_body;
use crate::doctor::rules::url::query_name::is_count;
use crate::doctor::rules::url::query_name::is_of_a_signature;
use crate::doctor::rules::url::query_name::is_paging;
use crate::doctor::rules::url::query_name::is_volatile;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::key_name;
use crate::semantics::percent;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "url-query",
    family: Family::Url,
    title: "a query parameter is missing, differs, or is too many",
    why: "\
Clients build the query from a map of parameters, and some replace the one that stood in the URL.
A parameter in the body instead of the query (or the other way round) is not there for the server.",
    example: "POST /token   where the server wants /token?grant_type=password",
    references: &["RFC 3986 section 3.4", "WHATWG URL: application/x-www-form-urlencoded"],
};

/// The rule.
pub(super) struct UrlQuery;

impl Rule for UrlQuery {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if let Some((span, what)) =
            slip(case.failing).filter(|_| case.good.is_none_or(|good| slip(good).is_none()))
        {
            report.add(slipped(case, span, what));
            return;
        }
        match case.good {
            Some(good) => beside_a_good_one(case, good, report),
            None => alone(case, report),
        }
    }
}

/// A query that is broken as text: `&amp;` out of HTML, a second `?`.
fn slip(reading: &Reading<'_>) -> Option<(Span, &'static str)> {
    let query = reading.in_target(reading.target.query?);
    let text = reading.request.text(query);
    if let Some(at) = memchr::memmem::find(text, b"&amp;") {
        return Some((Span::of(at, at + 5).shift(query.start), "`&amp;` stands where `&` belongs"));
    }
    if let Some(at) = nameless(text) {
        let what = "a parameter has a value and no name";
        return Some((Span::of(at, at + 1).shift(query.start), what));
    }
    let at = memchr::memchr(b'?', text)?;
    let behind = text.get(at + 1..).unwrap_or_default();
    let pair = behind.split(|b| *b == b'&').next().unwrap_or_default().contains(&b'=');
    (pair || at == 0)
        .then(|| (Span::of(at, at + 1).shift(query.start), "a second `?` stands where `&` belongs"))
}

/// Where a parameter begins with its `=`: a `$name` that a shell or a template took for an empty variable.
fn nameless(query: &[u8]) -> Option<usize> {
    let mut at = 0;
    query.split(|byte| *byte == b'&').find_map(|pair| {
        let start = at;
        at += pair.len() + 1;
        matches!(pair, [b'=', _, ..]).then_some(start)
    })
}

fn slipped(case: &Case<'_>, span: Span, what: &'static str) -> Suspicion {
    if span.slice(&case.failing.request.bytes) == b"=" {
        return Suspicion::error(&CARD, 5.0, what)
            .failing(span, what)
            .explain(format!("In the query {what}. A name that begins with `$` is taken for a variable where a shell, PowerShell or PHP reads the URL in double quotes; the variable is empty, and the name is gone."))
            .fix(repair::fix(case, "Write the URL in single quotes, or escape the `$`.", None, Vec::new(), Safety::ShowOnly))
            .claim_all(case.at(|p| matches!(p, Place::Query { .. } | Place::QueryString)));
    }
    Suspicion::error(&CARD, 5.0, what)
        .failing(span, what)
        .explain(format!("In the query {what}: what follows becomes part of another parameter, and the server misses its own."))
        .fix(repair::fix(case, "Join the parameters with a plain `&`.", None, vec![Edit::replace(span, "&")], Safety::Safe))
        .claim_all(case.at(|p| matches!(p, Place::Query { .. } | Place::QueryString)))
}

fn beside_a_good_one(case: &Case<'_>, good: &Reading<'_>, report: &mut Report) {
    let found: Vec<(&Difference, f32, String)> = case
        .differences
        .iter()
        .filter(|d| !d.is_harmless() && !report.is_claimed(d))
        .filter_map(|d| {
            let Place::Query { name, .. } = &d.place else { return None };
            weigh(case, good, d, name).map(|(points, text)| (d, points, text))
        })
        .collect();
    let Some((main, points, what)) = found.iter().max_by(|a, b| a.1.total_cmp(&b.1)) else {
        return;
    };
    let Place::Query { name, .. } = &main.place else { return };
    let name = quote(name.as_bytes());
    let gap = query_gap(case.failing);
    let span = main.failing.as_ref().map_or(gap, |side| side.span);
    let build = if *points < 2.0 { Suspicion::warning } else { Suspicion::error };
    let mut text = format!("Query parameter `{name}`: {what}.");
    if found.len() > 1 {
        text.push_str(" Other parameters differ too.");
    }
    if main.change == Change::Missing && case.failing.target.query.is_none() {
        text.push_str(" No query left the program at all; some clients replace the query of a URL by the parameters given apart, even by none.");
    }
    let mut suspicion = build(&CARD, *points, what.clone())
        .failing(span, format!("`{name}`"))
        .explain(text)
        .fix(repair::fix(
            case,
            summary(main, &name),
            snippet(case.failing.client_name()),
            edits(case, good, main),
            Safety::Guess,
        ))
        .claim_all(found.iter().map(|(d, ..)| *d));
    if let Some(side) = &main.good {
        suspicion = suspicion.good(side.span, "in the request that works");
    }
    if let Some(span) = case.witness.and_then(|witness| witness.names(plain_name(main).as_bytes()))
    {
        suspicion =
            suspicion.because(1.5, "the server names it").response(span, "the server names it");
    }
    report.add(suspicion);
}

fn plain_name(difference: &Difference) -> &str {
    match &difference.place {
        Place::Query { name, .. } => name,
        _ => "",
    }
}

/// How much a difference in the query weighs, and what it is.
fn weigh(case: &Case<'_>, good: &Reading<'_>, d: &Difference, name: &str) -> Option<(f32, String)> {
    // Credentials have rules of their own; signatures are other on every request.
    if key_name::is_key_query(name.as_bytes()) || is_of_a_signature(case.failing, good, name) {
        return None;
    }
    let ours = d.failing.as_ref().map(|side| side.text.as_ref());
    let theirs = d.good.as_ref().map(|side| side.text.as_ref());
    if is_volatile(name, ours) && is_volatile(name, theirs) {
        return Some((1.0, "it is another one each time".to_owned()));
    }
    let moved = in_body(case.failing, name) || in_body(good, name);
    if is_paging(name) && !moved && [ours, theirs].iter().all(|value| is_count(*value)) {
        return Some((1.5, "it asks for another part of a list".to_owned()));
    }
    Some(match d.change {
        Change::Missing if in_body(case.failing, name) => (
            5.5,
            "it stands in the body here, and in the query of the request that works".to_owned(),
        ),
        Change::Missing if similar(case, d, name) => (5.0, "it bears another name here".to_owned()),
        Change::Missing if case.failing.target.pairs.is_empty() => {
            (5.0, "it is missing, and so is the whole query".to_owned())
        }
        Change::Missing => (4.5, "it is missing".to_owned()),
        Change::Unexpected if in_body(good, name) => (
            4.5,
            "it stands in the query here, and in the body of the request that works".to_owned(),
        ),
        Change::Unexpected if ours.is_some_and(<[u8]>::is_empty) => {
            (3.0, "it is empty here, and absent in the request that works".to_owned())
        }
        Change::Unexpected => (3.0, "the request that works does not send it".to_owned()),
        Change::Repeated => (4.0, "it is sent more than once".to_owned()),
        Change::Recased => (4.5, "upper and lower case of its value differ".to_owned()),
        _ if ours.is_some_and(<[u8]>::is_empty) => (4.5, "it is empty".to_owned()),
        _ => (3.5, "it has another value".to_owned()),
    })
}

/// Whether the failing request has a parameter of nearly that name instead: other case, `[]`, `-` for `_`.
fn similar(case: &Case<'_>, missing: &Difference, name: &str) -> bool {
    let squeeze = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    case.differences.iter().any(|d| {
        d.id != missing.id
            && d.change == Change::Unexpected
            && matches!(&d.place, Place::Query { name: own, .. } if squeeze(own) == squeeze(name))
    })
}

fn summary(main: &Difference, name: &str) -> String {
    match main.change {
        Change::Missing => format!("Send `{name}` in the query."),
        Change::Unexpected => format!("Leave `{name}` out of the query."),
        Change::Repeated => format!("Send `{name}` once."),
        _ => format!("Send `{name}` with the value of the request that works."),
    }
}

fn snippet(client: &str) -> Option<String> {
    let text = match client {
        "python-requests" => {
            "requests.request(method, url, params={…})   # params: query, data/json: body"
        }
        "python-httpx" => {
            "httpx.post(url, params={…})   # params replace the query of the URL; leave them out to keep it"
        }
        "axios" => "axios.post(url, data, { params: {…} })   // the second argument is the body",
        "node-fetch-builtin" | "node-fetch" | "chromium" => {
            "fetch(`${url}?${new URLSearchParams({…})}`)"
        }
        "go-http" => "q := req.URL.Query(); q.Set(\"name\", value); req.URL.RawQuery = q.Encode()",
        "curl" => "curl -G --data-urlencode 'name=value' …   # and quote a URL that holds &",
        "okhttp" => "url.newBuilder().addQueryParameter(\"name\", value)",
        "reqwest" => "client.post(url).query(&[(\"name\", value)])",
        _ => return None,
    };
    Some(text.to_owned())
}

/// The place behind the last query pair, or behind the path.
fn query_gap(reading: &Reading<'_>) -> Span {
    let end = reading.target.query.unwrap_or(reading.target.path);
    reading.in_target(end).after()
}

fn edits(case: &Case<'_>, good: &Reading<'_>, main: &Difference) -> Vec<Edit> {
    let theirs = main.good.as_ref().map(|side| good.request.text(side.span).to_vec());
    let ours = main.failing.as_ref().map(|side| side.span);
    match (ours, theirs) {
        (Some(span), Some(text)) => vec![Edit::replace(span, text)],
        (None, Some(text)) => {
            let joint: &[u8] = match case.failing.target.query {
                None => b"?",
                Some(query) if query.is_empty() => b"",
                Some(_) => b"&",
            };
            vec![Edit::replace(query_gap(case.failing), [joint, &text].concat())]
        }
        (Some(span), None) => {
            // The separator before it goes too, or the one behind the first.
            let bytes = &case.failing.request.bytes;
            let before = Span::new(span.start.saturating_sub(1), span.start);
            let behind = Span::new(span.end, span.end + 1);
            if before.slice(bytes) == b"&" {
                vec![Edit::delete(before.cover(span))]
            } else if behind.slice(bytes) == b"&" {
                vec![Edit::delete(span.cover(behind))]
            } else {
                vec![Edit::delete(span)]
            }
        }
        (None, None) => Vec::new(),
    }
}

/// Whether it asks for a token without a grant (RFC 6749 section 4 wants `grant_type` in the form; some servers take it
/// from the query).
fn grantless(reading: &Reading<'_>) -> bool {
    let last = reading.target.segments.last().map(|s| s.slice(reading.request.target()));
    let token = last == Some(b"token") && reading.method_wants_body();
    token
        && memchr::memmem::find(&reading.request.bytes, b"grant_type").is_none()
        && memchr::memmem::find(&reading.request.bytes, b"grantType").is_none()
}

/// Without a good request: a parameter that the server names, or one that came empty.
fn alone(case: &Case<'_>, report: &mut Report) {
    if !case.status_in(&[400, 404, 406, 414, 422]) {
        return;
    }
    let failing = case.failing;
    let target = failing.request.target();
    let named = failing.target.pairs.iter().find_map(|pair| {
        let name = percent::decode(pair.name.slice(target), true);
        let span = case.witness?.names(&name).filter(|_| name.len() > 3)?;
        Some((pair, span))
    });
    let listed = case.witness.filter(|_| case.says("query")).and_then(|witness| {
        failing.target.pairs.iter().find_map(|pair| {
            let name = percent::decode(pair.name.slice(target), true);
            let open = name.iter().position(|byte| *byte == b'[').filter(|at| *at > 0)?;
            Some((pair, witness.names(name.get(..open)?)?))
        })
    });
    let empty = failing.target.pairs.iter().find(|p| p.value.is_some_and(Span::is_empty));
    let asks = case.witness.and_then(|w| {
        w.says_any(&["query parameter", "query string", "parameter", "querystring", "argument"])
    });
    let (points, what, span) = match (named, empty) {
        _ if listed.is_some() => (
            4.5,
            "the server names this parameter without its brackets",
            listed.map(|(pair, _)| pair.span).unwrap_or_default(),
        ),
        _ if grantless(failing) && case.status_in(&[400, 422]) => (
            3.0,
            "an OAuth token request must say its grant_type, and none does",
            failing.target.query.unwrap_or(failing.target.path.after()),
        ),
        (Some((pair, _)), _) => (3.5, "the server names this parameter", pair.span),
        (_, Some(pair)) => (2.5, "this parameter is empty", pair.span),
        _ if case.status == Some(414) => {
            (3.5, "the URL is too long", failing.target.query.unwrap_or(failing.target.path))
        }
        _ if asks.is_some() && (!failing.has_body() || case.says("query parameter")) => (
            2.5,
            "the server speaks of a parameter",
            failing.target.query.unwrap_or(failing.target.path.after()),
        ),
        _ => return,
    };
    let mut suspicion = Suspicion::error(&CARD, points, what)
        .failing(failing.in_target(span), what)
        .explain(format!("In the query, {what}. Its name, its value or a parameter beside it is not what the server takes."))
        .fix(repair::told(case, "Compare names and values of the query with the documentation.", snippet(failing.client_name())));
    if let Some(span) = listed.or(named).map(|(_, span)| span).or(asks) {
        suspicion = suspicion.response(span, "what the server says");
    }
    report.add(suspicion);
}
