//! Words for bash: quotes of all three kinds, and variables between them.

use super::literal::Escapes;
use super::literal::braced;
use super::literal::hex;
use super::literal::is_tame;
use super::variable::Variable;
use super::words::Word;
use super::words::Words;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What bash's `$'…'` understands (Bash manual, section 3.1.2.4).
const ANSI_C: Escapes = Escapes { quote: '\'', also: &[], control: hex, unseen: braced };

/// Arguments longer than this are refused by Linux (`MAX_ARG_STRLEN` is 131072), in bytes.
const LONGEST_ARGUMENT: usize = 100_000;

/// One argument of a command.
pub(super) fn argument(words: &Words, variables: &[Variable]) -> String {
    if words.is_empty() {
        return "''".to_owned();
    }
    if words.has_secret() && fits_double_quotes(words) {
        return double_quoted(words, variables);
    }
    let word = |word: &Word| match word {
        Word::Plain(bytes) => quoted(bytes),
        Word::Secret(index) => format!("\"${}\"", name(*index, variables)),
    };
    words.0.iter().map(word).collect()
}

/// A word that needs quotes only if it is an unusual one.
pub(super) fn word(text: &str) -> String {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain { text.to_owned() } else { quoted(text.as_bytes()) }
}

/// Plain bytes between single quotes, or `$'…'` where those could not be read or copied.
fn quoted(bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.split('\n').all(is_tame));
    match text {
        Some(text) => format!("'{}'", text.replace('\'', "'\\''")),
        // `\u` in bash depends on the locale, so that all but ASCII goes byte by byte.
        None => format!("${}", ANSI_C.each_byte(bytes, hex)),
    }
}

/// Whether nothing in the plain bytes is special between double quotes; `!` is, at an interactive prompt.
fn fits_double_quotes(words: &Words) -> bool {
    let tame = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(is_tame);
    words.0.iter().all(|word| match word {
        Word::Plain(bytes) => tame(bytes) && !bytes.iter().any(|b| b"\"$`\\!".contains(b)),
        Word::Secret(_) => true,
    })
}

fn double_quoted(words: &Words, variables: &[Variable]) -> String {
    let mut out = String::from("\"");
    let mut rest = words.0.iter().peekable();
    while let Some(word) = rest.next() {
        match word {
            Word::Plain(bytes) => out.extend(bytes.utf8_chunks().map(|chunk| chunk.valid())),
            Word::Secret(index) => {
                let more = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
                let grows = rest.peek().is_some_and(
                    |next| matches!(next, Word::Plain(bytes) if bytes.first().is_some_and(more)),
                );
                let name = name(*index, variables);
                let (open, close) = if grows { ("${", "}") } else { ("$", "") };
                out.extend([open, name, close]);
            }
        }
    }
    out.push('"');
    out
}

fn name(index: usize, variables: &[Variable]) -> &str {
    variables.get(index).map_or("", |variable| variable.name.as_str())
}

/// Whether these bytes can be an argument: they hold no NUL and are not too long.
pub(super) fn fits_argument(words: &Words) -> bool {
    words.len() < LONGEST_ARGUMENT && !words.plain_bytes().any(|byte| byte == 0)
}

/// A command that writes these bytes to its standard output, and the lines of a here-document that belong to it.
pub(super) fn writer(words: &Words, variables: &[Variable]) -> (String, String) {
    if let [Word::Plain(bytes)] = words.0.as_slice() {
        let lines = super::language::base64_lines(bytes).join("\n");
        return ("base64 -d <<'BODY'".to_owned(), format!("{lines}\nBODY\n"));
    }
    let command = |word: &Word| match word {
        Word::Plain(bytes) => format!("base64 -d <<<'{}'; ", STANDARD.encode(bytes)),
        Word::Secret(index) => format!("printf %s \"${}\"; ", name(*index, variables)),
    };
    (format!("{{ {}}}", words.0.iter().map(command).collect::<String>()), String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_for_every_need() {
        for (bytes, expected) in [
            (&b"a b"[..], "'a b'"),
            (b"it's", "'it'\\''s'"),
            (b"$a `b` !\n", "'$a `b` !\n'"),
            (b"\x1b'", "$'\\x1b\\''"),
            (b"\xe9", "$'\\xe9'"),
        ] {
            assert_eq!(argument(&Words::plain(bytes), &[]), expected);
        }
    }
}
