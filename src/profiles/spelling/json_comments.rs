//! JSON without its comments, as the npm package `strip-json-comments` leaves it.

/// Takes `// …` and `/* … */` out where they stand in no string; all else stays, white space too.
pub(in crate::profiles) fn without_comments(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut quoted = false;
    while let Some((first, tail)) = rest.split_first() {
        let pair = (*first, tail.first().copied());
        rest = match pair {
            (b'\\', Some(next)) if quoted => {
                out.extend([b'\\', next]);
                tail.get(1..).unwrap_or_default()
            }
            (b'/', Some(b'/')) if !quoted => {
                let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                let end = end - usize::from(end > 0 && rest.get(end - 1) == Some(&b'\r'));
                rest.get(end..).unwrap_or_default()
            }
            (b'/', Some(b'*')) if !quoted => {
                let end = rest.windows(2).skip(2).position(|w| w == b"*/").map(|at| at + 4);
                let Some(end) = end else {
                    out.extend_from_slice(rest);
                    break;
                };
                rest.get(end..).unwrap_or_default()
            }
            _ => {
                quoted ^= *first == b'"';
                out.push(*first);
                tail
            }
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_but_not_in_strings() {
        let text = b"{\n  // a\n  \"a//b\": \"\\\"/*\" /* x */ }";
        assert_eq!(without_comments(text), b"{\n  \n  \"a//b\": \"\\\"/*\"  }");
    }
}
