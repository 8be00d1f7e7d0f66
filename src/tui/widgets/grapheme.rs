//! Where characters, as a reader counts them, begin and end in a text; shared by what one types into.

use unicode_segmentation::GraphemeCursor;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The byte offset where the character before `at` starts.
#[must_use]
pub fn before(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at.min(text.len()), text.len(), true);
    cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

/// The byte offset behind the character at `at`.
#[must_use]
pub fn after(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at.min(text.len()), text.len(), true);
    cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

/// The byte offset where the word before `at` starts.
#[must_use]
pub fn word_before(text: &str, at: usize) -> usize {
    let head = text.get(..at).unwrap_or(text);
    let mut words = head.split_word_bound_indices().rev();
    let word = words.find(|(_, word)| !word.trim().is_empty());
    word.map_or(0, |(start, _)| start)
}

/// The byte offset behind the word at or after `at`.
#[must_use]
pub fn word_after(text: &str, at: usize) -> usize {
    let tail = text.get(at..).unwrap_or_default();
    let mut words = tail.split_word_bound_indices();
    let word = words.find(|(_, word)| !word.trim().is_empty());
    word.map_or(text.len(), |(start, word)| at + start + word.len())
}

/// How many columns the text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The byte offset of the character that stands at column `column`, or the end.
#[must_use]
pub fn at_column(text: &str, column: usize) -> usize {
    let mut seen = 0;
    for (start, part) in text.grapheme_indices(true) {
        let next = seen + part.width();
        if next > column {
            return start;
        }
        seen = next;
    }
    text.len()
}

/// As much of the text, from byte `from` on, as fits into `columns`.
#[must_use]
pub fn fitting(text: &str, from: usize, columns: usize) -> &str {
    let tail = text.get(from..).unwrap_or_default();
    tail.get(..at_column(tail, columns)).unwrap_or(tail)
}

/// The text as exactly so many columns: cut as [`shortened`] does, or filled with spaces.
#[must_use]
pub fn padded(text: &str, columns: usize) -> String {
    let mut shown = shortened(text, columns);
    let missing = columns.saturating_sub(width(&shown));
    shown.extend(std::iter::repeat_n(' ', missing));
    shown
}

/// The text cut to `columns`, with `…` as its last column where something was cut.
#[must_use]
pub fn shortened(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    format!("{}…", fitting(text, 0, columns - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_those_of_a_reader() {
        let text = "a👩‍🚀é";
        assert_eq!(after(text, 0), 1);
        assert_eq!(after(text, 1), 1 + "👩‍🚀".len());
        assert_eq!(before(text, text.len()), text.len() - "é".len());
    }

    #[test]
    fn words_are_found_both_ways() {
        assert_eq!(word_before("X-Api-Key: abc  ", 16), 11);
        assert_eq!(word_after("ab  cd", 2), 6);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(at_column("日本", 2), 3);
        assert_eq!(shortened("日本語", 5), "日本…");
    }
}
