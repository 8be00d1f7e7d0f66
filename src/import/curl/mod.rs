//! curl command lines, as people copy them out of browsers, manuals and scripts.

mod ansi_c;
mod arguments;
mod build;
mod cmd;
mod config_file;
mod data;
mod date;
mod form;
mod header;
mod operation;
mod options;
mod posix;
mod powershell;
mod route;
mod url;
mod words;

use super::importer::Bid;
use super::importer::ImportError;
use super::importer::Imported;
use super::importer::Importer;
use super::importer::Kind;
use super::source::Source;
use crate::model::Files;
use crate::model::Lookup;
use crate::model::Variable;
use arguments::Context;
use operation::Operation;
use words::Command;
use words::Script;
use words::Stdin;
use words::Word;

/// Commands of curl; several in one text give several requests.
pub(super) struct Curl;

impl Importer for Curl {
    fn kind(&self) -> Kind {
        Kind::Curl
    }

    fn bid(&self, source: &Source<'_>) -> Bid {
        let start = source.start();
        let text = String::from_utf8_lossy(start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start));
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut lines =
            lines.filter(|line| !line.starts_with(['#', '@']) && !line.starts_with("//"));
        match lines.next() {
            Some(first) if begins_with_curl(first) => Bid::Sure,
            Some(first) if first.starts_with('{') || first.contains(" HTTP/") => Bid::No,
            Some(first) if first.split(['|', ';', '&']).any(begins_with_curl) => Bid::Sure,
            _ if lines.any(begins_with_curl) => Bid::Likely,
            _ => Bid::No,
        }
    }

    fn import(
        &self,
        source: &Source<'_>,
        files: &dyn Files,
        selector: Option<&str>,
    ) -> Result<Imported, ImportError> {
        let text = source.text()?;
        let script = words::script(source, text)?;
        let mut imported = Imported { vars: variables(&script), ..Imported::default() };
        imported.leftovers = script.leftovers;
        let mut before: Option<Command> = None;
        for command in script.commands {
            let piped = before.take().filter(|before| before.piped);
            if let Some(start) = curl_at(&command.words) {
                let stdin = command.stdin.clone().or_else(|| piped.as_ref().and_then(output_of));
                let mut with = Context { source, files, stdin, leftovers: Vec::new() };
                let words = command.words.get(start + 1..).unwrap_or_default();
                for given in arguments::operations(words, &mut with)? {
                    let operation = Operation::of(&given, &mut with);
                    let mut requests = build::requests(&operation, &mut with);
                    let notes = std::mem::take(&mut with.leftovers);
                    match requests.as_mut_slice() {
                        [] => imported.leftovers.extend(notes),
                        requests => requests.iter_mut().for_each(|r| r.warnings.clone_from(&notes)),
                    }
                    imported.requests.extend(requests);
                }
            } else if let (Some(word), false) =
                (command.words.first(), command.piped || piped.is_some())
            {
                let name = word.lossless().unwrap_or_default();
                let message = format!("`{name}` is no curl command and passed over");
                imported.leftovers.push(source.leftover(word.at, message));
            }
            before = Some(command);
        }
        imported.only(selector)
    }
}

/// Shell variables, as variables to fill in.
fn variables(script: &Script) -> Vec<Variable> {
    let variable = |(name, default): &(String, Option<String>)| Variable {
        name: name.clone(),
        default: default.clone(),
        secret: Lookup::new(&[], &|_| None, &[]).is_secret(name),
    };
    script.variables.iter().map(variable).collect()
}

fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    matches!(name.as_str(), "curl" | "curl.exe")
}

/// Words that may stand before the command itself: prompts, assignments, commands that run another.
fn is_prefix(word: &str) -> bool {
    let runs = [
        "$", "%", "#", ">", "sudo", "time", "env", "exec", "command", "nohup", "&", "!", "then",
        "do", "{",
    ];
    let prompt = word.ends_with('$') && word.contains(['@', ':', '~']);
    let name = word.split('=').next().unwrap_or_default();
    let assigned =
        word.contains('=') && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    runs.contains(&word)
        || prompt
        || assigned
        || word == "PS"
        || (word.ends_with('>') && word.contains(":\\"))
}

fn begins_with_curl(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace().skip_while(|word| is_prefix(word));
    words.next().is_some_and(|word| is_curl(word.trim_matches(['"', '\'', '^'])))
}

/// Which word of a command is curl, where only prefixes stand before it.
fn curl_at(words: &[Word]) -> Option<usize> {
    let at = words.iter().position(|word| !word.lossless().is_some_and(is_prefix))?;
    words.get(at)?.lossless().is_some_and(is_curl).then_some(at)
}

/// What a command before the pipe writes: `echo`, `printf '%s'`, `cat FILE`.
fn output_of(command: &Command) -> Option<Stdin> {
    let (name, arguments) = command.words.split_first()?;
    let joined = |words: &[Word]| {
        words.iter().map(|word| word.text.as_slice()).collect::<Vec<_>>().join(&b' ')
    };
    match (name.lossless()?, arguments) {
        ("echo", [flag, rest @ ..]) if flag.text == b"-n" => Some(Stdin::Bytes(joined(rest))),
        ("echo", words) => Some(Stdin::Bytes([joined(words).as_slice(), b"\n"].concat())),
        ("printf", [format, word]) if format.text == b"%s" => Some(Stdin::Bytes(word.text.clone())),
        ("printf", [text]) if !text.text.contains(&b'%') && !text.text.contains(&b'\\') => {
            Some(Stdin::Bytes(text.text.clone()))
        }
        ("cat", [file]) => Some(Stdin::File(file.lossless()?.to_owned())),
        ("cat", []) => command.stdin.clone(),
        _ => None,
    }
}
