//! `body-field-unexpected`: a field that the good body does not have, or that the refusal does not want.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rule::Turn;
use crate::doctor::rules::body::complaint;
use crate::doctor::rules::body::complaint::Complaint;
use crate::doctor::rules::body::field;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::wire::Span;

static CARD: Card = Card {
    code: "body-field-unexpected",
    family: Family::Body,
    title: "a field of the body that must not be there",
    why: "\
Strict servers refuse fields that they do not know, or that this operation does not take: an `id` sent
back on a create, a field of an older version, one level of wrapping too many.",
    example: "{\"id\": null, \"name\": \"x\"}   # where a create takes the name alone",
    references: &["RFC 9110 section 15.5.21", "RFC 8259 section 4"],
};

/// The rule.
pub(super) struct BodyFieldUnexpected;

impl Rule for BodyFieldUnexpected {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn turn(&self) -> Turn {
        Turn::Leftover
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        match case.good {
            Some(_) => beside_a_good_one(case, report),
            None => alone(case, report),
        }
    }
}

fn beside_a_good_one(case: &Case<'_>, report: &mut Report) {
    let extra: Vec<&Difference> = case
        .at(field::is_field)
        .filter(|d| matches!(d.change, Change::Unexpected | Change::Repeated))
        .filter(|d| !d.is_harmless() && !report.is_claimed(d))
        .collect();
    let (named, rest): (Vec<_>, Vec<_>) = extra
        .into_iter()
        .map(|d| (d, field::named_by(case, &field::name(&d.place))))
        .partition(|(_, named)| named.is_some());
    for (difference, span) in named {
        report.add(unwanted(case, &[difference], span));
    }
    let rest: Vec<&Difference> = rest.into_iter().map(|(difference, _)| difference).collect();
    if !rest.is_empty() {
        report.add(unwanted(case, &rest, None));
    }
}

fn unwanted(case: &Case<'_>, extra: &[&Difference], named: Option<Span>) -> Suspicion {
    let list = field::list(extra);
    let twice = extra.iter().all(|d| d.change == Change::Repeated);
    let (because, text) = if twice {
        (
            format!("{list} is there more often than in the good request"),
            format!(
                "The body has {list} more than once. Receivers take the first, the last, or refuse the body."
            ),
        )
    } else {
        (
            format!("this request has {list}, the good one does not"),
            format!(
                "The body has {list}, which the request that works does not send. A strict server refuses what it does not know."
            ),
        )
    };
    let span =
        extra.first().and_then(|d| d.failing.as_ref()).map(|side| side.span).unwrap_or_default();
    let points = if twice { 3.5 } else { 2.5 };
    let mut suspicion = Suspicion::error(&CARD, points, because)
        .failing(span, "a field that the good request does not have")
        .explain(text)
        .fix(remedy::mend(case, format!("Leave {list} out."), None, Vec::new(), Safety::ShowOnly))
        .claim_all(extra.iter().copied());
    if let Some(span) = named {
        suspicion = suspicion
            .because(2.5, "the refusal names the field")
            .response(span, "the field that the server names");
    }
    if field::are_all(case, extra) {
        suspicion = suspicion.because(1.0, "nothing else of weight differs");
    }
    suspicion
}

/// Without a good request: a field of the body that the refusal calls unknown.
fn alone(case: &Case<'_>, report: &mut Report) {
    let Some(witness) = case.witness else { return };
    let fields = field::fields(&case.failing.body);
    for (name, span) in complaint::named(witness, Complaint::Unknown) {
        // OData writes what is said of a property behind an `@`: `owner@odata.bind`.
        let property = |f: &&field::Field| {
            f.name.split('@').next().is_some_and(|own| own.eq_ignore_ascii_case(&name))
        };
        let Some(own) = fields.iter().find(property) else {
            continue;
        };
        let shown = quote(own.name.as_bytes());
        report.add(
            Suspicion::error(&CARD, 4.5, "the refusal calls a field of this body unknown")
                .failing(case.failing.body.to_wire_or_all(own.span), format!("the value of `{shown}`"))
                .response(span, "the field that the server names")
                .explain(format!("The body has the field `{shown}`, and the server does not know it at this place."))
                .fix(remedy::mend(
                    case,
                    format!("Leave `{shown}` out, or look up its name and place."),
                    None,
                    Vec::new(),
                    Safety::ShowOnly,
                )),
        );
        return;
    }
}
