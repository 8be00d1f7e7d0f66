//! Values that a language printed for an object it could not write: the name of a type where its content belongs.

use crate::doctor::case::Case;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rules::body::body_field_type::CARD;
use crate::doctor::rules::body::field;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::JsonKind;
use crate::wire::Span;

/// A string of the failing body that is such a print, where the good one has none.
pub(super) fn found(case: &Case<'_>) -> Option<Suspicion> {
    let (span, name, how) = printed(case.failing)?;
    if case.good.is_some_and(|good| printed(good).is_some()) {
        return None;
    }
    let snippet = (how == POWERSHELL).then(|| "$body | ConvertTo-Json -Depth 20".to_owned());
    let span = case.failing.body.to_wire_or_all(span);
    Some(
        Suspicion::error(&CARD, 5.5, "a value is the printed name of an object's type")
            .failing(Span::new(span.start, span.end.min(span.start.saturating_add(60))), "the print of an object")
            .explain(format!("The value of `{name}` is no data, but what a language prints for an object that it does not write out. {how}"))
            .fix(remedy::mend(case, "Serialize the whole value.", snippet, Vec::new(), Safety::ShowOnly)),
    )
}

const POWERSHELL: &str =
    "PowerShell's ConvertTo-Json does so below its depth, which is 2 unless it is told otherwise.";
const OTHERS: &str = "A conversion to text happened where one to JSON was meant.";

/// Where a print stands, its field's name, and how it comes about.
fn printed(reading: &Reading<'_>) -> Option<(Span, String, &'static str)> {
    // Most bodies hold none: then no field is taken apart.
    let holds = |sign: &[u8]| memchr::memmem::find(&reading.body.bytes, sign).is_some();
    if ![&b"@{"[..], b"System.", b"[L", b" object at 0x"].iter().any(|sign| holds(sign)) {
        return None;
    }
    field::fields(&reading.body).iter().find_map(|own| {
        if own.kind != Some(JsonKind::String) {
            return None;
        }
        let how = print(&own.text)?;
        Some((own.span, quote(own.name.as_bytes()), how))
    })
}

/// How such a text comes about; `None` where it is none.
fn print(text: &[u8]) -> Option<&'static str> {
    let starts = |word: &[u8]| text.starts_with(word);
    let hash = starts(b"@{") && text.ends_with(b"}") && text.contains(&b'=');
    let dotnet = starts(b"System.Collections.") || starts(b"System.Object[");
    let java = starts(b"[L") && memchr::memmem::find(text, b";@").is_some();
    let python = starts(b"<") && memchr::memmem::find(text, b" object at 0x").is_some();
    (hash || dotnet).then_some(POWERSHELL).or_else(|| (java || python).then_some(OTHERS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_are_known_by_their_form() {
        for text in [
            "System.Collections.Hashtable",
            "System.Object[]",
            "@{name=quay; id=4}",
            "[Ljava.lang.String;@1b2c3d",
            "<app.Level object at 0x7f3a9c21d0>",
        ] {
            assert!(print(text.as_bytes()).is_some(), "{text}");
        }
        for text in ["System.Text", "@{x}", "[L1]", "<b>object</b>", "{\"a\":1}"] {
            assert_eq!(print(text.as_bytes()), None, "{text}");
        }
    }
}
