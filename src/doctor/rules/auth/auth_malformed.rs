//! `auth-malformed`: credentials that are spelled so that no server can read them.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::auth::carrier;
use crate::doctor::rules::auth::token_wrapping;
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Carrier;
use crate::semantics::Credential;
use crate::semantics::Oddity;
use crate::semantics::Scheme;
use crate::wire::Edit;
use crate::wire::Span;

pub(super) static CARD: Card = Card {
    code: "auth-malformed",
    family: Family::Auth,
    title: "the credentials are spelled so that the server cannot read them",
    why: "\
A token is compared byte by byte. A quote, a space, a line end, a doubled or missing scheme, or the
b'…' of a Python bytes object makes another token of it, and the answer is that the token is invalid.",
    example: "Authorization: Bearer \"eyJhbGciOi…\"",
    references: &["RFC 6750 section 2.1", "RFC 9110 section 11.4"],
};

/// The rule.
pub(super) struct AuthMalformed;

impl Rule for AuthMalformed {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        for own in failing.explicit_credentials() {
            let twin = case.good.and_then(|good| carrier::same(good, own).map(|twin| (good, twin)));
            let odd = own.oddities.iter().any(|(oddity, _)| weight(*oddity, own, None).is_some());
            if let Some(found) =
                twin.filter(|_| !odd).and_then(|twin| token_wrapping::wrapped(case, own, twin))
            {
                report.add(found);
                return;
            }
            if let Some(found) =
                token_wrapping::enclosed(case, own).filter(|_| !odd && twin.is_none())
            {
                report.add(found);
                return;
            }
            for (oddity, span) in &own.oddities {
                if twin.is_some_and(|(_, twin)| twin.odd(*oddity).is_some()) {
                    continue;
                }
                let Some(points) = weight(*oddity, own, twin.map(|(_, twin)| twin)) else {
                    continue;
                };
                report.add(malformed(case, own, (*oddity, *span), twin, points));
                return;
            }
        }
    }
}

/// How much an oddity weighs; `None` where it is none for this credential.
fn weight(oddity: Oddity, own: &Credential, twin: Option<&Credential>) -> Option<f32> {
    let scheme = matches!(own.carrier, Carrier::Authorization | Carrier::ProxyAuthorization);
    let points = match oddity {
        Oddity::DoubledScheme
        | Oddity::Quoted
        | Oddity::BytesLiteral
        | Oddity::MissingToken
        | Oddity::Newline => 5.5,
        Oddity::EncodedSpace
        | Oddity::MissingSpace
        | Oddity::ColonAfterScheme
        | Oddity::AngleBrackets => 5.5,
        Oddity::Undefined => 5.0,
        Oddity::MissingScheme if scheme => match twin {
            Some(twin) if twin.scheme != Scheme::None => 5.5,
            Some(_) => return None,
            None => 3.5,
        },
        Oddity::InnerSpace | Oddity::NonAscii => 4.5,
        Oddity::LeadingSpace => 3.5,
        // White space behind a value is no part of it (RFC 9110 section 5.5), but not every server strips it.
        Oddity::TrailingSpace => 2.5,
        // `placeholder-unresolved` tells it with more to say.
        Oddity::Placeholder | Oddity::MissingScheme => return None,
    };
    Some(points)
}

fn malformed(
    case: &Case<'_>,
    own: &Credential,
    (oddity, span): (Oddity, Span),
    twin: Option<(&Reading<'_>, &Credential)>,
    points: f32,
) -> Suspicion {
    let name = carrier::name(&own.carrier);
    let (what, fix) = words(oddity);
    let same = twin.is_some_and(|(good, twin)| good.secret(twin) == case.failing.secret(own));
    let mut explanation = format!(
        "In {name}, {what}. The server takes it for part of the credentials, and finds no such token."
    );
    if same {
        explanation.push_str(" Without it the token is the one of the request that works.");
    }
    let because = if twin.is_some() {
        format!("{what}, and not in the request that works")
    } else {
        what.to_owned()
    };
    let edits = edits(oddity, span, own, twin);
    let safety = if edits.is_empty() { Safety::ShowOnly } else { Safety::Safe };
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(span, what.to_owned())
        .explain(explanation)
        .fix(Fix {
            summary: fix.to_owned(),
            client: remedy::profile(case.failing.client_name()),
            snippet: snippet(oddity, case.failing.client_name()),
            edits,
            safety,
        })
        .claim_all(case.at(|p| carrier::is_at(&own.carrier, p)));
    if let Some((_, twin)) = twin {
        suspicion = suspicion
            .good(twin.scheme_span.cover(Span::at(twin.secret.start)), "as it should look");
    }
    if same {
        suspicion =
            suspicion.because(0.5, "but for this, it is the token of the request that works");
    }
    suspicion
}

/// What is odd, and what to do about it.
const fn words(oddity: Oddity) -> (&'static str, &'static str) {
    match oddity {
        Oddity::DoubledScheme => (
            "the scheme stands twice",
            "Write the scheme once: the token variable or the auth helper adds its own.",
        ),
        Oddity::Quoted => (
            "the token is in quotes",
            "Take the quotes off: the token was stored or printed as JSON.",
        ),
        Oddity::LeadingSpace => ("more than one space stands before the token", "Trim the token."),
        Oddity::TrailingSpace => ("white space stands behind the token", "Trim the token."),
        Oddity::InnerSpace => {
            ("white space stands inside the token", "Take the white space out of the token.")
        }
        Oddity::Newline => (
            "a line end is part of the token",
            "Trim the token: it was read from a file or a command with its line end.",
        ),
        Oddity::MissingScheme => (
            "the scheme before the token is missing",
            "Write the scheme and one space before the token, as `Bearer …`.",
        ),
        Oddity::MissingToken => {
            ("a scheme stands there, and no token", "Fill the token in: the variable was empty.")
        }
        Oddity::MissingSpace => {
            ("nothing stands between scheme and token", "Put one space between scheme and token.")
        }
        Oddity::EncodedSpace => (
            "the space between scheme and token is percent-encoded",
            "Do not percent-encode a header's value.",
        ),
        Oddity::ColonAfterScheme => {
            ("a colon stands behind the scheme", "Write `Bearer …` without a colon.")
        }
        Oddity::Placeholder => {
            ("a placeholder stands where the token belongs", "Fill the placeholder in.")
        }
        Oddity::BytesLiteral => (
            "Python's b'…' stands around the token",
            "Decode the bytes before formatting them: token.decode().",
        ),
        Oddity::AngleBrackets => {
            ("angle brackets of the documentation stand around the token", "Take the brackets off.")
        }
        Oddity::NonAscii => (
            "the token holds characters beyond ASCII",
            "Copy the token anew: a typographic or invisible character came along.",
        ),
        Oddity::Undefined => (
            "the program's word for no value stands where the token belongs",
            "Set the variable before the request is built.",
        ),
    }
}

fn snippet(oddity: Oddity, client: &str) -> Option<String> {
    let python = client.starts_with("python");
    let text = match oddity {
        Oddity::BytesLiteral => "headers = {\"Authorization\": \"Bearer \" + token.decode()}",
        Oddity::Newline | Oddity::TrailingSpace | Oddity::LeadingSpace if python => {
            "token = token.strip()"
        }
        Oddity::Newline | Oddity::TrailingSpace | Oddity::LeadingSpace => "token = token.trim()",
        Oddity::Quoted if python => "token = json.loads(token)   # or token.strip('\"')",
        Oddity::Quoted => "token = JSON.parse(token)",
        _ => return None,
    };
    Some(text.to_owned())
}

/// The edit that takes the oddity away, where the good request shows how or the bytes themselves do.
fn edits(
    oddity: Oddity,
    span: Span,
    own: &Credential,
    twin: Option<(&Reading<'_>, &Credential)>,
) -> Vec<Edit> {
    match oddity {
        Oddity::ColonAfterScheme | Oddity::TrailingSpace => vec![Edit::delete(span)],
        Oddity::MissingSpace | Oddity::EncodedSpace | Oddity::LeadingSpace => {
            vec![Edit::replace(span, " ")]
        }
        Oddity::DoubledScheme => {
            vec![Edit::delete(Span::new(span.start, own.secret.start.max(span.end)))]
        }
        Oddity::Quoted | Oddity::BytesLiteral | Oddity::AngleBrackets => {
            let before = Edit::delete(Span::new(span.start, own.secret.start.max(span.start)));
            let after = Edit::delete(Span::new(own.secret.end.min(span.end), span.end));
            vec![before, after]
        }
        Oddity::MissingScheme => twin
            .map(|(good, twin)| {
                vec![Edit::replace(
                    Span::at(own.span.start),
                    [twin.scheme_span.slice(&good.request.bytes), b" "].concat(),
                )]
            })
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}
