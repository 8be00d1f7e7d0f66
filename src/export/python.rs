//! Python: literals, and what both Python clients' code has in common.

use super::code::Page;
use super::intent::Intent;
use super::language::BodyText;
use super::language::Language;
use super::language::body_text;
use super::language::snake;
use super::language::with_quote;
use super::literal::Escapes;
use super::literal::hex;
use super::literal::quote_for;
use super::literal::unicode;
use super::words::Words;

const ESCAPES: Escapes = Escapes { quote: '"', also: &[], control: hex, unseen: unicode };

/// Python's strings (Python reference, section 2.4.1).
pub(super) const PYTHON: Language = Language {
    text: |text| with_quote(text, quote_for(text, '"'), &ESCAPES),
    bytes: |bytes| ESCAPES.each_byte(bytes, hex),
    local: snake,
    join: "+",
    juxtaposed: true,
};

/// Bytes of at most this length are written as `b"…"` rather than in base64.
const SHORT_BYTES: usize = 64;

/// A header value: a string, or bytes where it is not ASCII.
pub(super) fn header_value(value: &Words, intent: &Intent) -> String {
    if value.is_ascii() {
        return PYTHON.text(value, &intent.variables);
    }
    if value.has_secret() {
        return format!("({}).encode(\"latin-1\")", PYTHON.bytes(value, &intent.variables));
    }
    format!("b{}", PYTHON.bytes(value, &intent.variables))
}

/// A body as an expression for bytes (or a plain string where `strings` are sent as they are), and the statement
/// that must stand before the call, if it is long.
pub(super) fn body(intent: &Intent, strings: bool) -> (String, Option<String>) {
    let variables = &intent.variables;
    let value = match body_text(&intent.body) {
        BodyText::Text(words) => {
            let text = PYTHON.lines(words, variables, "    ");
            let broken = text.contains('\n');
            let text = if broken { format!("(\n    {text}\n)") } else { text };
            if strings && words.is_ascii() {
                text
            } else if broken || words.0.len() == 1 {
                format!("{text}.encode()")
            } else {
                format!("({text}).encode()")
            }
        }
        BodyText::Base64(_) if intent.body.len() <= SHORT_BYTES => {
            format!("b{}", PYTHON.bytes(&intent.body, variables))
        }
        BodyText::Base64(lines) if lines.len() == 1 => {
            format!("base64.b64decode(\"{}\")", lines.concat())
        }
        BodyText::Base64(lines) => {
            format!("base64.b64decode(\"\"\"\n{}\n\"\"\")", lines.join("\n"))
        }
        BodyText::Mixed(words) => {
            format!("({}).encode(\"latin-1\")", PYTHON.bytes(words, variables))
        }
    };
    if value.contains('\n') {
        ("body".to_owned(), Some(format!("body = {value}")))
    } else {
        (value, None)
    }
}

/// The imports, and a local variable for each secret.
pub(super) fn opening(intent: &Intent, module: &str, page: &mut Page) {
    let base64 =
        matches!(body_text(&intent.body), BodyText::Base64(_)) && intent.body.len() > SHORT_BYTES;
    if base64 {
        page.line("import base64");
    }
    if !intent.variables.is_empty() {
        page.line("import os");
    }
    page.gap();
    page.line(format!("import {module}"));
    page.gap();
    for (local, name) in PYTHON.locals(&intent.variables) {
        page.line(format!("{local} = os.environ[\"{name}\"]"));
    }
    page.gap();
}
