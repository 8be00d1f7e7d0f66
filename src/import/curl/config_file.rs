//! curl's config files (`-K`): one option a line, dashes and quotes as the user likes.

use super::words::Word;

/// The lines of a config file as words of a command line; all stand at `at`, where the file is named.
pub(super) fn words(content: &[u8], at: usize) -> Vec<Word> {
    let mut words = Vec::new();
    for line in content.split(|b| *b == b'\n') {
        let line = line.trim_ascii();
        if line.is_empty() || line.starts_with(b"#") {
            continue;
        }
        let dashed = line.starts_with(b"-");
        let separator = |b: &u8| b.is_ascii_whitespace() || (!dashed && (*b == b'=' || *b == b':'));
        let end = line.iter().position(separator).unwrap_or(line.len());
        let (name, rest) = line.split_at_checked(end).unwrap_or((line, &[]));
        let name = if dashed { name.to_vec() } else { [b"--", name].concat() };
        let start = rest.iter().position(|b| !(b.is_ascii_whitespace() || b"=:".contains(b)));
        words.push(Word { text: name, at });
        if let Some(value) = start.and_then(|start| rest.get(start..)) {
            words.push(Word { text: self::value(value), at });
        }
    }
    words
}

/// A quoted value with its escapes, or an unquoted one up to the first white space.
fn value(text: &[u8]) -> Vec<u8> {
    let Some(quoted) = text.strip_prefix(b"\"") else {
        let end = text.iter().position(u8::is_ascii_whitespace).unwrap_or(text.len());
        return text.get(..end).unwrap_or_default().to_vec();
    };
    let mut out = Vec::new();
    let mut bytes = quoted.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => break,
            b'\\' => out.extend(bytes.next().map(|byte| match byte {
                b't' => b'\t',
                b'n' => b'\n',
                b'r' => b'\r',
                b'v' => 0x0B,
                other => *other,
            })),
            other => out.push(*other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_way_to_write_a_line() {
        let file = b"# note\nurl = \"http://h/\\\"x\"\n-H \"A: b\"\n--data x=y z\nsilent\nuser-agent: me\n\n";
        let words: Vec<_> =
            words(file, 0).into_iter().map(|w| String::from_utf8(w.text).unwrap()).collect();
        let want = [
            "--url",
            "http://h/\"x",
            "-H",
            "A: b",
            "--data",
            "x=y",
            "--silent",
            "--user-agent",
            "me",
        ];
        assert_eq!(words, want);
    }
}
