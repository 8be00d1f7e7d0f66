//! `auth-duplicate`: two credentials in one request that contradict each other.

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
use crate::doctor::suspicion::Suspicion;
use crate::semantics::Carrier;
use crate::semantics::Credential;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "auth-duplicate",
    family: Family::Auth,
    title: "two credentials that contradict each other",
    why: "\
A server that finds two answers to the question who is asking may refuse both: two Authorization
fields, or an Authorization field beside a signature in the query. Object stores allow only one.",
    example: "GET /file?X-Amz-Signature=…  with  Authorization: Bearer …",
    references: &["RFC 9110 section 5.3", "RFC 6750 section 2", "AWS: Authenticating Requests"],
};

/// The rule.
pub(super) struct AuthDuplicate;

impl Rule for AuthDuplicate {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if let Some((first, second)) = pair(case.failing)
            && case.good.is_none_or(|good| pair(good).is_none())
        {
            report.add(finding(case, first, second));
        }
    }
}

/// The two that contradict: a field sent twice, or `Authorization` beside a signature or token in the query.
fn pair(reading: &Reading<'_>) -> Option<(Span, Span)> {
    let fields: Vec<&Credential> = reading
        .credentials
        .iter()
        .filter(|c| matches!(c.carrier, Carrier::Authorization))
        .collect();
    if let [first, .., last] = fields.as_slice() {
        return Some((first.span, last.span));
    }
    let authorization = fields.first()?;
    if let Some(presigned) = &reading.presigned {
        return Some((authorization.span, presigned.signature));
    }
    let secret = reading.secret(authorization);
    let again = reading
        .credentials
        .iter()
        .find(|c| matches!(c.carrier, Carrier::Header(_)) && reading.secret(c) == secret);
    if let Some(again) = again.filter(|_| secret.len() >= 8) {
        return Some((authorization.span, again.span));
    }
    let query = reading.credentials.iter().find(
        |c| matches!(&c.carrier, Carrier::Query(name) if name.eq_ignore_ascii_case("access_token")),
    )?;
    Some((authorization.span, query.span))
}

fn finding(case: &Case<'_>, first: Span, second: Span) -> Suspicion {
    let failing = case.failing;
    let presigned = failing.presigned.is_some();
    let header = failing.request.headers.iter().find(|h| h.span.encloses(first));
    let line = header.map_or(first, |h| h.span);
    let edits =
        if presigned { vec![Edit::delete(with_line_end(failing, line))] } else { Vec::new() };
    let what =
        if presigned { "the URL is signed already" } else { "the request bears two credentials" };
    let redirected = "An Authorization header beside a signed URL is most often left over from the request that was redirected here: \
        the client kept it on the way to another host.";
    Suspicion::error(&CARD, if presigned { 5.5 } else { 5.0 }, what)
        .failing(line, "one credential")
        .failing(second, "the other")
        .explain(if presigned { format!("The signature in the query says who asks, and so does Authorization. The server allows one of them. {redirected}") } else { "Two credentials stand in this request; the server may take the other one, or refuse both.".to_owned() })
        .fix(Fix {
            summary: if presigned { "Send the signed URL without Authorization.".to_owned() } else { "Send one of them.".to_owned() },
            client: remedy::profile(failing.client_name()),
            snippet: snippet(failing.client_name()),
            safety: if edits.is_empty() { Safety::ShowOnly } else { Safety::Guess },
            edits,
        })
        .claim_all(case.at(|p| carrier::is_at(&Carrier::Authorization, p)))
}

/// A line and its line end.
pub(super) fn with_line_end(reading: &Reading<'_>, line: Span) -> Span {
    let end = reading.request.pieces.iter().find(|piece| piece.span.start == line.end);
    end.map_or(line, |piece| line.cover(piece.span))
}

fn snippet(client: &str) -> Option<String> {
    (client == "python-requests").then(|| {
        "requests.get(signed_url)   # a plain call, not the session with its headers".to_owned()
    })
}
