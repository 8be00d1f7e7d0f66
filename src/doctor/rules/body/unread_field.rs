//! A field that a server misses although it is there: the sign of a body that was not read.

use crate::doctor::case::Case;
use crate::doctor::rules::body::complaint;
use crate::doctor::rules::body::complaint::Complaint;
use crate::doctor::rules::body::field;
use crate::doctor::suspicion::quote;
use crate::semantics::JsonKind;
use crate::wire::Span;

/// A field that the refusal calls missing from the body, and that stands in it, at its top and with a value.
pub(super) fn unread(case: &Case<'_>) -> Option<(Span, String)> {
    let witness = case.witness.filter(|_| case.status_in(&[400, 415, 422]))?;
    let body = &case.failing.body;
    let fields = field::fields(body);
    let missed = complaint::named(witness, Complaint::Missing);
    let all = missed.iter().map(|(name, span)| {
        let own = fields.iter().find(|own| own.name.eq_ignore_ascii_case(name))?;
        let path = own.path(body);
        let top = path == own.name || path.strip_prefix("$.") == Some(own.name.as_str());
        let held = !own.text.is_empty() && own.kind != Some(JsonKind::Null);
        (top && held).then(|| (*span, quote(name.as_bytes())))
    });
    // One that is really missing is the cause, and the others are told with it.
    all.collect::<Option<Vec<_>>>()?.into_iter().next()
}
