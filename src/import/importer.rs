//! What an importer is, and what it gives.

use super::source::Source;
use crate::model::Draft;
use crate::model::Endpoint;
use crate::model::Files;
use crate::model::Variable;
use crate::model::Via;
use crate::wire::Edit;
use crate::wire::ExactRequest;
use bytes::Bytes;
use std::fmt;

/// The kinds of text that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The bytes of a request.
    Raw,
    /// A curl command line, or a script with some.
    Curl,
    /// HAR 1.2: an archive of browser traffic.
    Har,
    /// A Postman collection, v2.0 or v2.1.
    Postman,
    /// A `.http` or `.rest` file of an editor's REST client.
    HttpFile,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Raw, Self::Curl, Self::Har, Self::Postman, Self::HttpFile];

    /// The word on the command line: `--from curl`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Curl => "curl",
            Self::Har => "har",
            Self::Postman => "postman",
            Self::HttpFile => "http",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How sure an importer is that a source is its own; the highest bid wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bid {
    /// Not mine.
    No,
    /// Mine if nobody else wants it.
    Fallback,
    /// It looks like mine.
    Likely,
    /// It can be nothing else.
    Sure,
}

/// Reads one kind of foreign text. It sees no file system and no network.
pub trait Importer: Sync {
    /// Which kind it reads.
    fn kind(&self) -> Kind;

    /// Whether the source is of that kind, from its content.
    fn bid(&self, source: &Source<'_>) -> Bid;

    /// The requests in it: all, or the one that `selector` names (see [`choose`]).
    fn import(
        &self,
        source: &Source<'_>,
        files: &dyn Files,
        selector: Option<&str>,
    ) -> Result<Imported, ImportError>;

    /// The names of all requests in it. An importer of large sources tells them without reading the bodies.
    fn names(&self, source: &Source<'_>, files: &dyn Files) -> Result<Vec<String>, ImportError> {
        let imported = self.import(source, files, None)?;
        Ok(imported.requests.into_iter().map(|request| request.name).collect())
    }
}

/// What came of a source.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The requests, in the order of the source.
    pub requests: Vec<ImportedRequest>,
    /// What was not understood and belongs to no one request.
    pub leftovers: Vec<Leftover>,
    /// Variables that the source declares, with their values there.
    pub vars: Vec<Variable>,
}

impl Imported {
    /// Leaves only the request that `selector` names.
    pub(super) fn only(mut self, selector: Option<&str>) -> Result<Self, ImportError> {
        if let Some(selector) = selector {
            let names: Vec<String> = self.requests.iter().map(|r| r.name.clone()).collect();
            let index = choose(&names, selector)?;
            self.requests = self.requests.into_iter().skip(index).take(1).collect();
        }
        Ok(self)
    }
}

/// The index that a selector means: a number counted from 0, or else a name.
pub fn choose(names: &[String], selector: &str) -> Result<usize, ImportError> {
    let by_number = selector.parse::<usize>().ok().filter(|index| *index < names.len());
    let by_name = || names.iter().position(|name| name == selector);
    let by_any_case = || names.iter().position(|name| name.eq_ignore_ascii_case(selector));
    by_number
        .or_else(by_name)
        .or_else(by_any_case)
        .ok_or_else(|| ImportError::NoSuch { selector: selector.to_owned(), names: names.to_vec() })
}

/// One request of a source.
#[derive(Clone, Debug)]
pub struct ImportedRequest {
    /// What the source calls it, folders and all; else method and URL.
    pub name: String,
    /// The request.
    pub what: Asked,
    /// Whether its bytes are those of a wire, or rebuilt from a description.
    pub via: Via,
    /// Where it goes, where the source says so apart from the URL (HAR's URL; curl's `--connect-to`).
    pub endpoint: Option<Endpoint>,
    /// The response that the source holds for it, as bytes; rebuilt, where the source has none.
    pub response: Option<Bytes>,
    /// Requests with their answers that the source keeps as examples of this one.
    pub examples: Vec<Example>,
    /// How a pasted text becomes a request, offered and never applied in silence.
    pub repair: Option<Repair>,
    /// What was left out, guessed or not understood.
    pub warnings: Vec<Leftover>,
}

impl ImportedRequest {
    /// A request with nothing else known.
    pub(super) fn new(name: String, what: Asked) -> Self {
        Self {
            name,
            what,
            via: Via::Imported,
            endpoint: None,
            response: None,
            examples: Vec::new(),
            repair: None,
            warnings: Vec::new(),
        }
    }
}

/// A request as the source has it.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A description; a client makes the bytes.
    Draft(Box<Draft>),
    /// The bytes.
    Exact(Box<ExactRequest>),
}

/// A saved example: a request and what came back. One with a good status is a ready known-good request.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// The status that came back.
    pub status: Option<u16>,
    /// The request as it was then.
    pub request: Draft,
    /// The answer, rebuilt as bytes.
    pub response: Option<Bytes>,
}

/// Edits that turn pasted text into a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What they do, for a person.
    pub what: String,
    /// The edits, in spans of the raw bytes.
    pub edits: Vec<Edit>,
}

/// Something in the source that was not taken over as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// The line, from 1.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
    /// What it is, and what becomes of it.
    pub message: String,
}

impl fmt::Display for Leftover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

/// Why nothing could be imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is no byte, or none but white space.
    #[error("the input is empty")]
    Empty,
    /// The text breaks the rules of its kind.
    #[error("line {line}, column {column}: expected {expected}, found {found}")]
    Text {
        /// The line, from 1.
        line: usize,
        /// The character in that line, from 1.
        column: usize,
        /// What should stand there.
        expected: String,
        /// What does.
        found: String,
    },
    /// The text is of the kind and holds no request.
    #[error("there is no request in this {} input", .0.name())]
    NoRequest(Kind),
    /// There are several, and none was chosen.
    #[error("there are {} requests; choose one by FILE#INDEX or FILE#NAME:\n{}", .names.len(), listed(.names))]
    Several {
        /// Their names, in order.
        names: Vec<String>,
    },
    /// None is called so.
    #[error("no request is called `{selector}`; there are:\n{}", listed(.names))]
    NoSuch {
        /// What was asked for.
        selector: String,
        /// The names there are, in order.
        names: Vec<String>,
    },
}

/// At most this many names are listed.
const MOST_LISTED: usize = 40;

fn listed(names: &[String]) -> String {
    let rows = names.iter().enumerate().take(MOST_LISTED);
    let mut lines: Vec<String> = rows.map(|(index, name)| format!("  #{index}  {name}")).collect();
    if names.len() > MOST_LISTED {
        lines.push(format!("  … and {} more", names.len() - MOST_LISTED));
    }
    lines.join("\n")
}
