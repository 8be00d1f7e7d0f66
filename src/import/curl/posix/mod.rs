//! Words of a POSIX shell and bash: quotes, escapes, variables, redirections, here-documents, comments.

mod expansion;
mod heredoc;

use super::ansi_c;
use super::words::Command;
use super::words::Script;
use super::words::Stdin;
use super::words::Word;
use crate::import::importer::ImportError;
use crate::import::source::Source;
use heredoc::Heredoc;

pub(super) fn script(source: &Source<'_>, text: &str) -> Result<Script, ImportError> {
    let mut shell = Shell {
        source,
        text,
        at: 0,
        out: Script::default(),
        command: Command::default(),
        heredocs: Vec::new(),
        assigned: Vec::new(),
    };
    shell.run()?;
    Ok(shell.out)
}

struct Shell<'s, 'a> {
    source: &'s Source<'a>,
    text: &'s str,
    at: usize,
    out: Script,
    command: Command,
    heredocs: Vec<Heredoc>,
    /// `NAME=value` lines before a command.
    assigned: Vec<(String, Vec<u8>)>,
}

impl<'s> Shell<'s, '_> {
    fn rest(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    fn run(&mut self) -> Result<(), ImportError> {
        while let Some(c) = self.next() {
            match c {
                '\n' => {
                    self.at += 1;
                    self.end_command(false);
                    self.read_heredocs();
                }
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '\\' if self.eat("\\\n") || self.eat("\\\r\n") => {}
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '|' => {
                    self.at += 1;
                    let or = self.eat("|");
                    self.end_command(!or);
                }
                ';' | '(' | ')' => {
                    self.at += 1;
                    self.end_command(false);
                }
                '&' if self.rest().starts_with("&>") => self.redirection()?,
                '&' => {
                    self.at += 1;
                    self.end_command(false);
                }
                '<' | '>' => self.redirection()?,
                c if c.is_ascii_digit() && self.is_numbered_redirection() => self.redirection()?,
                _ => {
                    let word = self.word()?;
                    self.command.words.push(word);
                }
            }
        }
        self.end_command(false);
        Ok(())
    }

    /// `2>`: digits, then `<` or `>`, without a space between.
    fn is_numbered_redirection(&self) -> bool {
        let behind = self.rest().trim_start_matches(|c: char| c.is_ascii_digit());
        behind.starts_with(['<', '>'])
    }

    fn end_command(&mut self, piped: bool) {
        let mut command = std::mem::take(&mut self.command);
        if command.words.is_empty() && command.stdin.is_none() {
            return;
        }
        if matches!(command.words.first(), Some(word) if word.text == b"export") {
            command.words.remove(0);
        }
        if command.words.iter().all(|word| assignment(word).is_some()) {
            let pairs = command.words.iter().filter_map(assignment);
            self.assigned.extend(pairs);
            return;
        }
        command.piped = piped;
        self.out.commands.push(command);
    }

    fn redirection(&mut self) -> Result<(), ImportError> {
        self.at += self.rest().find(['<', '>']).unwrap_or(0);
        if self.eat("<<<") {
            let mut text = self.operand()?.text;
            text.push(b'\n');
            self.command.stdin = Some(Stdin::Bytes(text));
        } else if self.eat("<<") {
            let strip_tabs = self.eat("-");
            self.spaces();
            let start = self.at;
            let end = self.word()?;
            let literal =
                self.text.get(start..self.at).is_some_and(|t| t.contains(['\'', '"', '\\']));
            let end = String::from_utf8(end.text).unwrap_or_default();
            let command = self.out.commands.len();
            self.heredocs.push(Heredoc { end, strip_tabs, literal, command });
            self.command.stdin = Some(Stdin::Bytes(Vec::new()));
        } else if self.eat("<") {
            let file = self.operand()?;
            self.command.stdin = String::from_utf8(file.text).ok().map(Stdin::File);
        } else {
            // Where output goes does not change what is sent.
            for mark in [">>", ">|", ">&", ">"] {
                if self.eat(mark) {
                    break;
                }
            }
            self.operand()?;
        }
        Ok(())
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    fn operand(&mut self) -> Result<Word, ImportError> {
        self.spaces();
        self.word()
    }

    fn word(&mut self) -> Result<Word, ImportError> {
        let start = self.at;
        let mut text = Vec::new();
        while let Some(c) = self.next() {
            match c {
                c if c.is_whitespace() || "|;&()<>".contains(c) => break,
                '\'' => {
                    self.at += 1;
                    let Some(end) = self.rest().find('\'') else {
                        return Err(self.unclosed(start));
                    };
                    text.extend_from_slice(self.rest().get(..end).unwrap_or_default().as_bytes());
                    self.at += end + 1;
                }
                '"' => self.double_quoted(&mut text, start)?,
                '\\' => {
                    if !(self.eat("\\\n") || self.eat("\\\r\n")) {
                        self.at += 1;
                        push(&mut text, self.take());
                    }
                }
                '$' if self.rest().starts_with("$'") => {
                    self.at += 2;
                    let Some(len) = ansi_c::unquote(self.rest(), &mut text) else {
                        return Err(self.unclosed(start));
                    };
                    self.at += len;
                }
                '$' if self.rest().starts_with("$\"") => {
                    self.at += 1;
                    self.double_quoted(&mut text, start)?;
                }
                '$' | '`' => self.expansion(&mut text),
                _ => push(&mut text, self.take()),
            }
        }
        if self.at == start {
            // An operator where a word should stand; pass over it, so that reading goes on.
            self.take();
        }
        Ok(Word { text, at: self.place(start) })
    }

    fn place(&self, at: usize) -> usize {
        at + self.source.behind_bom().1
    }

    fn unclosed(&self, start: usize) -> ImportError {
        let quote = "the end of the text inside a quoted word that begins here";
        self.source.wrong(self.place(start), "a closing quote", quote)
    }

    fn double_quoted(&mut self, text: &mut Vec<u8>, start: usize) -> Result<(), ImportError> {
        self.at += 1;
        loop {
            match self.next() {
                None => return Err(self.unclosed(start)),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(_) => self.in_double_quotes(text),
            }
        }
    }

    /// One character, escape or expansion inside double quotes.
    fn in_double_quotes(&mut self, text: &mut Vec<u8>) {
        match self.next() {
            Some('\\') => {
                if self.eat("\\\n") || self.eat("\\\r\n") {
                    return;
                }
                self.at += 1;
                match self.next() {
                    Some('$' | '`' | '"' | '\\') => push(text, self.take()),
                    _ => text.push(b'\\'),
                }
            }
            Some('$' | '`') => self.expansion(text),
            _ => push(text, self.take()),
        }
    }
}

fn push(text: &mut Vec<u8>, c: Option<char>) {
    let mut buffer = [0; 4];
    if let Some(c) = c {
        text.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// `NAME=value`.
pub(super) fn assignment(word: &Word) -> Option<(String, Vec<u8>)> {
    let equals = word.text.iter().position(|b| *b == b'=')?;
    let (name, value) = word.text.split_at_checked(equals)?;
    let name = std::str::from_utf8(name).ok().filter(|name| is_name(name))?;
    Some((name.to_owned(), value.get(1..).unwrap_or_default().to_vec()))
}
