//! What to look for in a history, and how a person types it.

use super::kept::Marked;
use crate::model::ExchangeId;
use crate::model::Via;
use std::ops::RangeInclusive;

/// What to look for; the empty query finds all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The method, any case.
    pub method: Option<String>,
    /// A part of the host's name, any case: of the one dialled, or, where none was, of the one that `Host` names.
    pub host: Option<String>,
    /// The status, as `400..=499`.
    pub status: Option<RangeInclusive<u16>>,
    /// Text in target, heads or bodies of either side, in the note or the label, any case (ASCII). Compressed bodies are searched as they are.
    pub text: Option<String>,
    /// The mark.
    pub mark: Option<Marked>,
    /// How it came to us.
    pub via: Option<Via>,
    /// Only those before this one, for going through page by page.
    pub before: Option<ExchangeId>,
    /// Only those from this one on.
    pub since: Option<ExchangeId>,
    /// How many at most; `None` for all.
    pub limit: Option<usize>,
}

/// The methods that are read as such; RFC 9110 section 9 and RFC 5789.
const METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

impl Query {
    /// Reads what is typed into a line: `POST 4xx host:api token` asks for a method, a status, a host and a text.
    ///
    /// A method counts in capitals, a status as `401`, `4xx` or `400-499`, a host behind `host:`, a mark as
    /// `mark:failing` or `mark:good`; all other words are the text, in their order. Quotes make all between them text.
    #[must_use]
    pub fn typed(line: &str) -> Self {
        let mut query = Self::default();
        let mut text = String::new();
        for (quoted, piece) in pieces(line) {
            if quoted || !query.takes(piece) {
                let gap = if text.is_empty() { "" } else { " " };
                text.extend([gap, piece]);
            }
        }
        query.text = Some(text).filter(|text| !text.is_empty());
        query
    }

    /// Takes a word that says where to look; false for one that is text.
    fn takes(&mut self, word: &str) -> bool {
        if METHODS.contains(&word) {
            self.method = Some(word.to_owned());
        } else if let Some(host) = word.strip_prefix("host:") {
            self.host = Some(host.to_owned()).filter(|host| !host.is_empty());
        } else if let Some(mark) = word.strip_prefix("mark:") {
            self.mark = match mark {
                "failing" | "f" | "-" => Some(Marked::Failing),
                "good" | "g" | "+" => Some(Marked::Good),
                _ => return false,
            };
        } else if let Some(status) = status_range(word) {
            self.status = Some(status);
        } else {
            return false;
        }
        true
    }
}

/// The words of a line, and what stands in quotes as one.
fn pieces(line: &str) -> impl Iterator<Item = (bool, &str)> {
    line.split('"').enumerate().flat_map(|(at, piece)| {
        let quoted = at % 2 == 1;
        let whole = Some(piece).filter(|piece| quoted && !piece.is_empty());
        let words = if quoted { "" } else { piece }.split_whitespace();
        whole.into_iter().chain(words).map(move |piece| (quoted, piece))
    })
}

/// Statuses as a person writes them: `401`, `4xx`, `400-499`; `None` for anything else.
#[must_use]
pub fn status_range(text: &str) -> Option<RangeInclusive<u16>> {
    let status = |digits: &str| {
        let three = digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit());
        three.then(|| digits.parse::<u16>().ok()).flatten()
    };
    if let Some(class) = text.to_ascii_lowercase().strip_suffix("xx") {
        let first = status(&format!("{class}00"))?;
        return Some(first..=first + 99);
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some(status(first)?..=status(last)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_by_its_words() {
        let query = Query::typed("POST 4xx host:api  bad token");
        assert_eq!(query.method.as_deref(), Some("POST"));
        assert_eq!(query.status, Some(400..=499));
        assert_eq!(query.host.as_deref(), Some("api"));
        assert_eq!(query.text.as_deref(), Some("bad token"));
        assert_eq!(Query::typed("  "), Query::default());
        assert_eq!(Query::typed("post").text.as_deref(), Some("post"));
        assert_eq!(Query::typed("mark:good").mark, Some(Marked::Good));
    }

    #[test]
    fn quotes_make_text_of_anything() {
        let query = Query::typed("\"401 POST\" 500");
        assert_eq!((query.text.as_deref(), query.status), (Some("401 POST"), Some(500..=500)));
    }

    #[test]
    fn statuses_have_three_digits() {
        assert_eq!(status_range("400-404"), Some(400..=404));
        for text in ["4", "4x", "+40", "40x", "4000", "x", "401-", "xx", "00xx"] {
            assert_eq!(status_range(text), None, "{text}");
        }
    }
}
