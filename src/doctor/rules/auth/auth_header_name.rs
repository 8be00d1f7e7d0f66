//! `auth-header-name`: the right key under the wrong header name.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::finding::Fix;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::auth::carrier;
use crate::doctor::suspicion::Suspicion;
use crate::model::AuthExpect;
use crate::semantics::Carrier;
use crate::semantics::Credential;
use crate::semantics::Scheme;
use crate::wire::Edit;
use crate::wire::Span;

static CARD: Card = Card {
    code: "auth-header-name",
    family: Family::Auth,
    title: "the credentials are in a header of another name",
    why: "\
A server reads its key from one header. The same key under another name is, for it, no key at all,
so its answer is the same as for a request without credentials.",
    example: "X-Authorization: Bearer …   where the server reads Authorization",
    references: &["RFC 9110 section 11.6.2", "RFC 9110 section 5.1"],
};

/// The rule.
pub(super) struct AuthHeaderName;

impl Rule for AuthHeaderName {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let Some(good) = case.good else { return alone(case, report) };
        let failing = case.failing;
        for wanted in good.explicit_credentials() {
            if carrier::same(failing, wanted).is_some() || !is_header(wanted) {
                continue;
            }
            let own = failing.explicit_credentials().find(|own| {
                is_header(own)
                    && carrier::same(good, own).is_none()
                    && own.scheme == wanted.scheme
                    && failing.secret(own) == good.secret(wanted)
            });
            let Some(own) = own else { continue };
            let (is, should) = (carrier::name(&own.carrier), carrier::name(&wanted.carrier));
            let name = header_name(failing.request, own.span);
            // A name that no header can bear is `header-invalid`, whatever it should have been.
            if !name.slice(&failing.request.bytes).iter().all(|b| crate::wire::is_token_byte(*b)) {
                continue;
            }
            let suspicion = Suspicion::error(&CARD, 6.0, "the same key stands under another header name in the request that works")
                .failing(name, format!("the key is under {is}"))
                .good(header_name(good.request, wanted.span), format!("the request that works has it under {should}"))
                .explain(format!("The key is right, but it travels as `{is}`, where the server looks into `{should}`. It sees a request without credentials."))
                .fix(Fix {
                    summary: format!("Rename the header `{is}` to `{should}`."),
                    client: remedy::profile(failing.client_name()),
                    snippet: remedy::set_header(failing.client_name(), &should, "…"),
                    edits: vec![Edit::replace(name, should.clone())],
                    safety: Safety::Safe,
                })
                .claim_all(case.at(|p| carrier::is_at(&own.carrier, p) || carrier::is_at(&wanted.carrier, p)));
            report.add(suspicion);
        }
    }
}

/// Against what the endpoint is known to want; or a header that only looks like `Authorization`.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    if let Some(AuthExpect::Header(wanted)) = case.expect.and_then(|expect| expect.auth.as_ref()) {
        let own =
            failing.explicit_credentials().find(|own| matches!(&own.carrier, Carrier::Header(_)));
        if let (Some(own), None) = (own, failing.header(wanted)) {
            report.add(renamed(
                case,
                own,
                wanted,
                5.5,
                "the endpoint is known to read another header",
            ));
        }
        return;
    }
    if !case.status_in(&[400, 401, 403]) || failing.request.has("authorization") {
        return;
    }
    let own = failing.explicit_credentials().find(|own| {
        matches!(own.scheme, Scheme::Bearer | Scheme::Basic | Scheme::Token)
            && matches!(own.carrier, Carrier::Header(_))
    });
    if let Some(own) = own {
        report.add(renamed(
            case,
            own,
            "Authorization",
            4.5,
            "a scheme belongs into Authorization, and there is none",
        ));
    } else if let Some(own) =
        failing.explicit_credentials().find(|own| matches!(own.carrier, Carrier::Header(_)))
    {
        report.add(perhaps(case, own));
    }
}

/// A key in a header of its own, refused: servers answer a key under another name as they answer none at all.
fn perhaps(case: &Case<'_>, own: &Credential) -> Suspicion {
    let (name, is) = (header_name(case.failing.request, own.span), carrier::name(&own.carrier));
    let because = "a key in a header of its own is refused; its name may be another";
    let (suspicion, more) = if is.contains('_') {
        let more = "nginx drops header names with an underscore unless it is told to keep them.";
        (Suspicion::error(&CARD, 3.5, because), more)
    } else {
        let more = "Compare the name with the documentation, letter by letter.";
        (Suspicion::warning(&CARD, 2.2, because), more)
    };
    suspicion
        .failing(name, format!("the key is under {is}"))
        .explain(format!(
            "The key travels as `{is}`, and is refused. A server that reads another name sees no key at all. {more}"
        ))
        .fix(Fix {
            summary: "Compare the header's name with the documentation, or with a request that works."
                .to_owned(),
            client: remedy::profile(case.failing.client_name()),
            snippet: None,
            edits: Vec::new(),
            safety: Safety::ShowOnly,
        })
}

fn renamed(
    case: &Case<'_>,
    own: &Credential,
    wanted: &str,
    points: f32,
    because: &str,
) -> Suspicion {
    let request = case.failing.request;
    let (name, is) = (header_name(request, own.span), carrier::name(&own.carrier));
    Suspicion::error(&CARD, points, because)
        .failing(name, format!("the key is under {is}"))
        .explain(format!("The key travels as `{is}`. The server most likely reads `{wanted}`, and so sees no credentials."))
        .fix(Fix {
            summary: format!("Send the key as `{wanted}`."),
            client: remedy::profile(case.failing.client_name()),
            snippet: remedy::set_header(case.failing.client_name(), wanted, "…"),
            edits: vec![Edit::replace(name, wanted.to_owned())],
            safety: Safety::Guess,
        })
}

fn is_header(credential: &Credential) -> bool {
    matches!(credential.carrier, Carrier::Authorization | Carrier::Header(_))
}

/// The name of the header whose line holds `value`.
fn header_name(request: &crate::wire::ExactRequest, value: Span) -> Span {
    request
        .headers
        .iter()
        .find(|header| header.span.encloses(value))
        .map_or(value, |header| header.name)
}
