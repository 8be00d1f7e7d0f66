//! JSON as JavaScript's `JSON.stringify` spaces it.

/// JSON without the white space between its tokens.
pub(super) fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        if !quoted && c.is_ascii_whitespace() {
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn strings_keep_their_spaces() {
        assert_eq!(compact("{ \"a b\\\" \\\\\" :\n [1, 2] }"), "{\"a b\\\" \\\\\":[1,2]}");
    }
}
