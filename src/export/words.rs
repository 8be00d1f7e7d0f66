//! Bytes with holes: what may be written as it is, and where a variable stands for a secret.

use super::variable::Variable;
use crate::wire::Span;

/// A stretch of [`Words`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// To be written as it is; never empty.
    Plain(Vec<u8>),
    /// The secret of this place in the list of variables.
    Secret(usize),
}

/// Bytes in which secrets have been replaced by variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words(pub(super) Vec<Word>);

impl Words {
    /// Bytes without a secret.
    pub(super) fn plain(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self(if bytes.is_empty() { Vec::new() } else { vec![Word::Plain(bytes)] })
    }

    /// `bytes` with the secrets at `holes` (spans in `bytes`, in order, apart from each other) cut out.
    pub(super) fn cut(bytes: &[u8], holes: impl Iterator<Item = (Span, usize)>) -> Self {
        let mut words = Self::default();
        let mut at = 0;
        for (span, variable) in holes {
            words.push(Span::new(at, span.start).slice(bytes));
            words.0.push(Word::Secret(variable));
            at = span.end;
        }
        words.push(Span::of(at as usize, bytes.len()).slice(bytes));
        words
    }

    /// Adds plain bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        match self.0.last_mut() {
            _ if bytes.is_empty() => {}
            Some(Word::Plain(last)) => last.extend_from_slice(bytes),
            _ => self.0.push(Word::Plain(bytes.to_vec())),
        }
    }

    /// Adds other words.
    pub(super) fn append(&mut self, other: &Self) {
        for word in &other.0 {
            match word {
                Word::Plain(bytes) => self.push(bytes),
                Word::Secret(_) => self.0.push(word.clone()),
            }
        }
    }

    /// The same words behind `text`.
    pub(super) fn after(&self, text: &str) -> Self {
        let mut words = Self::plain(text);
        words.append(self);
        words
    }

    /// Whether there is no byte at all.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a secret stands in it.
    pub(super) fn has_secret(&self) -> bool {
        self.0.iter().any(|word| matches!(word, Word::Secret(_)))
    }

    /// All the plain bytes; secrets left out.
    pub(super) fn plain_bytes(&self) -> impl Iterator<Item = u8> + '_ {
        self.0.iter().flat_map(|word| bytes_of(word).iter().copied())
    }

    /// How many plain bytes there are.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| bytes_of(word).len()).sum()
    }

    /// Whether all plain bytes are ASCII.
    pub(super) fn is_ascii(&self) -> bool {
        self.0.iter().all(|word| bytes_of(word).is_ascii())
    }

    /// Whether all plain bytes are UTF-8 without NUL: what every language writes as a text.
    pub(super) fn is_text(&self) -> bool {
        let text = |bytes: &[u8]| !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok();
        self.0.iter().all(|word| text(bytes_of(word)))
    }

    /// Whether the plain bytes start so; a secret at the start never does.
    pub(super) fn starts_with(&self, start: &[u8]) -> bool {
        self.0.first().is_some_and(|word| bytes_of(word).starts_with(start))
    }

    /// The words with each plain stretch changed.
    pub(super) fn map(&self, change: impl Fn(&[u8]) -> Vec<u8>) -> Self {
        let mut words = Self::default();
        for word in &self.0 {
            match word {
                Word::Plain(bytes) => words.push(&change(bytes)),
                Word::Secret(_) => words.0.push(word.clone()),
            }
        }
        words
    }

    /// One byte string, each secret as `secret` writes it.
    pub(super) fn fill(&self, secret: impl Fn(usize) -> String) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len());
        for word in &self.0 {
            match word {
                Word::Plain(plain) => bytes.extend_from_slice(plain),
                Word::Secret(variable) => bytes.extend(secret(*variable).bytes()),
            }
        }
        bytes
    }

    /// As text for JSON formats: secrets as `{{NAME}}`, bytes that are not UTF-8 as `\xE9`.
    pub(super) fn braced(&self, variables: &[Variable]) -> String {
        let name = |index: usize| variables.get(index).map_or("", |v| v.name.as_str()).to_owned();
        crate::wire::escape::lossy_hex(&self.fill(|index| format!("{{{{{}}}}}", name(index))))
    }
}

fn bytes_of(word: &Word) -> &[u8] {
    match word {
        Word::Plain(bytes) => bytes,
        Word::Secret(_) => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_cut_out() {
        let words = Words::cut(b"Bearer abc.", [(Span::new(7, 10), 0)].into_iter());
        let expected =
            [Word::Plain(b"Bearer ".to_vec()), Word::Secret(0), Word::Plain(b".".to_vec())];
        assert_eq!(words.0, expected);
        assert_eq!(words.fill(|_| "X".into()), b"Bearer X.");
        assert_eq!(words.plain_bytes().count(), 8);
        assert_eq!(words.after("A: ").fill(|_| String::new()), b"A: Bearer .");
    }
}
