//! How serialisers write a JSON value: spacing, order, escapes.

use super::form::array_index;
use super::json_text::Json;
use super::number::Numbers;
use super::number::spell;

/// The order of an object's members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::profiles) enum Order {
    /// As written.
    Typed,
    /// Integer-like names first, ascending, the rest as written (JavaScript objects).
    IntegersFirst,
    /// By the name's bytes (`serde_json`'s default map, Go's maps).
    Sorted,
}

/// Which characters a string escapes beyond what JSON demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::profiles) enum Escapes {
    /// None.
    Few,
    /// Everything above ASCII, as `\u00eb` and DEL (Python).
    NonAscii,
    /// As [`Escapes::NonAscii`], and `/` as `\/` (PHP).
    NonAsciiAndSlash,
    /// `<`, `>`, `&`, U+2028, U+2029 (Go).
    Html,
    /// Only lone surrogates (JavaScript).
    LoneSurrogates,
}

/// One serialiser's habits.
#[derive(Clone, Copy, Debug)]
pub(in crate::profiles) struct JsonStyle {
    pub(in crate::profiles) after_comma: &'static str,
    pub(in crate::profiles) after_colon: &'static str,
    /// The unit of indentation, where it writes one member per line.
    pub(in crate::profiles) indent: Option<&'static str>,
    pub(in crate::profiles) order: Order,
    pub(in crate::profiles) escapes: Escapes,
    pub(in crate::profiles) numbers: Numbers,
}

const COMPACT: JsonStyle = JsonStyle {
    after_comma: "",
    after_colon: "",
    indent: None,
    order: Order::Typed,
    escapes: Escapes::Few,
    numbers: Numbers::Typed,
};

/// `JSON.stringify`.
pub(in crate::profiles) const JAVASCRIPT: JsonStyle = JsonStyle {
    order: Order::IntegersFirst,
    escapes: Escapes::LoneSurrogates,
    numbers: Numbers::JavaScript,
    ..COMPACT
};
/// `json.dumps` with its defaults.
pub(in crate::profiles) const PYTHON: JsonStyle = JsonStyle {
    after_comma: " ",
    after_colon: " ",
    escapes: Escapes::NonAscii,
    numbers: Numbers::Python,
    ..COMPACT
};
/// `json.dumps(…, separators=(",", ":"), ensure_ascii=False)`.
pub(in crate::profiles) const PYTHON_COMPACT: JsonStyle =
    JsonStyle { numbers: Numbers::Python, ..COMPACT };
/// `json_encode`.
pub(in crate::profiles) const PHP: JsonStyle =
    JsonStyle { escapes: Escapes::NonAsciiAndSlash, numbers: Numbers::Php, ..COMPACT };
/// `encoding/json` of a struct: members in the order of its fields.
pub(in crate::profiles) const GO: JsonStyle =
    JsonStyle { escapes: Escapes::Html, numbers: Numbers::Go, ..COMPACT };
/// `to_json`.
pub(in crate::profiles) const RUBY: JsonStyle = JsonStyle { numbers: Numbers::Ruby, ..COMPACT };
/// `serde_json` with its default map.
pub(in crate::profiles) const RUST: JsonStyle =
    JsonStyle { order: Order::Sorted, numbers: Numbers::Rust, ..COMPACT };
/// `serde_json` with `preserve_order`.
pub(in crate::profiles) const RUST_ORDERED: JsonStyle =
    JsonStyle { numbers: Numbers::Rust, ..COMPACT };
/// `serde_json::to_vec_pretty`.
pub(in crate::profiles) const RUST_PRETTY: JsonStyle = JsonStyle {
    after_colon: " ",
    indent: Some("  "),
    order: Order::Sorted,
    numbers: Numbers::Rust,
    ..COMPACT
};

/// Writes the value.
pub(in crate::profiles) fn write(value: &Json, style: &JsonStyle) -> String {
    let mut out = String::new();
    put(&mut out, value, style, 0);
    out
}

fn put(out: &mut String, value: &Json, style: &JsonStyle, depth: usize) {
    match value {
        Json::Word(word) => out.push_str(word),
        Json::Number(text) => out.push_str(&spell(text, style.numbers)),
        Json::Text(units) => put_text(out, units, style.escapes),
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(out, index, style, depth);
                put(out, item, style, depth + 1);
            }
            close(out, items.is_empty(), style, depth);
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (index, (name, item)) in ordered(members, style.order).into_iter().enumerate() {
                separate(out, index, style, depth);
                put_text(out, name, style.escapes);
                out.push(':');
                out.push_str(style.after_colon);
                put(out, item, style, depth + 1);
            }
            close(out, members.is_empty(), style, depth);
            out.push('}');
        }
    }
}

fn separate(out: &mut String, index: usize, style: &JsonStyle, depth: usize) {
    if index > 0 {
        out.push(',');
        out.push_str(style.after_comma);
    }
    new_line(out, style, depth + 1);
}

fn close(out: &mut String, empty: bool, style: &JsonStyle, depth: usize) {
    if !empty {
        new_line(out, style, depth);
    }
}

fn new_line(out: &mut String, style: &JsonStyle, depth: usize) {
    if let Some(unit) = style.indent {
        out.push('\n');
        out.push_str(&unit.repeat(depth));
    }
}

fn ordered(members: &[(Vec<u16>, Json)], order: Order) -> Vec<(&[u16], &Json)> {
    let mut all: Vec<(&[u16], &Json)> =
        members.iter().map(|(name, value)| (name.as_slice(), value)).collect();
    match order {
        Order::Typed => {}
        Order::Sorted => all.sort_by_key(|(name, _)| String::from_utf16_lossy(name)),
        Order::IntegersFirst => {
            all.sort_by_key(|(name, _)| integer(name).map_or((1, 0), |n| (0, n)));
        }
    }
    all
}

fn integer(name: &[u16]) -> Option<u32> {
    array_index(String::from_utf16(name).ok()?.as_bytes())
}

fn put_text(out: &mut String, units: &[u16], escapes: Escapes) {
    out.push('"');
    for unit in char::decode_utf16(units.iter().copied()) {
        match unit {
            Ok(c) => put_char(out, c, escapes),
            Err(lone) => escape_unit(out, lone.unpaired_surrogate()),
        }
    }
    out.push('"');
}

fn put_char(out: &mut String, c: char, escapes: Escapes) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{8}' if escapes != Escapes::Html => out.push_str("\\b"),
        '\u{c}' if escapes != Escapes::Html => out.push_str("\\f"),
        '/' if escapes == Escapes::NonAsciiAndSlash => out.push_str("\\/"),
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' if escapes == Escapes::Html => escape(out, c),
        c if c < ' ' || (c == '\u{7f}' && escapes == Escapes::NonAscii) => escape(out, c),
        c if !c.is_ascii() && matches!(escapes, Escapes::NonAscii | Escapes::NonAsciiAndSlash) => {
            escape(out, c);
        }
        c => out.push(c),
    }
}

fn escape(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        escape_unit(out, *unit);
    }
}

fn escape_unit(out: &mut String, unit: u16) {
    out.extend(["\\u".to_owned(), format!("{unit:04x}")]);
}

#[cfg(test)]
mod tests {
    use super::super::json_text::read;
    use super::*;

    fn spelled(text: &str, style: &JsonStyle) -> String {
        write(&read(text).unwrap(), style)
    }

    #[test]
    fn serialisers_differ() {
        let text = r#"{"b":[1,2],"a/":"é<😀","10":1.0,"2":{}}"#;
        assert_eq!(spelled(text, &JAVASCRIPT), r#"{"2":{},"10":1,"b":[1,2],"a/":"é<😀"}"#);
        assert_eq!(
            spelled(text, &PYTHON),
            r#"{"b": [1, 2], "a/": "\u00e9<\ud83d\ude00", "10": 1.0, "2": {}}"#
        );
        assert_eq!(spelled(text, &PHP), r#"{"b":[1,2],"a\/":"\u00e9<\ud83d\ude00","10":1,"2":{}}"#);
        assert_eq!(spelled(text, &RUST), r#"{"10":1.0,"2":{},"a/":"é<😀","b":[1,2]}"#);
        assert_eq!(spelled(r#"["<"]"#, &GO), r#"["\u003c"]"#);
        assert_eq!(
            spelled(r#"{"a":[1],"b":[]}"#, &RUST_PRETTY),
            "{\n  \"a\": [\n    1\n  ],\n  \"b\": []\n}"
        );
        assert_eq!(spelled(r#""\ud800\u007f\u0001""#, &JAVASCRIPT), "\"\\ud800\u{7f}\\u0001\"");
    }
}
