//! A target or URL without what may be secret, for lists and titles.

use crate::wire::escape::visible;

/// `https://api.example.com/v1/files?…`: what one may show of a request target or URL without asking. The userinfo is
/// left out and so are query and fragment, where keys are often given; the rest is made harmless to a terminal.
#[must_use]
pub fn outline(target: &[u8]) -> String {
    let path = target.split(|b| matches!(b, b'?' | b'#')).next().unwrap_or_default();
    let rest = match target.get(path.len()) {
        Some(b'?') => "?…",
        Some(_) => "#…",
        None => "",
    };
    let authority = memchr::memmem::find(path, b"://").map_or(0, |at| at + 3);
    let (scheme, path) = path.split_at_checked(authority).unwrap_or((&[], path));
    let slash = path.iter().position(|b| *b == b'/').unwrap_or(path.len());
    let userinfo = path.iter().take(slash).rposition(|b| *b == b'@');
    let path = userinfo.and_then(|at| path.get(at + 1..)).unwrap_or(path);
    format!("{}{}{rest}", visible(scheme), visible(path))
}

/// A line of words in which addresses are outlined: `GET /v1/files?… HTTP/1.1`.
#[must_use]
pub fn outline_words(line: &[u8]) -> String {
    let is_address = |word: &[u8]| {
        word.starts_with(b"/")
            || word.contains(&b'@')
            || memchr::memmem::find(word, b"://").is_some()
    };
    let word = |word| if is_address(word) { outline(word) } else { visible(word) };
    line.split(|b| *b == b' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn userinfo_and_query_stay_out() {
        for (target, shown) in [
            ("/v1/x", "/v1/x"),
            ("/v1/x?key=1", "/v1/x?…"),
            ("/x?a=http://u:p@h/", "/x?…"),
            ("http://u:p@h:8/a@b?k", "http://h:8/a@b?…"),
            ("https://u:p@h", "https://h"),
            ("/users/me@example.com", "/users/me@example.com"),
            ("https://x/cb#access_token=s", "https://x/cb#…"),
            ("u:p@h:443", "h:443"),
            ("*", "*"),
            ("", ""),
        ] {
            assert_eq!(outline(target.as_bytes()), shown, "{target}");
        }
    }
    #[test]
    fn words_that_are_no_address_stay() {
        let line = b"GET http://u:p@h/x?k=1 (why?)";
        assert_eq!(outline_words(line), "GET http://h/x?… (why?)");
    }
}
