//! `body-field-differs`: a value of the same type, and another one. Mostly it is just data.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::finding::Safety;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rule::Turn;
use crate::doctor::rules::body::complaint;
use crate::doctor::rules::body::complaint::Complaint;
use crate::doctor::rules::body::field;
use crate::doctor::rules::body::query_hash;
use crate::doctor::rules::body::value_slip;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::JsonKind;
use crate::wire::Span;

pub(super) static CARD: Card = Card {
    code: "body-field-differs",
    family: Family::Body,
    title: "a field of the body holds another value than the good one",
    why: "\
Two requests rarely carry the same data, so another value proves little. It is the cause where the
server names the field, where the value is written in another format, or where nothing else differs.",
    example: "{\"date\": \"31.12.2026\"}   # where 2026-12-31 works",
    references: &["RFC 9110 section 15.5.21", "RFC 8259 section 3"],
};

/// The rule.
pub(super) struct BodyFieldDiffers;

impl Rule for BodyFieldDiffers {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn turn(&self) -> Turn {
        Turn::Leftover
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        if let Some(found) = query_hash::broken(case) {
            report.add(found);
        }
        match case.good {
            Some(_) => beside_a_good_one(case, report),
            None => alone(case, report),
        }
    }
}

fn beside_a_good_one(case: &Case<'_>, report: &mut Report) {
    let left: Vec<&Difference> = case
        .at(|place| field::is_field(place) || *place == Place::Body)
        .filter(|d| {
            matches!(
                d.change,
                Change::Altered | Change::Recased | Change::Missing | Change::Unexpected
            )
        })
        .filter(|d| !d.is_harmless() && !report.is_claimed(d))
        .collect();
    let all = field::are_all(case, &left);
    let wrong = case.witness.map_or_else(Vec::new, |w| complaint::named(w, Complaint::Wrong));
    let mut rest: Vec<&Difference> = Vec::new();
    for difference in &left {
        let name = field::name(&difference.place);
        let named = field::named_by(case, &name).filter(|_| !name.is_empty());
        let named = named.or_else(|| quoted_value(difference, &wrong));
        match (odd(difference).or_else(|| too_much(case, difference)), named) {
            (None, None) => rest.push(difference),
            (odd, named) => report.add(single(case, difference, odd, named)),
        }
    }
    if !rest.is_empty() {
        report.add(plain(case, &rest, all));
    }
}

/// Where the refusal quotes the value itself: `'set' is not one of …`.
fn quoted_value(difference: &Difference, wrong: &[(String, Span)]) -> Option<Span> {
    let (ours, _) = values(difference);
    let said = |(text, _): &&(String, Span)| ours.eq_ignore_ascii_case(text.as_bytes());
    wrong.iter().find(said).map(|(_, span)| *span)
}

/// The values as texts, without the quotes of JSON strings.
fn values(difference: &Difference) -> (&[u8], &[u8]) {
    let text = |side: &'_ Option<crate::doctor::difference::Sided>| -> Span {
        let bytes = side.as_ref().map(|side| side.text.as_ref()).unwrap_or_default();
        match bytes {
            [b'"', .., b'"'] => Span::of(1, bytes.len() - 1),
            _ => Span::of(0, bytes.len()),
        }
    };
    let slice = |side: &'_ Option<crate::doctor::difference::Sided>| text(side);
    let (a, b) = (slice(&difference.failing), slice(&difference.good));
    (
        difference.failing.as_ref().map(|side| a.slice(&side.text)).unwrap_or_default(),
        difference.good.as_ref().map(|side| b.slice(&side.text)).unwrap_or_default(),
    )
}

/// What is telling about a value beside the good one: how much it weighs, and what to say.
fn odd(difference: &Difference) -> Option<(f32, &'static str)> {
    let (ours, theirs) = values(difference);
    if difference.place == Place::Body {
        return value_slip::of_text(ours, theirs);
    }
    value_slip::between(ours, theirs)
}

/// A value that is most of a body that is too large for the server (RFC 9110 section 15.5.14).
fn too_much(case: &Case<'_>, difference: &Difference) -> Option<(f32, &'static str)> {
    let (ours, theirs) = values(difference);
    let most = ours.len() > case.failing.body.bytes.len() / 2 && ours.len() > 2 * theirs.len();
    (most && case.status == Some(413))
        .then_some((4.5, "the value is most of the body, and the server calls the body too large"))
}

fn single(
    case: &Case<'_>,
    difference: &Difference,
    odd: Option<(f32, &'static str)>,
    named: Option<Span>,
) -> Suspicion {
    let place = field::address(&difference.place);
    let (points, what) = odd.unwrap_or((2.0, "the value is another one than in the good request"));
    let name = field::name(&difference.place);
    let (ours, theirs) = values(difference);
    let mut suspicion = Suspicion::error(&CARD, points, format!("{place}: {what}"));
    suspicion = marked(suspicion, difference)
        .explain(format!(
            "In {place} {what}: {} here, {} in the request that works.",
            field::shown(&name, ours),
            field::shown(&name, theirs)
        ))
        .fix(remedy::mend(
            case,
            format!("Send {place} as the request that works writes it."),
            None,
            Vec::new(),
            Safety::ShowOnly,
        ))
        .claim(difference);
    if let Some(span) = named {
        suspicion = suspicion
            .because(3.0, "the refusal names the field, or quotes its value")
            .response(span, "the field that the server names");
    }
    suspicion
}

fn marked(suspicion: Suspicion, difference: &Difference) -> Suspicion {
    let suspicion = match &difference.failing {
        Some(side) => suspicion.failing(short(side.span), "the value here"),
        None => suspicion,
    };
    match &difference.good {
        Some(side) => suspicion.good(short(side.span), "the value there"),
        None => suspicion,
    }
}

fn short(span: Span) -> Span {
    Span::new(span.start, span.end.min(span.start.saturating_add(60)))
}

/// Other values without anything telling about them: one finding for all, loud only where nothing else differs.
fn plain(case: &Case<'_>, rest: &[&Difference], all: bool) -> Suspicion {
    let list = field::list(rest);
    let because = format!("{list}: another value than in the good request");
    let mut suspicion = if all {
        Suspicion::error(&CARD, 1.5, because).because(2.0, "nothing else of weight differs")
    } else {
        Suspicion::warning(&CARD, 1.5, because)
    };
    for difference in rest.iter().take(3) {
        suspicion = marked(suspicion, difference);
    }
    suspicion
        .explain(format!(
            "{list}: the value is another one than in the request that works. That is mostly just data; it counts where the \
             server checks it."
        ))
        .fix(remedy::mend(case, "Try the values of the request that works.", None, Vec::new(), Safety::ShowOnly))
        .claim_all(rest.iter().copied())
}

/// Without a good request: a field whose value the refusal finds wrong.
fn alone(case: &Case<'_>, report: &mut Report) {
    let Some(witness) = case.witness else { return };
    if !case.status_in(&[400, 403, 404, 409, 410, 412, 413, 422]) {
        return;
    }
    let fields = field::fields(&case.failing.body);
    let wrong = complaint::named(witness, Complaint::Wrong);
    let named = wrong.iter().filter_map(|(name, span)| {
        Some((fields.iter().find(|f| f.name.eq_ignore_ascii_case(name))?, *span))
    });
    let quoted = wrong.iter().filter_map(|(text, span)| {
        let mut holders = fields.iter().filter(|f| f.text.eq_ignore_ascii_case(text.as_bytes()));
        Some((holders.next().filter(|_| holders.next().is_none())?, *span))
    });
    // A value that the refusal repeats is what it speaks of; short ones may stand there by chance.
    let scalar = |own: &&field::Field| {
        !matches!(own.kind, Some(JsonKind::Object | JsonKind::Array)) && own.text.len() >= 5
    };
    let repeated = fields.iter().filter(scalar).filter_map(|own| {
        let whole = std::str::from_utf8(&own.text).ok()?.to_lowercase();
        // A plain word stands in refusals of any sort, unless it is set off as a value.
        let forms = [
            format!("[{whole}]"),
            format!("'{whole}'"),
            format!("`{whole}`"),
            format!("\\\"{whole}\\\""),
        ];
        let telling = whole.bytes().any(|byte| !byte.is_ascii_alphabetic())
            || forms.iter().any(|form| case.says(form));
        let apart = telling && !own.name.eq_ignore_ascii_case(&whole) && !report.has_error();
        Some((own, witness.names(whole.as_bytes()).filter(|_| apart)?))
    });
    let Some((own, span)) = named.chain(quoted).chain(repeated).next() else { return };
    let shown = quote(own.name.as_bytes());
    report.add(
        Suspicion::error(&CARD, 3.0, "the refusal finds fault with the value of a field")
            .failing(
                short(case.failing.body.to_wire_or_all(own.span)),
                format!("the value of `{shown}`"),
            )
            .response(span, "what the server says of it")
            .explain(format!(
                "The server does not take the value of `{shown}`: {}.",
                field::shown(&own.name, &own.text)
            ))
            .fix(remedy::mend(
                case,
                format!("Look up what `{shown}` may hold."),
                None,
                Vec::new(),
                Safety::ShowOnly,
            )),
    );
}
