//! JavaScript: literals, and what both Node clients' code has in common.

use super::code::Page;
use super::intent::Intent;
use super::language::BodyText;
use super::language::Language;
use super::language::body_text;
use super::language::camel;
use super::language::with_quote;
use super::literal::Escapes;
use super::literal::braced;
use super::literal::hex;
use super::literal::is_tame;
use super::literal::quote_for;
use super::words::Words;

const ESCAPES: Escapes = Escapes { quote: '\'', also: &[], control: hex, unseen: braced };

/// JavaScript's strings (ECMA-262, section 12.9.4).
pub(super) const JAVASCRIPT: Language = Language {
    text,
    bytes: |bytes| ESCAPES.each_byte(bytes, hex),
    local: camel,
    join: "+",
    juxtaposed: false,
};

/// A template literal for several lines that can be read as they are, else a string.
fn text(text: &str) -> String {
    if text.contains('\n') && text.split('\n').all(is_tame) {
        let escaped = text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${");
        return format!("`{escaped}`");
    }
    with_quote(text, quote_for(text, '\''), &ESCAPES)
}

/// A header value: each byte is one character (Fetch standard, "byte string").
pub(super) fn header_value(value: &Words, intent: &Intent) -> String {
    JAVASCRIPT.bytes(value, &intent.variables)
}

/// A body as an expression: a string where `strings` may be sent, else a `Buffer`.
pub(super) fn body(intent: &Intent, strings: bool) -> String {
    let variables = &intent.variables;
    match body_text(&intent.body) {
        BodyText::Text(words) => {
            let text = JAVASCRIPT.text(words, variables);
            if strings { text } else { format!("Buffer.from({text})") }
        }
        BodyText::Base64(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| format!("'{line}'")).collect();
            format!("Buffer.from({}, 'base64')", lines.join(" +\n    "))
        }
        BodyText::Mixed(words) => {
            format!("Buffer.from({}, 'latin1')", JAVASCRIPT.bytes(words, variables))
        }
    }
}

/// A local variable for each secret.
pub(super) fn opening(intent: &Intent, page: &mut Page) {
    for (local, name) in JAVASCRIPT.locals(&intent.variables) {
        page.line(format!("const {local} = process.env.{name};"));
    }
    page.gap();
}
