//! What two requests have in common, so that a reader need not look for it.

use super::diff_table::DiffClass;
use super::diff_table::DiffLine;
use super::diff_table::Marker;
use super::message::Messages;
use super::veil::Veil;
use crate::semantics::Target;
use crate::wire::ExactRequest;
use crate::wire::Span;
use crate::wire::escape::visible;

/// One line for each part that both requests have with the same bytes.
pub(super) fn equal_lines(
    failing: &ExactRequest,
    good: &ExactRequest,
    messages: &Messages,
    veil: &Veil,
) -> Vec<DiffLine> {
    let mut lines = Vec::new();
    let mut compare = |label: String, a: Span, b: Span| {
        let (x, y) = (failing.text(a), good.text(b));
        if x == y && !x.is_empty() {
            let text = Some(veil.quoted(&messages.failing, a, x));
            lines.push(DiffLine {
                id: None,
                marker: Marker::Equal,
                class: DiffClass::Equal,
                label,
                failing: text.clone(),
                good: text,
                failing_span: Some(a),
                good_span: Some(b),
                facts: Vec::new(),
                remark: String::new(),
            });
        }
    };
    compare("method".to_owned(), failing.line.method, good.line.method);
    let (a, b) = (Target::parse(failing.target()), Target::parse(good.target()));
    let (x, y) = (failing.line.target.start, good.line.target.start);
    compare("path".to_owned(), a.path.shift(x), b.path.shift(y));
    if let (Some(a), Some(b)) = (a.query, b.query) {
        compare("query".to_owned(), a.shift(x), b.shift(y));
    }
    compare("HTTP version".to_owned(), failing.line.version, good.line.version);
    for header in &failing.headers {
        let Ok(name) = std::str::from_utf8(failing.text(header.name)) else { continue };
        let nth = failing.named(name).take_while(|other| *other != header).count();
        if let Some(other) = good.named(name).nth(nth) {
            compare(visible(name.to_ascii_lowercase().as_bytes()), header.value, other.value);
        }
    }
    compare("body".to_owned(), failing.body, good.body);
    lines
}
