//! Expressions of a programming language for words: literals, variables, and what joins them.

use super::literal::Escapes;
use super::variable::Variable;
use super::words::Word;
use super::words::Words;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A text longer than this is broken at its line ends, in bytes.
const LONG_LINE: usize = 60;

/// A text longer than this is no longer broken: nobody reads it, and compilers choke on thousands of literals.
const LONG_TEXT: usize = 20_000;

/// Literals longer than this are cut, since some compilers (Java's) take no longer ones; in bytes.
const LONGEST_LITERAL: usize = 16_000;

/// How a language writes strings.
pub(super) struct Language {
    /// A literal of a text.
    pub text: fn(&str) -> String,
    /// A literal of bytes: in languages whose strings are characters, of the characters U+0000 to U+00FF.
    pub bytes: fn(&[u8]) -> String,
    /// The local variable for a secret, by its name in the environment.
    pub local: fn(&str) -> String,
    /// What joins two strings.
    pub join: &'static str,
    /// Whether two literals beside each other are one string.
    pub juxtaposed: bool,
}

impl Language {
    /// Words as an expression for a text; what is not UTF-8 is written by `bytes`.
    pub(super) fn text(&self, words: &Words, variables: &[Variable]) -> String {
        let text = |bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok(text) => (self.text)(text),
            Err(_) => (self.bytes)(bytes),
        };
        self.joined(words, variables, &text, " ")
    }

    /// Words as an expression for bytes.
    pub(super) fn bytes(&self, words: &Words, variables: &[Variable]) -> String {
        self.joined(words, variables, &self.bytes, " ")
    }

    /// [`Language::text`], broken into lines at the text's own where it is long; `indent` stands before each.
    pub(super) fn lines(&self, words: &Words, variables: &[Variable], indent: &str) -> String {
        let pieces: Vec<Word> = words.0.iter().flat_map(|word| pieces(word, words.len())).collect();
        // A short text is not broken at its variables either.
        let whole = words.len() <= LONG_LINE && pieces.len() == words.0.len();
        let gap = if whole { " ".to_owned() } else { format!("\n{indent}") };
        let broken = Words(pieces);
        let text = |bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok(text) => (self.text)(text),
            Err(_) => (self.bytes)(bytes),
        };
        self.joined(&broken, variables, &text, &gap)
    }

    fn joined(
        &self,
        words: &Words,
        variables: &[Variable],
        literal: &dyn Fn(&[u8]) -> String,
        gap: &str,
    ) -> String {
        let mut out = String::new();
        let mut before: Option<&Word> = None;
        for word in &words.0 {
            let part = match word {
                Word::Plain(bytes) => literal(bytes),
                Word::Secret(index) => {
                    variables.get(*index).map(|v| (self.local)(&v.name)).unwrap_or_default()
                }
            };
            match (before, word) {
                (None, _) => {}
                (Some(Word::Plain(_)), Word::Plain(_)) if self.juxtaposed => {
                    out.push_str(gap);
                }
                _ => out.extend([" ", self.join, gap]),
            }
            out.push_str(&part);
            before = Some(word);
        }
        if before.is_none() { (self.text)("") } else { out }
    }

    /// The locals that hold the secrets: name of the local, name in the environment.
    pub(super) fn locals(&self, variables: &[Variable]) -> Vec<(String, String)> {
        variables.iter().map(|v| ((self.local)(&v.name), v.name.clone())).collect()
    }
}

/// A word's plain text cut behind its line ends, and where it is longer than a compiler takes.
fn pieces(word: &Word, whole: usize) -> Vec<Word> {
    let Word::Plain(bytes) = word else {
        return vec![word.clone()];
    };
    let lines: Vec<&[u8]> = if (LONG_LINE..LONG_TEXT).contains(&whole) {
        bytes.split_inclusive(|b| *b == b'\n').collect()
    } else {
        vec![bytes]
    };
    lines.into_iter().flat_map(cut).map(|piece| Word::Plain(piece.to_vec())).collect()
}

/// Pieces of at most [`LONGEST_LITERAL`], cut between characters.
fn cut(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while bytes.len() > LONGEST_LITERAL {
        let continues = |at: usize| bytes.get(at).is_some_and(|b| b & 0xc0 == 0x80);
        let at = (LONGEST_LITERAL - 3..=LONGEST_LITERAL).rev().find(|at| !continues(*at));
        let (piece, rest) = bytes.split_at(at.unwrap_or(LONGEST_LITERAL));
        found.push(piece);
        bytes = rest;
    }
    found.push(bytes);
    found
}

/// What a body is, for code.
pub(super) enum BodyText<'a> {
    /// A text, perhaps with secrets.
    Text(&'a Words),
    /// Bytes without a secret, in base64 (RFC 4648), cut to lines of 76.
    Base64(Vec<String>),
    /// Bytes with secrets among them.
    Mixed(&'a Words),
}

/// How a body is best written.
pub(super) fn body_text(body: &Words) -> BodyText<'_> {
    match body.0.as_slice() {
        _ if body.is_text() => BodyText::Text(body),
        [Word::Plain(bytes)] => BodyText::Base64(base64_lines(bytes)),
        _ => BodyText::Mixed(body),
    }
}

/// Base64 in lines of 76.
pub(super) fn base64_lines(bytes: &[u8]) -> Vec<String> {
    bytes.chunks(57).map(|chunk| STANDARD.encode(chunk)).collect()
}

/// `API_KEY` as `api_key`.
pub(super) fn snake(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// `API_KEY` as `apiKey`.
pub(super) fn camel(name: &str) -> String {
    let mut words = name.split('_').map(str::to_ascii_lowercase);
    let first = words.next().unwrap_or_default();
    first + &words.map(|word| super::fit::capitalised(&word)).collect::<String>()
}

/// A literal between `quote`s by these escapes.
pub(super) fn with_quote(text: &str, quote: char, escapes: &Escapes) -> String {
    Escapes { quote, ..*escapes }.text(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_between_characters() {
        let text = "é".repeat(LONGEST_LITERAL);
        let pieces = cut(text.as_bytes());
        assert!(pieces.iter().all(|piece| std::str::from_utf8(piece).is_ok()));
        assert_eq!(pieces.concat(), text.as_bytes());
        assert_eq!(camel("KEAP_API_KEY"), "keapApiKey");
    }
}
