//! Urlencoded pairs: bodies and query parameters, each client's way.

use super::percent::Hex;
use super::percent::Keeps;
use super::percent::push_escape;

/// How a client writes `name=value` pairs.
#[derive(Clone, Copy)]
pub(in crate::profiles) struct PairStyle {
    /// The bytes that stay in a name.
    pub(in crate::profiles) names: Keeps,
    /// The bytes that stay in a value.
    pub(in crate::profiles) values: Keeps,
    pub(in crate::profiles) hex: Hex,
    /// Whether a space becomes `+` rather than `%20`.
    pub(in crate::profiles) plus: bool,
    /// How a list of values is spelled.
    pub(in crate::profiles) list: List,
    /// Where pairs go.
    pub(in crate::profiles) order: PairOrder,
}

/// The order of pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::profiles) enum PairOrder {
    /// As given.
    Typed,
    /// Pairs of one name brought together, and sorted by name (Go's `url.Values`).
    Sorted,
    /// Pairs of one name brought together at the first one's place, integer-like names first (a JavaScript object).
    Object,
}

/// How several values of one parameter are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::profiles) enum List {
    /// `tags=x&tags=y`.
    Repeat,
    /// `tags%5B%5D=x&tags%5B%5D=y`.
    EscapedBrackets,
    /// `tags[]=x&tags[]=y`.
    Brackets,
    /// `tags%5B0%5D=x&tags%5B1%5D=y`.
    Numbered,
}

/// A name with its values, and whether they are one list.
pub(in crate::profiles) type Pair = (Vec<u8>, Vec<Vec<u8>>, bool);

/// Writes the pairs joined by `&`.
pub(in crate::profiles) fn write(pairs: &[Pair], style: &PairStyle) -> Vec<u8> {
    let mut items: Vec<Vec<u8>> = Vec::new();
    for (name, values, list) in in_order(pairs, style) {
        for (index, value) in values.iter().enumerate() {
            let mut item = put(&name, style.names, style);
            if list {
                item.extend_from_slice(&suffix(style.list, index));
            }
            item.push(b'=');
            item.extend(put(value, style.values, style));
            items.push(item);
        }
    }
    items.join(&b'&')
}

fn put(text: &[u8], keeps: Keeps, style: &PairStyle) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 8);
    for byte in text {
        match byte {
            b' ' if style.plus => out.push(b'+'),
            byte if keeps(*byte) => out.push(*byte),
            byte => push_escape(&mut out, *byte, style.hex),
        }
    }
    out
}

fn suffix(list: List, index: usize) -> Vec<u8> {
    match list {
        List::Repeat => Vec::new(),
        List::EscapedBrackets => b"%5B%5D".to_vec(),
        List::Brackets => b"[]".to_vec(),
        List::Numbered => format!("%5B{index}%5D").into_bytes(),
    }
}

fn in_order(pairs: &[Pair], style: &PairStyle) -> Vec<Pair> {
    if style.order == PairOrder::Typed {
        return pairs.to_vec();
    }
    let mut out: Vec<Pair> = Vec::new();
    for (name, values, list) in pairs {
        match out.iter_mut().find(|(other, _, _)| other == name) {
            Some((_, all, is_list)) => {
                all.extend(values.iter().cloned());
                *is_list = true;
            }
            None => out.push((name.clone(), values.clone(), *list)),
        }
    }
    match style.order {
        PairOrder::Sorted => out.sort_by(|a, b| a.0.cmp(&b.0)),
        PairOrder::Object => {
            out.sort_by_key(|pair| array_index(&pair.0).map_or((1, 0), |n| (0, n)));
        }
        PairOrder::Typed => {}
    }
    out
}

/// The number that a JavaScript object's key is an array index for.
pub(in crate::profiles) fn array_index(name: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(name).ok()?;
    let number = text.parse::<u32>().ok()?;
    (number != u32::MAX && number.to_string() == text).then_some(number)
}
