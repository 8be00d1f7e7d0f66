//! A command's words as options and URLs, `--next` and `-K` followed.

use super::options;
use super::options::Opt;
use super::options::Row;
use super::words::Stdin;
use super::words::Word;
use crate::import::importer::ImportError;
use crate::import::importer::Leftover;
use crate::import::source::Source;
use crate::model::FileError;
use crate::model::Files;
use bytes::Bytes;

/// One option as given.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) opt: Opt,
    /// False for `--no-…`.
    pub(super) on: bool,
    /// Its value; empty for a switch.
    pub(super) value: Word,
    /// The option as typed.
    pub(super) spelled: String,
}

/// What a command is read with.
pub(super) struct Context<'c> {
    pub(super) source: &'c Source<'c>,
    pub(super) files: &'c dyn Files,
    pub(super) stdin: Option<Stdin>,
    pub(super) leftovers: Vec<Leftover>,
}

impl Context<'_> {
    pub(super) fn note(&mut self, at: usize, message: impl Into<String>) {
        self.leftovers.push(self.source.leftover(at, message));
    }

    pub(super) fn wrong(&self, at: usize, expected: &str, found: impl Into<String>) -> ImportError {
        self.source.wrong(at, expected, found)
    }

    /// The content of a file as curl names it: `-` is the standard input.
    pub(super) fn read(&self, path: &str) -> Result<Bytes, FileError> {
        match (path, &self.stdin) {
            ("-", Some(Stdin::Bytes(bytes))) => Ok(Bytes::from(bytes.clone())),
            ("-", Some(Stdin::File(path))) => self.files.read(path),
            ("-", None) => Err(FileError {
                path: "-".to_owned(),
                reason: "the text does not say what stands on the standard input".to_owned(),
            }),
            _ => self.files.read(path),
        }
    }
}

/// `-K` inside a config file inside a config file … ends here.
const MOST_NESTED: usize = 8;

/// The options of each operation, as `--next` parts them.
pub(super) fn operations(
    words: &[Word],
    with: &mut Context<'_>,
) -> Result<Vec<Vec<Given>>, ImportError> {
    let mut all = vec![Vec::new()];
    read(words, with, &mut all, 0)?;
    Ok(all)
}

fn read(
    words: &[Word],
    with: &mut Context<'_>,
    all: &mut Vec<Vec<Given>>,
    depth: usize,
) -> Result<(), ImportError> {
    let mut words = words.iter();
    let mut flags = true;
    while let Some(word) = words.next() {
        let text = word.lossless().unwrap_or_default();
        if !flags || !text.starts_with('-') || text == "-" {
            let given =
                Given { opt: Opt::Url, on: true, value: word.clone(), spelled: String::new() };
            give(&given, with, all, depth)?;
        } else if text == "--" {
            flags = false;
        } else if let Some(name) = text.strip_prefix("--") {
            let (on, bare) = name.strip_prefix("no-").map_or((true, name), |bare| (false, bare));
            let row = options::long(name).map(|row| (true, row));
            let Some((on, row)) = row.or_else(|| options::long(bare).map(|row| (on, row))) else {
                unknown(with, word, text);
                continue;
            };
            let value = value(row, words.as_slice().first(), with, word)?;
            if row.takes_value {
                words.next();
            }
            let given = Given { opt: row.opt, on, value, spelled: format!("--{}", row.name) };
            give(&given, with, all, depth)?;
        } else if cluster(word, words.as_slice().first(), with, all, depth)? {
            words.next();
        }
    }
    Ok(())
}

/// `-sSLkH value`, `-HValue`; returns whether the next word was used up.
fn cluster(
    word: &Word,
    next: Option<&Word>,
    with: &mut Context<'_>,
    all: &mut Vec<Vec<Given>>,
    depth: usize,
) -> Result<bool, ImportError> {
    let text = word.lossless().unwrap_or_default();
    for (index, letter) in text.char_indices().skip(1) {
        let Some(row) = options::short(letter) else {
            unknown(with, word, &format!("-{letter}"));
            continue;
        };
        let behind = text.get(index + letter.len_utf8()..).unwrap_or_default();
        let attached = row.takes_value && !behind.is_empty();
        let value = if attached {
            Word { text: behind.as_bytes().to_vec(), at: word.at }
        } else {
            value(row, next, with, word)?
        };
        let given = Given { opt: row.opt, on: true, value, spelled: format!("-{letter}") };
        give(&given, with, all, depth)?;
        if row.takes_value {
            return Ok(!attached);
        }
    }
    Ok(false)
}

fn value(
    row: Row,
    next: Option<&Word>,
    with: &Context<'_>,
    word: &Word,
) -> Result<Word, ImportError> {
    if !row.takes_value {
        return Ok(Word { text: Vec::new(), at: word.at });
    }
    // `-h` takes a category or nothing.
    if row.name == "help" {
        return Ok(next.cloned().unwrap_or_else(|| word.clone()));
    }
    let found = "the end of the command";
    next.cloned().ok_or_else(|| with.wrong(word.at, &format!("a value for --{}", row.name), found))
}

fn unknown(with: &mut Context<'_>, word: &Word, spelled: &str) {
    let hint = match spelled.split_once('=') {
        Some((name, _)) => format!("; curl takes values as a word of their own: `{name} …`"),
        None => String::new(),
    };
    with.note(word.at, format!("the option `{spelled}` is not known and passed over{hint}"));
}

fn give(
    given: &Given,
    with: &mut Context<'_>,
    all: &mut Vec<Vec<Given>>,
    depth: usize,
) -> Result<(), ImportError> {
    match given.opt {
        Opt::Next => all.push(Vec::new()),
        Opt::Quiet => {}
        Opt::Note(why) if given.on => {
            with.note(given.value.at, format!("{}: {why}", given.spelled));
        }
        Opt::Note(_) => {}
        Opt::Config => config(given, with, all, depth)?,
        _ => all.last_mut().into_iter().for_each(|operation| operation.push(given.clone())),
    }
    Ok(())
}

fn config(
    given: &Given,
    with: &mut Context<'_>,
    all: &mut Vec<Vec<Given>>,
    depth: usize,
) -> Result<(), ImportError> {
    let at = given.value.at;
    let path = given.value.lossless().unwrap_or_default();
    let content = with
        .read(path)
        .map_err(|error| with.wrong(at, "a config file that can be read", error.to_string()))?;
    if depth > MOST_NESTED {
        return Err(with.wrong(at, "config files that name no others", "a chain of them"));
    }
    let words = super::config_file::words(&content, at);
    read(&words, with, all, depth + 1)
}
