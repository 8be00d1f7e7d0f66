//! INPUT, as in CLI.md: a path, `-`, `preset:NAME`, `history:ID`; with `#SELECTOR` where a file holds several requests.

use super::files::DiskFiles;
use super::files::reason;
use super::presets::PresetShelf;
use crate::import;
use crate::import::Asked;
use crate::import::ImportError;
use crate::import::Imported;
use crate::import::ImportedRequest;
use crate::import::Kind;
use crate::model::Expect;
use crate::model::Variable;
use crate::model::Via;
use bytes::Bytes;
use std::io::Read as _;
use std::path::Path;

/// Reads inputs.
pub struct Opener<'a> {
    /// The presets, for `preset:NAME`.
    pub shelf: &'a PresetShelf,
    /// The kind that the user says it is.
    pub from: Option<Kind>,
}

/// A request that was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The input as given.
    pub input: String,
    /// What kind it is; `None` for a preset.
    pub kind: Option<Kind>,
    /// The request, with all that was found beside it.
    pub request: ImportedRequest,
    /// Variables declared beside it, with their values there.
    pub vars: Vec<Variable>,
    /// What its endpoint is known to need.
    pub expect: Expect,
    /// Where files that it names are looked for.
    pub files: DiskFiles,
}

/// What [`Opener::list`] gives.
#[derive(Clone, Debug)]
pub enum Listed {
    /// The requests.
    Whole(Vec<Opened>),
    /// The name of each, and the input that opens it.
    Names(Vec<(String, String)>),
}

/// Of a file with more bytes than these only the names are listed, so that it is never held twice.
const LARGE: u64 = 32 << 20;

/// Why an input gives no request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It cannot be read.
    #[error("{input}: {reason}")]
    Unreadable {
        /// The input as given.
        input: String,
        /// What the system says.
        reason: String,
    },
    /// No preset bears that name.
    #[error("preset:{name}: there is no preset of this name{}", .nearest.as_ref().map(|n| format!("; did you mean {n}?")).unwrap_or_default())]
    NoPreset {
        /// The name.
        name: String,
        /// The nearest one.
        nearest: Option<String>,
    },
    /// A preset of that name is broken.
    #[error("{0}")]
    Broken(super::presets::BrokenPreset),
    /// The history does not give it.
    #[error("{input}: {reason}")]
    History {
        /// The input as given.
        input: String,
        /// Why not.
        reason: String,
    },
    /// It is read, and holds no request (or too many).
    #[error("{input}: {error}")]
    Import {
        /// The input as given.
        input: String,
        /// What is wrong with it.
        error: ImportError,
    },
}

impl Opener<'_> {
    /// The one request that an input names.
    pub fn one(&self, input: &str) -> Result<Opened, OpenError> {
        if let Some(name) = input.strip_prefix("preset:") {
            return self.preset(name);
        }
        if let Some(number) = input.strip_prefix("history:") {
            return super::recall::recall(input, number);
        }
        let (path, selector) = split_selector(input);
        let bytes = read(path)?;
        let files = files_beside(path);
        let source = import::Source::new(path, bytes);
        let wrap = |error| OpenError::Import { input: input.to_owned(), error };
        let (kind, imported) =
            import::import_one(&source, self.from, selector, &files).map_err(wrap)?;
        let Imported { requests, leftovers, vars } = imported;
        let none = || wrap(ImportError::NoRequest(kind));
        let mut request = requests.into_iter().next().ok_or_else(none)?;
        request.warnings.extend(leftovers);
        if kind == Kind::Raw {
            request.via = Via::File;
        }
        Ok(Opened {
            input: input.to_owned(),
            kind: Some(kind),
            request,
            vars,
            expect: Expect::default(),
            files,
        })
    }

    /// All requests of an input.
    pub fn all(&self, input: &str) -> Result<Vec<Opened>, OpenError> {
        if input.starts_with("preset:") || input.starts_with("history:") {
            return self.one(input).map(|one| vec![one]);
        }
        let (path, selector) = split_selector(input);
        let source = import::Source::new(path, read(path)?);
        self.all_in(&source, input, selector, &files_beside(path))
    }

    /// All requests of a text that stands in no file, such as one that was pasted; `name` is what it is called.
    pub fn text(&self, name: &str, text: impl Into<Bytes>) -> Result<Vec<Opened>, OpenError> {
        self.all_in(&import::Source::new(name, text), name, None, &DiskFiles::default())
    }

    /// The requests of an input: all of them or, of a large file with several, only their names.
    pub fn list(&self, input: &str) -> Result<Listed, OpenError> {
        let large = |path: &str| std::fs::metadata(path).is_ok_and(|file| file.len() > LARGE);
        let (path, selector) = split_selector(input);
        if selector.is_some() || !large(path) {
            return self.all(input).map(Listed::Whole);
        }
        let (source, files) = (import::Source::new(path, read(path)?), files_beside(path));
        match import::names(&source, self.from, &files) {
            Ok(names) if names.len() > 1 => {
                let numbered = |(at, name)| (name, format!("{path}#{at}"));
                Ok(Listed::Names(names.into_iter().enumerate().map(numbered).collect()))
            }
            // One request, or none, is told like that of any other file.
            _ => self.all_in(&source, input, None, &files).map(Listed::Whole),
        }
    }

    fn all_in(
        &self,
        source: &import::Source<'_>,
        input: &str,
        selector: Option<&str>,
        files: &DiskFiles,
    ) -> Result<Vec<Opened>, OpenError> {
        let wrap = |error| OpenError::Import { input: input.to_owned(), error };
        let (kind, imported) = import::import(source, self.from, selector, files).map_err(wrap)?;
        let Imported { requests, leftovers, vars } = imported;
        let opened = |(index, mut request): (usize, ImportedRequest)| {
            if index == 0 {
                request.warnings.extend(leftovers.iter().cloned());
            }
            Opened {
                input: input.to_owned(),
                kind: Some(kind),
                request,
                vars: vars.clone(),
                expect: Expect::default(),
                files: files.clone(),
            }
        };
        Ok(requests.into_iter().enumerate().map(opened).collect())
    }

    fn preset(&self, name: &str) -> Result<Opened, OpenError> {
        let Some(preset) = self.shelf.get(name) else {
            let file = format!("{name}.toml");
            let broken =
                self.shelf.broken.iter().find(|broken| broken.path.ends_with(Path::new(&file)));
            return Err(match broken {
                Some(broken) => OpenError::Broken(broken.clone()),
                None => OpenError::NoPreset {
                    name: name.to_owned(),
                    nearest: self.shelf.nearest(name).map(str::to_owned),
                },
            });
        };
        let request = ImportedRequest {
            name: preset.name.clone(),
            what: Asked::Draft(Box::new(preset.draft.clone())),
            via: Via::Imported,
            endpoint: None,
            response: None,
            examples: Vec::new(),
            repair: None,
            warnings: Vec::new(),
        };
        Ok(Opened {
            input: format!("preset:{name}"),
            kind: None,
            request,
            vars: preset.vars.clone(),
            expect: preset.expect.clone(),
            files: DiskFiles::default(),
        })
    }
}

/// `FILE#SELECTOR`; a file whose own name holds the `#` is that file.
fn split_selector(input: &str) -> (&str, Option<&str>) {
    if input == "-" || Path::new(input).exists() {
        return (input, None);
    }
    let parts = || input.match_indices('#').map(|(at, _)| input.split_at(at));
    // Both the file's name and the selector may hold more of them.
    let split = parts().find(|(path, _)| Path::new(path).exists()).or_else(|| parts().next());
    match split.and_then(|(path, rest)| Some((path, rest.strip_prefix('#')?))) {
        Some((path, selector)) if !path.is_empty() => (path, Some(selector)),
        _ => (input, None),
    }
}

fn read(path: &str) -> Result<Vec<u8>, OpenError> {
    let fail = |error: std::io::Error| OpenError::Unreadable {
        input: path.to_owned(),
        reason: reason(&error),
    };
    if path == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(fail)?;
        return Ok(bytes);
    }
    std::fs::read(path).map_err(fail)
}

fn files_beside(path: &str) -> DiskFiles {
    let base = if path == "-" { None } else { Path::new(path).parent() };
    DiskFiles { base: base.map(Path::to_owned).unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_is_there_ends_before_the_selector() {
        let path = std::env::temp_dir().join(format!("why4xx-a#b-{}.har", std::process::id()));
        let path = path.to_str().unwrap().to_owned();
        assert_eq!(split_selector("nowhere#3#4"), ("nowhere", Some("3#4")));
        std::fs::write(&path, b"{}").unwrap();
        assert_eq!(split_selector(&path), (path.as_str(), None));
        let (found, input) = (path.as_str(), format!("{path}#folder/c#d"));
        assert_eq!(split_selector(&input), (found, Some("folder/c#d")));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(split_selector("#3"), ("#3", None));
    }
}
