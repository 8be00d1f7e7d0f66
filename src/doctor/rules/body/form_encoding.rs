//! `form-encoding`: fields of a urlencoded form that are escaped, joined or nested otherwise than the server reads them.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Noise;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::complaint;
use crate::doctor::rules::body::field;
use crate::doctor::rules::body::form_nesting;
use crate::doctor::rules::body::form_slip;
use crate::doctor::rules::body::form_slip::Slip;
use crate::doctor::rules::body::rewrite;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::model::FieldKind;
use crate::semantics::BodyKind;
use crate::semantics::percent;
use crate::wire::Span;

pub(super) static CARD: Card = Card {
    code: "form-encoding",
    family: Family::Body,
    title: "the fields of the form are encoded otherwise than the server reads them",
    why: "\
In a form `+` is a space, `&` ends a field and `%` begins an escape. What is not escaped, or is escaped
twice, arrives as another value; and each framework spells lists and nested fields in its own way.",
    example: "hash=9Rk+Wm3u   # read as `9Rk Wm3u`; right: hash=9Rk%2BWm3u",
    references: &["WHATWG URL section 5", "RFC 3986 section 2.4"],
};

/// The rule.
pub(super) struct FormEncoding;

impl Rule for FormEncoding {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        if failing.body.kind() != BodyKind::Form {
            return;
        }
        match case.good {
            Some(good) if good.body.kind() == BodyKind::Form => beside_a_good_one(case, report),
            Some(_) => {}
            None => alone(case, report),
        }
    }
}

fn beside_a_good_one(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    if let Some(suspicion) = form_nesting::found(case) {
        report.add(suspicion);
    }
    let altered = case
        .at(|place| matches!(place, Place::Field { .. }))
        .filter(|d| d.change == Change::Altered || d.change == Change::Recased);
    for difference in altered {
        let (Some(ours), Some(theirs)) = (&difference.failing, &difference.good) else { continue };
        if difference.is_harmless() {
            continue;
        }
        let raw = raw_value(failing, ours.span);
        let Some(slip) = form_slip::between(raw, &ours.text, &theirs.text) else { continue };
        let name = field::name(&difference.place);
        let mut suspicion = told(slip, (&name, ours.span), 5.5)
            .good(theirs.span, "the same field there")
            .claim(difference);
        if slip == Slip::RawAmpersand {
            // What stands behind the `&` became fields of its own.
            suspicion = suspicion.claim_all(
                case.at(|place| matches!(place, Place::Field { .. }))
                    .filter(|d| d.change == Change::Unexpected),
            );
        }
        let edits = repair(failing, slip, ours.span, &theirs.text);
        report.add(suspicion.fix(remedy::mend(
            case,
            slip.summary(),
            remedy::send_form(failing.client_name()),
            edits,
            Safety::Guess,
        )));
        return;
    }
    spelled(case, report);
}

/// The value of `name=value` as it stands on the wire.
fn raw_value<'a>(failing: &Reading<'a>, pair: Span) -> &'a [u8] {
    let text = failing.request.text(pair);
    memchr::memchr(b'=', text).and_then(|at| text.get(at + 1..)).unwrap_or_default()
}

/// The field with the value of the good request, escaped as forms want it.
fn repair(failing: &Reading<'_>, slip: Slip, pair: Span, value: &[u8]) -> Vec<crate::wire::Edit> {
    if slip == Slip::RawAmpersand || slip == Slip::Printed {
        return Vec::new();
    }
    let start = failing.request.body.start;
    let text = failing.request.text(pair);
    let Some(equals) = memchr::memchr(b'=', text) else { return Vec::new() };
    let local = Span::new(
        (pair.start + crate::wire::offset(equals) + 1).saturating_sub(start),
        pair.end.saturating_sub(start),
    );
    rewrite::body(failing, vec![(local, percent::encode_component(value).into())])
}

/// `+` here, `%20` there: one value to every form parser, two to a signature or to a parser of URLs.
fn spelled(case: &Case<'_>, report: &mut Report) {
    let spelled: Vec<&Difference> = case
        .at(|place| matches!(place, Place::Field { .. }))
        .filter(|d| d.noise == Noise::Spelling && d.change == Change::Altered)
        .filter(|d| {
            let plus = |side: &Option<crate::doctor::difference::Sided>| {
                side.as_ref().is_some_and(|side| side.text.contains(&b'+'))
            };
            plus(&d.failing) != plus(&d.good)
        })
        .collect();
    let Some(first) = spelled.first() else { return };
    let (Some(ours), Some(theirs)) = (&first.failing, &first.good) else { return };
    report.add(
        Suspicion::info(&CARD, 2.0, "spaces are spelled `+` in one form and `%20` in the other")
            .failing(ours.span, "the spelling here")
            .good(theirs.span, "the spelling there")
            .explain(
                "A form may write a space as `+` or as `%20`, and every form parser takes both. A signature over the text, or a \
                 server that decodes the body like a path, does not.",
            )
            .fix(remedy::mend(case, "Spell the spaces as in the request that works.", None, Vec::new(), Safety::ShowOnly)),
    );
}

fn told(slip: Slip, (name, span): (&str, Span), points: f32) -> Suspicion {
    let place = if name.is_empty() {
        "this form".to_owned()
    } else {
        format!("the field `{}`", crate::doctor::suspicion::quote(name.as_bytes()))
    };
    Suspicion::error(&CARD, points, format!("{} in {place}", slip.because()))
        .failing(span, slip.because())
        .explain(format!("In {place}: {}", slip.explanation()))
}

/// A field of which the server says that it must be a list: in a form that is a matter of how its name is spelled.
fn report_list(case: &Case<'_>, report: &mut Report) {
    let asked = case.witness.and_then(complaint::wanted_kind);
    let Some((FieldKind::Array, _)) = asked else { return };
    let body = &case.failing.body;
    let found = field::fields(body).into_iter().find_map(|own| {
        let plain = !own.name.is_empty() && !own.name.contains('[');
        Some((field::named_by(case, &own.name).filter(|_| plain)?, own))
    });
    let Some((span, own)) = found else { return };
    let name = quote(own.name.as_bytes());
    report.add(
        Suspicion::error(&CARD, 4.5, format!("the server wants a list in `{name}`, and its name is spelled for one value"))
            .failing(body.to_wire_or_all(own.span), format!("the value of `{name}`"))
            .response(span, "the field that the server names")
            .explain(format!("A form has no lists of its own. PHP, Rails and others read `{name}[]=a&{name}[]=b` as one, and take the last of `{name}=a&{name}=b`."))
            .fix(remedy::mend(
                case,
                format!("Name the field `{name}[]` (or as the server's framework spells lists)."),
                None,
                Vec::new(),
                Safety::ShowOnly,
            )),
    );
}

/// Without a good request: what breaks the encoding by itself, or most likely does.
fn alone(case: &Case<'_>, report: &mut Report) {
    let failing = case.failing;
    let Some((slip, span, name, points)) = form_slip::alone(&failing.body) else {
        report_list(case, report);
        return;
    };
    let wire = failing.body.to_wire_or_all(span);
    report.add(told(slip, (&name, wire), points).fix(remedy::mend(
        case,
        slip.summary(),
        remedy::send_form(failing.client_name()),
        Vec::new(),
        Safety::ShowOnly,
    )));
}
