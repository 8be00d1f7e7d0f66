//! Which words of two texts differ: common ends are cut off first, then words are compared.

use similar::Algorithm;
use similar::DiffOp;
use similar::capture_diff_slices;

/// A stretch of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) text: &'a [u8],
    /// Whether the other text has it too.
    pub(super) same: bool,
}

/// Above this many words, only the common ends are told.
const MOST_WORDS: usize = 400;

/// Both texts, in parts.
pub(super) fn parts<'a>(a: &'a [u8], b: &'a [u8]) -> (Vec<Part<'a>>, Vec<Part<'a>>) {
    let (x, y) = (words(a), words(b));
    if x.len() > MOST_WORDS || y.len() > MOST_WORDS {
        let prefix = x.iter().zip(&y).take_while(|(a, b)| a == b).count();
        let rest = x.len().min(y.len()) - prefix;
        let suffix =
            x.iter().rev().zip(y.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
        return (ends(&x, prefix, suffix), ends(&y, prefix, suffix));
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &x, &y) {
        let same = matches!(op, DiffOp::Equal { .. });
        add(&mut left, x.get(op.old_range()).unwrap_or_default(), same);
        add(&mut right, y.get(op.new_range()).unwrap_or_default(), same);
    }
    (left, right)
}

fn ends<'a>(words: &[&'a [u8]], prefix: usize, suffix: usize) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let middle = words.len() - suffix;
    add(&mut parts, words.get(..prefix).unwrap_or_default(), true);
    add(&mut parts, words.get(prefix..middle).unwrap_or_default(), false);
    add(&mut parts, words.get(middle..).unwrap_or_default(), true);
    parts
}

fn add<'a>(parts: &mut Vec<Part<'a>>, words: &[&'a [u8]], same: bool) {
    parts.extend(words.iter().map(|text| Part { text, same }));
}

/// Runs of letters and digits (and of bytes beyond ASCII), every other byte by itself.
fn words(text: &[u8]) -> Vec<&[u8]> {
    let inside = |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80;
    text.chunk_by(|a, b| inside(a) && inside(b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_are_told() {
        let (left, right) = parts(b"application/x-www-form", b"application/json");
        let different = |parts: &[Part<'_>]| -> Vec<u8> {
            parts.iter().filter(|part| !part.same).flat_map(|part| part.text.to_vec()).collect()
        };
        assert_eq!(different(&left), b"x-www-form");
        assert_eq!(different(&right), b"json");
        let long: Vec<u8> = b"a ".repeat(500);
        let (left, _) = parts(&long, b"a b");
        assert!(left.iter().take(2).all(|part| part.same));
    }
}
