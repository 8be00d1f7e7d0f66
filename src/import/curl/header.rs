//! `-H`: a typed line as curl understands it.

use crate::model::HeaderDraft;
use crate::model::HeaderMode;

/// The header that a typed line asks for; `None` where curl sends nothing for it.
///
/// curl sends the line as typed; `X:` alone takes curl's own header out, and `X;` sends an empty one.
pub(super) fn typed(line: &[u8]) -> Option<HeaderDraft> {
    let Some(colon) = line.iter().position(|b| *b == b':') else {
        let name =
            line.strip_suffix(b";").filter(|name| !name.is_empty() && !name.contains(&b';'))?;
        return Some(HeaderDraft {
            name: name.to_vec(),
            value: Vec::new(),
            mode: HeaderMode::Empty,
        });
    };
    let name = line.get(..colon).filter(|name| !name.is_empty())?.to_vec();
    let value = line.get(colon + 1..).unwrap_or_default();
    let (value, mode) = match value.strip_prefix(b" ") {
        _ if value.trim_ascii().is_empty() => (&[][..], HeaderMode::Remove),
        Some(value) => (value, HeaderMode::Set),
        None => (value, HeaderMode::Tight),
    };
    Some(HeaderDraft { name, value: value.to_vec(), mode })
}

/// The lines of a header file (`-H @file`): CR and LF off, empty ones left out.
pub(super) fn lines(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = content.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_understood_as_curl_does() {
        let typed = |line: &str| {
            let header = typed(line.as_bytes())?;
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            Some((text(header.name), text(header.value), header.mode))
        };
        for (line, name, value, mode) in [
            ("A: b", "A", "b", HeaderMode::Set),
            ("A:  b ", "A", " b ", HeaderMode::Set),
            ("A:b", "A", "b", HeaderMode::Tight),
            ("A:\tb", "A", "\tb", HeaderMode::Tight),
            ("A :b:c", "A ", "b:c", HeaderMode::Tight),
            ("A:", "A", "", HeaderMode::Remove),
            ("A: ", "A", "", HeaderMode::Remove),
            ("A;", "A", "", HeaderMode::Empty),
        ] {
            assert_eq!(typed(line), Some((name.into(), value.into(), mode)), "{line}");
        }
        for line in ["A", ": b", "A;b", "A; ", ";", ""] {
            assert_eq!(typed(line), None, "{line}");
        }
    }
}
