//! `placeholder-unresolved`: the name of a value was sent in the value's place.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::repair;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::BodyKind;
use crate::semantics::JsonKind;
use crate::semantics::PlaceholderKind;
use crate::semantics::percent;
use crate::semantics::placeholder;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "placeholder-unresolved",
    family: Family::Url,
    title: "a placeholder was never filled in",
    why: "\
A variable that is not set, single quotes around $NAME, a template that nobody rendered, a copied example:
the name goes out instead of the value, or `undefined` where a program had no value.",
    example: "Authorization: Bearer {{access_token}}",
    references: &["RFC 6570", "Postman documentation: Variables", "POSIX shell: Quoting"],
};

/// The rule.
pub(super) struct PlaceholderUnresolved;

/// One placeholder in the failing request.
struct Found {
    /// Where it stands, in the request's offsets.
    span: Span,
    kind: PlaceholderKind,
    /// The thing that holds it, for a sentence.
    holder: String,
    /// Where a difference would stand.
    place: Option<Place>,
    /// How much it weighs.
    points: f32,
}

impl Rule for PlaceholderUnresolved {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let mut found = Vec::new();
        in_target(case.failing, &mut found);
        in_credentials(case.failing, &mut found);
        in_headers(case.failing, &mut found);
        in_body(case, &mut found);
        if let Some(good) = case.good {
            found.retain(|one| !good_has(case, good, one));
        }
        let best = found.into_iter().reduce(|a, b| if b.points > a.points { b } else { a });
        if let Some(one) = best {
            report.add(finding(case, one));
        }
    }
}

/// Whether the request that works sends the same text, at the same place for words that are common elsewhere.
fn good_has(case: &Case<'_>, good: &Reading<'_>, one: &Found) -> bool {
    let text = case.failing.request.text(one.span);
    let Some(place) = &one.place else {
        return memchr::memmem::find(&good.request.bytes, text).is_some();
    };
    let differs = case.differences.iter().any(|d| match (&d.place, place) {
        (Place::Path(_), Place::Path(_)) => true,
        (a, b) => a == b,
    });
    let marked = !matches!(
        one.kind,
        PlaceholderKind::NoValue | PlaceholderKind::Words | PlaceholderKind::ColonSegment
    );
    let anywhere = marked && memchr::memmem::find(&good.request.bytes, text).is_some();
    let in_path = matches!(place, Place::Path(_))
        && good.path().split(|b| *b == b'/').any(|segment| segment == text);
    !differs || anywhere || in_path
}

const fn weight(kind: PlaceholderKind) -> f32 {
    match kind {
        PlaceholderKind::DoubleBraces
        | PlaceholderKind::DollarBraces
        | PlaceholderKind::ShellVariable => 6.0,
        PlaceholderKind::PercentVariable
        | PlaceholderKind::AngleBrackets
        | PlaceholderKind::ColonSegment
        | PlaceholderKind::Braces => 5.5,
        PlaceholderKind::Words => 5.0,
        PlaceholderKind::NoValue => 5.5,
    }
}

fn in_target(reading: &Reading<'_>, found: &mut Vec<Found>) {
    let target = reading.request.target();
    // Clients escape braces and brackets: the escaped path is searched decoded, segment by segment.
    for segment in &reading.target.segments {
        let raw = segment.slice(target);
        let plain = percent::decode(raw, false);
        let whole = [b"/", plain.as_slice()].concat();
        if let Some((_, kind)) = placeholder::find_in_path(&whole).into_iter().next() {
            let place = Some(Place::Path(0));
            found.push(Found {
                span: reading.in_target(*segment),
                kind,
                holder: "the path".to_owned(),
                place,
                points: weight(kind),
            });
        }
    }
    for pair in &reading.target.pairs {
        let name = percent::decode(pair.name.slice(target), true);
        let value = pair.value.unwrap_or_default();
        let plain = percent::decode(value.slice(target), true);
        if let Some((_, kind)) = placeholder::find(&plain).into_iter().next() {
            let text = crate::wire::escape::lossy_hex(&name);
            let holder = format!("query parameter `{}`", quote(&name));
            let points = if kind == PlaceholderKind::NoValue { 4.5 } else { weight(kind) };
            found.push(Found {
                span: reading.in_target(value),
                kind,
                holder,
                place: Some(Place::Query { name: text, nth: 0 }),
                points,
            });
        }
    }
}

/// Credentials, also inside Basic: a placeholder there outranks every other fault of theirs.
fn in_credentials(reading: &Reading<'_>, found: &mut Vec<Found>) {
    for own in reading.explicit_credentials() {
        let secret = reading.secret(own);
        let inner = own.basic().map(|basic| {
            basic
                .bytes
                .split(|b| *b == b':')
                .find_map(|part| placeholder::find(part).into_iter().next())
        });
        let hit = inner.flatten().or_else(|| placeholder::find(secret).into_iter().next());
        if let Some((_, kind)) = hit {
            let header = reading.request.headers.iter().find(|h| h.span.encloses(own.span));
            let place = header.map(|h| Place::Header {
                name: crate::wire::escape::lossy_hex(reading.request.text(h.name))
                    .to_ascii_lowercase(),
                nth: 0,
            });
            let points = if kind == PlaceholderKind::Words { 5.5 } else { 6.2 };
            found.push(Found {
                span: own.secret,
                kind,
                holder: "the credentials".to_owned(),
                place,
                points,
            });
        }
    }
}

/// Fields whose values are words that look like placeholders and are none.
const SPARED: &[&str] = &[
    "origin",
    "accept",
    "user-agent",
    "cookie",
    "cache-control",
    "if-none-match",
    "te",
    "connection",
    "content-type",
    "content-length",
    "accept-encoding",
    "accept-language",
    "transfer-encoding",
    "postman-token",
    "pragma",
    "dnt",
];

fn in_headers(reading: &Reading<'_>, found: &mut Vec<Found>) {
    for header in &reading.request.headers {
        let name =
            crate::wire::escape::lossy_hex(reading.request.text(header.name)).to_ascii_lowercase();
        if SPARED.contains(&name.as_str()) || name.starts_with("sec-") {
            continue;
        }
        let value = reading.request.text(header.value);
        if let Some((span, kind)) = placeholder::find(value).into_iter().next() {
            let points = match (name.as_str(), kind) {
                ("host", PlaceholderKind::Words) => 2.5,
                ("host", _) => 6.0,
                (_, PlaceholderKind::NoValue) => 4.5,
                (_, PlaceholderKind::AngleBrackets) => 4.0,
                _ => weight(kind),
            };
            let place = Some(if name == "host" {
                Place::Host
            } else {
                Place::Header { name: name.clone(), nth: 0 }
            });
            found.push(Found {
                span: span.shift(header.value.start),
                kind,
                holder: format!("the header {}", quote(name.as_bytes())),
                place,
                points,
            });
        }
    }
}

fn in_body(case: &Case<'_>, found: &mut Vec<Found>) {
    let reading = case.failing;
    let body = &reading.body;
    let less = if case.is_solo() { 2.0 } else { 0.5 };
    let mut values: Vec<(Span, String)> = Vec::new();
    match body.kind() {
        BodyKind::Json => {
            let json = body.json();
            for (node, id) in
                json.nodes.iter().zip(0u32..).filter(|(n, _)| n.kind == JsonKind::String)
            {
                let id = crate::semantics::NodeId(id);
                let key = json.text(node.key).trim_ascii();
                values.push((json.inner_span(id), format!("the body's field {}", quote(key))));
            }
        }
        BodyKind::Form => {
            for pair in &body.form().pairs {
                let name = pair.name.slice(&body.bytes);
                values.push((
                    pair.value.unwrap_or_default(),
                    format!("the form's field {}", quote(name)),
                ));
            }
        }
        _ => {}
    }
    for (span, holder) in values {
        let plain = if body.kind() == BodyKind::Form {
            percent::decode(span.slice(&body.bytes), true)
        } else {
            span.slice(&body.bytes).to_vec()
        };
        // A template inside a long text is content; as the whole value it is a value that is missing.
        let whole =
            placeholder::find(&plain).into_iter().find(|(hit, _)| hit.len() * 2 > plain.len());
        if let Some((_, kind)) = whole {
            let points = match kind {
                PlaceholderKind::NoValue => 4.0,
                PlaceholderKind::AngleBrackets | PlaceholderKind::Words => 3.5,
                _ => weight(kind),
            };
            found.push(Found {
                span: body.to_wire_or_all(span),
                kind,
                holder,
                place: None,
                points: points - less,
            });
        }
    }
}

const fn written(kind: PlaceholderKind) -> (&'static str, &'static str) {
    match kind {
        PlaceholderKind::DoubleBraces => (
            "a variable in double braces",
            "Set the variable in the environment that is active, or render the template before sending; only Postman and its like fill double braces in.",
        ),
        PlaceholderKind::DollarBraces => (
            "a variable in `${…}`",
            "Use the quotes that fill variables in: backticks in JavaScript, an f-string in Python, double quotes in a shell.",
        ),
        PlaceholderKind::ShellVariable => (
            "a shell variable",
            "Use double quotes in the shell (single quotes keep `$NAME` as it is), and export the variable.",
        ),
        PlaceholderKind::PercentVariable => (
            "a variable of the Windows shell",
            "Set the variable; `%NAME%` is filled in by cmd only, PowerShell takes `$env:NAME`.",
        ),
        PlaceholderKind::AngleBrackets => (
            "a word in angle brackets, as documentation writes it",
            "Put the value there, without the brackets.",
        ),
        PlaceholderKind::ColonSegment => (
            "a route's parameter",
            "Put the value into the path: only the server's router, or Postman's path variables, know `:name`.",
        ),
        PlaceholderKind::Braces => {
            ("a parameter of a URL template", "Put the value into the path before sending.")
        }
        PlaceholderKind::Words => ("words out of the documentation", "Put your own value there."),
        PlaceholderKind::NoValue => (
            "the program's word for no value",
            "Find out why the variable was empty when the request was built: not awaited, not loaded, another name.",
        ),
    }
}

fn finding(case: &Case<'_>, one: Found) -> Suspicion {
    let (what, summary) = written(one.kind);
    let text = quote(case.failing.request.text(one.span));
    // What stands in the credentials is shown only where it is no secret: a mark, not an encoded value.
    let shown = if one.holder == "the credentials"
        && !case
            .failing
            .request
            .text(one.span)
            .iter()
            .any(|b| matches!(b, b'{' | b'$' | b'<' | b'%'))
    {
        String::new()
    } else {
        format!(" (`{text}`)")
    };
    let good = case.good.and_then(|good| {
        let place = one.place.as_ref()?;
        let d = case.differences.iter().find(|d| {
            d.place == *place || matches!((&d.place, place), (Place::Path(_), Place::Path(_)))
        })?;
        Some((good, d))
    });
    let edits = good
        .filter(|(_, d)| !matches!(d.place, Place::Host))
        .and_then(|(good, d)| {
            let (ours, theirs) = (d.failing.as_ref()?, d.good.as_ref()?);
            Some(vec![Edit::replace(ours.span, good.request.text(theirs.span).to_vec())])
        })
        .unwrap_or_default();
    let mut suspicion = Suspicion::error(&CARD, one.points, format!("in {}, {what} was sent as it is", one.holder))
        .failing(one.span, what)
        .explain(format!("In {} stands {what}{shown} where a value belongs. Nobody filled it in before the request went out.", one.holder))
        .fix(repair::fix(case, summary, snippet(one.kind, case.failing.client_name()), edits, Safety::Guess));
    if let Some((_, difference)) = good {
        suspicion = suspicion.claim(difference);
        if let Some(side) = &difference.good {
            suspicion = suspicion.good(side.span, "the value of the request that works");
        }
    }
    report_body(case, &one, suspicion)
}

/// Claims what the body's own differences say of the same bytes.
fn report_body(case: &Case<'_>, one: &Found, suspicion: Suspicion) -> Suspicion {
    let same = case.differences.iter().filter(|d| {
        d.place.part() == "body"
            && d.failing.as_ref().is_some_and(|side| side.span.overlaps(one.span))
    });
    suspicion.claim_all(same)
}

fn snippet(kind: PlaceholderKind, client: &str) -> Option<String> {
    let text = match (kind, client) {
        (
            PlaceholderKind::ShellVariable | PlaceholderKind::DollarBraces,
            "curl" | "httpie" | "wget" | "xh",
        ) => "curl -H \"Authorization: Bearer $TOKEN\" …   # double quotes",
        (
            PlaceholderKind::DollarBraces,
            "axios" | "node-fetch" | "node-fetch-builtin" | "chromium" | "got",
        ) => "`Bearer ${token}`   // backticks",
        (_, client) if client.starts_with("python") => "f\"Bearer {token}\"",
        (
            PlaceholderKind::NoValue,
            "axios" | "node-fetch" | "node-fetch-builtin" | "chromium" | "got",
        ) => "if (!token) throw new Error('token is not set')",
        _ => return None,
    };
    Some(text.to_owned())
}
