//! Words of cmd.exe: first cmd's own caret and quotes, then the quoting rules of Windows' C runtime.

use super::words::Command;
use super::words::Script;
use super::words::Word;
use crate::import::source::Source;

/// A character that cmd hands on, and where it stands.
type Placed = (char, usize);

pub(super) fn script(source: &Source<'_>, text: &str) -> Script {
    let mut script = Script::default();
    let (_, bom) = source.behind_bom();
    for line in lines(text) {
        let words = arguments(&line, bom);
        let skipped = words.first().is_none_or(|word| {
            let name = word.text.to_ascii_lowercase();
            matches!(name.as_slice(), b"rem" | b"@echo" | b"echo" | b"::" | b"set" | b"@rem")
        });
        if !skipped {
            script.commands.push(Command { words, ..Command::default() });
        }
    }
    script
}

/// Undoes carets and splits into commands. Inside cmd's quotes a caret is a caret and an operator is text.
fn lines(text: &str) -> Vec<Vec<Placed>> {
    let mut all = vec![Vec::new()];
    let mut quoted = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = match c {
            '^' if !quoted => {
                if let Some((_, '\r')) = chars.peek() {
                    chars.next();
                }
                let next = match chars.next() {
                    // A caret before a line end joins the lines, and the first character behind it is literal.
                    Some((_, '\n')) => {
                        if let Some((_, '\r')) = chars.peek() {
                            chars.next();
                        }
                        chars.next_if(|(_, c)| *c != '"')
                    }
                    other => other,
                };
                if let (Some((at, c)), Some(line)) = (next, all.last_mut()) {
                    line.push((c, at));
                }
                continue;
            }
            '"' => {
                quoted = !quoted;
                false
            }
            // A quote that is left open ends with its line, unless the text goes on inside it.
            '\n' => !quoted,
            '&' | '|' => !quoted,
            '\r' => continue,
            _ => false,
        };
        match all.last_mut() {
            Some(_) if ends => all.push(Vec::new()),
            Some(line) => line.push((c, at)),
            None => {}
        }
    }
    all
}

/// The arguments that a C program sees: `\"` is a quote, `""` inside quotes too, backslashes before a quote pair up.
fn arguments(line: &[Placed], bom: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut open: Option<Word> = None;
    let mut quoted = false;
    let mut at = 0;
    while let Some((c, place)) = line.get(at).copied() {
        let white = matches!(c, ' ' | '\t' | '\n') && !quoted;
        if white {
            words.extend(open.take());
            at += 1;
            continue;
        }
        let word = open.get_or_insert_with(|| Word { text: Vec::new(), at: place + bom });
        let slashes = line.iter().skip(at).take_while(|(c, _)| *c == '\\').count();
        let behind = line.get(at + slashes).map(|(c, _)| *c);
        if slashes > 0 && behind == Some('"') {
            word.text.extend(std::iter::repeat_n(b'\\', slashes / 2));
            at += slashes;
            if slashes % 2 == 1 {
                word.text.push(b'"');
                at += 1;
            }
        } else if c == '"' {
            at += 1;
            if quoted && line.get(at).map(|(c, _)| *c) == Some('"') {
                word.text.push(b'"');
                at += 1;
            } else {
                quoted = !quoted;
            }
        } else {
            word.text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            at += 1;
        }
    }
    words.extend(open);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<String>> {
        let source = Source::new("", text.to_owned());
        let script = script(&source, text);
        let text = |word: &Word| String::from_utf8(word.text.clone()).unwrap();
        script.commands.iter().map(|c| c.words.iter().map(text).collect()).collect()
    }

    #[test]
    fn reads_what_browsers_copy() {
        let old =
            "curl \"http://h/?a^b\" ^\r\n  -H \"x: \\\"y\\\"\" ^\r\n  --data-raw \"{\"\"a\"\":1}\"";
        assert_eq!(
            words(old),
            [["curl", "http://h/?a^b", "-H", "x: \"y\"", "--data-raw", "{\"a\":1}"]]
        );
        let new = "curl ^\"http://h/^?a=1^&b=2^\" ^\n  --data-raw ^\"^{^\\^\"a^\\^\":1,^\n\n^%^41^}^\" &\ncurl x";
        assert_eq!(
            words(new),
            [vec!["curl", "http://h/?a=1&b=2", "--data-raw", "{\"a\":1,\n%41}"], vec!["curl", "x"]]
        );
        assert_eq!(words("curl a\\\\b \"c\\\\\" d"), [["curl", "a\\\\b", "c\\", "d"]]);
    }
}
