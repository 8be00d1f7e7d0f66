//! The response as a witness: its status, its challenges, its words, each with the bytes that say so.

use crate::semantics::Body;
use crate::semantics::Challenge;
use crate::semantics::challenge;
use crate::wire::ExactResponse;
use crate::wire::Span;

/// Bodies are searched no further than this many bytes: refusals are short, and pages are noise.
const MOST_BODY: usize = 256 * 1024;

/// A refusal, read for what it gives away.
#[derive(Debug)]
pub struct Witness<'a> {
    /// The response.
    pub response: &'a ExactResponse,
    /// What `WWW-Authenticate` asks for: the header's value span and the challenge (offsets in that value).
    pub challenges: Vec<(Span, Challenge)>,
    /// The content in lower case (ASCII only, so that offsets hold); content codings taken off.
    text: Vec<u8>,
    /// The start line and the telling values of the head in lower case, all else blank; see [`spoken_head`].
    head: Vec<u8>,
    /// Whether offsets in `text` are those of the content.
    plain: bool,
}

impl<'a> Witness<'a> {
    /// Reads a refusal.
    #[must_use]
    pub fn read(response: &'a ExactResponse) -> Self {
        let body = Body::read_response(response);
        let plain = !body.decompressed;
        let mut text = Span::of(0, MOST_BODY).slice(&body.bytes).to_ascii_lowercase();
        blank_markup(&mut text);
        let head = spoken_head(response);
        let challenges = response
            .named("www-authenticate")
            .flat_map(|header| {
                let value = response.text(header.value);
                challenge::parse(value).into_iter().map(move |challenge| (header.value, challenge))
            })
            .collect();
        Self { response, challenges, text, head, plain }
    }

    /// The content in lower case, for phrases that need more than [`Witness::says`].
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Where the response says `phrase` (lower case): in its content first, else in its head, on a word's borders.
    /// The span counts from the first byte of the stream that the response was taken from.
    #[must_use]
    pub fn says(&self, phrase: &str) -> Option<Span> {
        if let Some(at) = find_word(&self.text, phrase.as_bytes()) {
            let span = Span::of(at, at + phrase.len());
            let body = self.response.body;
            let wire = if self.plain { self.response.content().to_wire(span) } else { body };
            return Some(wire.shift(self.response.at));
        }
        let at = find_word(&self.head, phrase.as_bytes())?;
        Some(Span::of(at, at + phrase.len()).shift(self.response.at))
    }

    /// The first of several phrases that it says.
    #[must_use]
    pub fn says_any(&self, phrases: &[&str]) -> Option<Span> {
        phrases.iter().find_map(|phrase| self.says(phrase))
    }

    /// Where the content quotes `name` (any case), whatever stands around it; for names of 3 bytes and more.
    #[must_use]
    pub fn names(&self, name: &[u8]) -> Option<Span> {
        if name.len() < 3 {
            return None;
        }
        let lower = String::from_utf8(name.to_ascii_lowercase()).ok()?;
        let at = find_word(&self.text, lower.as_bytes())?;
        let span = Span::of(at, at + lower.len());
        let wire =
            if self.plain { self.response.content().to_wire(span) } else { self.response.body };
        Some(wire.shift(self.response.at))
    }

    /// Where the status line or the content quotes `text` (lower case), whatever stands around it.
    #[must_use]
    pub fn quotes(&self, text: &[u8]) -> Option<Span> {
        if text.len() < 5 {
            return None;
        }
        let line = self.response.line.span;
        if let Some(at) = memchr::memmem::find(line.slice(&self.head), text) {
            let at = line.start as usize + at;
            return Some(Span::of(at, at + text.len()).shift(self.response.at));
        }
        let at = memchr::memmem::find(&self.text, text)?;
        let span = Span::of(at, at + text.len());
        let wire =
            if self.plain { self.response.content().to_wire(span) } else { self.response.body };
        Some(wire.shift(self.response.at))
    }

    /// The value span of the first header of that name, in the stream's offsets.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<(Span, &'a [u8])> {
        let header = self.response.named(name).next()?;
        Some((header.value.shift(self.response.at), self.response.text(header.value)))
    }

    /// The status line's span, in the stream's offsets: evidence where nothing else speaks.
    #[must_use]
    pub fn status_line(&self) -> Span {
        self.response.line.span.shift(self.response.at)
    }
}

/// Fields of a response that describe the response itself: words in them say nothing about the request.
const ABOUT_ITSELF: &[&str] = &[
    "age",
    "alt-svc",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-security-policy",
    "content-type",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "link",
    "nel",
    "p3p",
    "pragma",
    "referrer-policy",
    "report-to",
    "server",
    "server-timing",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "via",
    "x-content-type-options",
    "x-frame-options",
    "x-powered-by",
    "x-xss-protection",
];

/// The head in lower case as far as it speaks of the request: the start line and the values of telling fields. All else
/// is blanked, so that offsets hold; every head holds the word `content-type`.
fn spoken_head(response: &ExactResponse) -> Vec<u8> {
    let mut head = vec![b' '; response.head.len()];
    let mut keep = |span: Span| {
        let (start, text) = (span.start as usize, response.text(span));
        if let Some(place) = head.get_mut(start..start + text.len()) {
            place.copy_from_slice(&text.to_ascii_lowercase());
        }
    };
    keep(response.line.span);
    for header in &response.headers {
        let name = response.text(header.name).to_ascii_lowercase();
        let itself = ABOUT_ITSELF.iter().any(|known| known.as_bytes() == name);
        if !itself && !name.starts_with(b"access-control-") {
            keep(header.value);
        }
    }
    head
}

/// Blanks what a page says of itself to the browser (its charset, its styles and scripts), so that offsets hold: no word
/// of it is about the request.
fn blank_markup(text: &mut [u8]) {
    const SILENT: &[(&[u8], &[u8])] = &[
        (b"<meta ", b">"),
        (b"<style", b"</style>"),
        (b"<script", b"</script>"),
        (b"<link ", b">"),
    ];
    if !text.trim_ascii_start().starts_with(b"<") {
        return;
    }
    for (open, close) in SILENT {
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| memchr::memmem::find(rest, open)) {
            let start = from + at;
            let rest = text.get(start..).unwrap_or_default();
            let length =
                memchr::memmem::find(rest, close).map_or(rest.len(), |end| end + close.len());
            from = start + length;
            if let Some(part) = text.get_mut(start..from) {
                part.fill(b' ');
            }
        }
    }
}

/// Finds `word` in `text` where no letter or digit touches it (so that `key` is not found in `monkey`).
fn find_word(text: &[u8], word: &[u8]) -> Option<usize> {
    let first_is_word = word.first().is_some_and(u8::is_ascii_alphanumeric);
    let last_is_word = word.last().is_some_and(u8::is_ascii_alphanumeric);
    memchr::memmem::find_iter(text, word).find(|at| {
        let before = at.checked_sub(1).and_then(|at| text.get(at));
        let after = text.get(at + word.len());
        let left = !first_is_word || !before.is_some_and(u8::is_ascii_alphanumeric);
        let right = !last_is_word
            || !after.is_some_and(u8::is_ascii_alphabetic)
            || plural(text, at + word.len());
        left && right
    })
}

/// Whether the word is followed by a plural's `s` and then by no letter.
fn plural(text: &[u8], end: usize) -> bool {
    text.get(end) == Some(&b's') && !text.get(end + 1).is_some_and(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_heard_without_its_markup() {
        let page = "<html><meta charset=\"utf-8\"><style>token{}</style><title>Too large</title><script>json";
        let mut text = page.as_bytes().to_vec();
        blank_markup(&mut text);
        assert_eq!(text.len(), page.len());
        let heard = String::from_utf8(text).unwrap();
        assert_eq!(
            heard.split_whitespace().collect::<Vec<_>>(),
            ["<html>", "<title>Too", "large</title>"]
        );
        let mut data = b"{\"error\":\"<meta charset>\"}".to_vec();
        blank_markup(&mut data);
        assert_eq!(data, b"{\"error\":\"<meta charset>\"}");
    }
}
