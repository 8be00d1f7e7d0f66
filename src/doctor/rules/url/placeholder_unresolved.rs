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
use crate::doctor::rules::url::placeholder_hunt;
use crate::doctor::rules::url::placeholder_hunt::Placeholder;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::PlaceholderKind;
use crate::wire::Edit;

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

impl Rule for PlaceholderUnresolved {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let mut found = placeholder_hunt::all(case);
        if let Some(good) = case.good {
            found.retain(|one| !good_has(case, good, one));
        }
        let best = found.into_iter().reduce(|a, b| if b.points > a.points { b } else { a });
        if let Some(one) = best {
            report.add(finding(case, &one));
        }
    }
}

/// Whether the request that works sends the same text, at the same place for words that are common elsewhere.
fn good_has(case: &Case<'_>, good: &Reading<'_>, one: &Placeholder) -> bool {
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

fn finding(case: &Case<'_>, one: &Placeholder) -> Suspicion {
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
    if one.holder == "the credentials" && case.status_in(&[401, 403]) {
        suspicion = suspicion.because(1.5, "the credentials are refused");
    }
    if let Some((_, difference)) = good {
        suspicion = suspicion.claim(difference);
        if let Some(side) = &difference.good {
            suspicion = suspicion.good(side.span, "the value of the request that works");
        }
    }
    claim_body(case, one, suspicion)
}

/// Claims what the body's own differences say of the same bytes.
fn claim_body(case: &Case<'_>, one: &Placeholder, suspicion: Suspicion) -> Suspicion {
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
