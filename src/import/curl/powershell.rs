//! Words of `PowerShell`: single and double quotes, backtick escapes, here-strings, variables.

use super::words::Command;
use super::words::Script;
use super::words::Word;
use crate::import::importer::ImportError;
use crate::import::source::Source;

pub(super) fn script(source: &Source<'_>, text: &str) -> Result<Script, ImportError> {
    let mut reader = Reader { source, text, at: 0, out: Script::default(), words: Vec::new() };
    reader.run()?;
    Ok(reader.out)
}

struct Reader<'s, 'a> {
    source: &'s Source<'a>,
    text: &'s str,
    at: usize,
    out: Script,
    words: Vec<Word>,
}

impl<'s> Reader<'s, '_> {
    fn rest(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn run(&mut self) -> Result<(), ImportError> {
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\n' | ';' | '|' | '&' => {
                    self.at += 1;
                    self.end_command();
                }
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '`' if self.continuation() => {}
                _ => self.word()?,
            }
        }
        self.end_command();
        Ok(())
    }

    fn end_command(&mut self) {
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            self.out.commands.push(Command { words, ..Command::default() });
        }
    }

    /// A backtick at the end of a line joins it with the next.
    fn continuation(&mut self) -> bool {
        let behind =
            self.rest().strip_prefix('`').unwrap_or_default().trim_start_matches([' ', '\t', '\r']);
        let joins = behind.starts_with('\n') || behind.is_empty();
        if joins {
            self.at = self.text.len() - behind.len();
            self.take();
        }
        joins
    }

    fn word(&mut self) -> Result<(), ImportError> {
        let start = self.at;
        let mut text = String::new();
        let mut quoted = false;
        while let Some(c) = self.rest().chars().next() {
            match c {
                c if c.is_whitespace() || ";|".contains(c) => break,
                '@' if self.rest().starts_with("@'\n") || self.rest().starts_with("@'\r\n") => {
                    self.here_string(&mut text, start)?;
                }
                '\'' | '"' => {
                    quoted = true;
                    self.at += 1;
                    self.quoted(c, &mut text, start)?;
                }
                '`' => {
                    self.at += 1;
                    text.extend(self.take().map(escaped));
                }
                '$' => self.variable(&mut text),
                _ => text.extend(self.take()),
            }
        }
        // Before version 7.3 a quote inside an argument had to be written `\"`; such text is common.
        let text = if quoted { text.replace("\\\"", "\"") } else { text };
        self.words.push(Word { text: text.into_bytes(), at: self.place(start) });
        Ok(())
    }

    fn place(&self, at: usize) -> usize {
        at + self.source.behind_bom().1
    }

    fn quoted(&mut self, quote: char, text: &mut String, start: usize) -> Result<(), ImportError> {
        loop {
            let Some(c) = self.rest().chars().next() else {
                let found = "the end of the text inside a quoted word that begins here";
                return Err(self.source.wrong(self.place(start), "a closing quote", found));
            };
            match c {
                '$' if quote == '"' => self.variable(text),
                _ => {
                    self.at += c.len_utf8();
                    if c == '`' && quote == '"' {
                        text.extend(self.take().map(escaped));
                    } else if c != quote {
                        text.push(c);
                    } else if self.rest().starts_with(quote) {
                        // A doubled quote is one.
                        text.extend(self.take());
                    } else {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// `@'` to `'@` on lines of their own.
    fn here_string(&mut self, text: &mut String, start: usize) -> Result<(), ImportError> {
        self.at += self.rest().find('\n').map_or(0, |lf| lf + 1);
        let Some(end) = self.rest().find("\n'@") else {
            let found = "the end of the text inside a here-string that begins here";
            return Err(self.source.wrong(self.place(start), "`'@` on a line of its own", found));
        };
        let body = self.rest().get(..end).unwrap_or_default();
        text.push_str(body.strip_suffix('\r').unwrap_or(body));
        self.at += end + 3;
        Ok(())
    }

    /// `$name`, `${name}` or `$env:NAME`; any other dollar sign stays.
    fn variable(&mut self, text: &mut String) {
        self.at += 1;
        let rest = self.rest();
        let braced = rest.starts_with('{');
        let behind = rest.strip_prefix('{').unwrap_or(rest);
        let scope = if behind.starts_with("env:") { 4 } else { 0 };
        let named = behind.get(scope..).unwrap_or_default();
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = named.split(|c| !word(c)).next().unwrap_or_default();
        if name.is_empty() {
            text.push('$');
            return;
        }
        self.at += usize::from(braced) * 2 + scope + name.len();
        text.extend(["{{", name, "}}"]);
        self.out.variable(name, None);
    }
}

/// The character behind a backtick.
const fn escaped(c: char) -> char {
    match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_powershell() {
        let text = "curl.exe `\n  -H 'it''s: x' `\r\n  -H \"A: $env:KEY `$5 \"\"q\"\"\" -d '{\\\"a\\\":1}' # end\n";
        let script = script(&Source::new("", text.to_owned()), text).unwrap();
        let words: Vec<_> =
            script.commands[0].words.iter().map(|w| String::from_utf8_lossy(&w.text)).collect();
        let want = ["curl.exe", "-H", "it's: x", "-H", "A: {{KEY}} $5 \"q\"", "-d", "{\"a\":1}"];
        assert_eq!(words, want);
        assert_eq!(script.variables, [("KEY".to_owned(), None)]);
    }
}
