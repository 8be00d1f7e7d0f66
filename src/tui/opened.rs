//! One request out of a file or a pasted text, ready to be chosen, looked at, marked or taken up.

use super::entry::holds;
use super::shown::Shown;
use crate::engine::DiskFiles;
use crate::import::Repair;
use crate::model::Draft;
use crate::model::Variable;
use crate::semantics::outline_words;
use crate::wire::ExactRequest;
use crate::wire::apply;

use std::sync::Arc;

/// A request that was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What its source calls it.
    pub name: String,
    /// Its bytes, with the answer that the source holds; or why no bytes could be made of it.
    pub shown: Result<Arc<Shown>, String>,
    /// The description, where the source has no bytes but says what to ask of a client.
    pub draft: Option<Described>,
    /// What was left out or guessed, with line and column.
    pub warnings: Vec<String>,
    /// The input that names it, while it is not read: of a large file only the names are.
    pub unread: Option<String>,
    /// How a pasted text would become a request: offered, never applied in silence.
    pub repair: Option<Repair>,
}

/// A request as its source describes it.
#[derive(Clone, Debug)]
pub struct Described {
    /// The description.
    pub draft: Box<Draft>,
    /// The variables that the source declares.
    pub vars: Vec<Variable>,
    /// Where the files are that it names.
    pub files: DiskFiles,
}

impl Opened {
    /// An exchange with its bytes.
    #[must_use]
    pub fn of(name: String, shown: Arc<Shown>) -> Self {
        let (draft, warnings) = (None, Vec::new());
        Self { name, shown: Ok(shown), draft, warnings, unread: None, repair: None }
    }

    /// One that has no bytes, and why.
    #[must_use]
    pub fn refused(name: String, reason: String) -> Self {
        let (draft, warnings) = (None, Vec::new());
        Self { name, shown: Err(reason), draft, warnings, unread: None, repair: None }
    }

    /// A request of which only the name is known until `input` is read.
    #[must_use]
    pub fn unread(name: String, input: String) -> Self {
        Self { unread: Some(input), ..Self::refused(name, "not read yet".to_owned()) }
    }

    /// The request with its repair applied; `None` where none is offered.
    #[must_use]
    pub fn mended(&self) -> Option<ExactRequest> {
        let (repair, shown) = (self.repair.as_ref()?, self.shown.as_ref().ok()?);
        apply(&shown.exchange.request, &repair.edits).ok()
    }

    /// The name without what may be secret: userinfo and queries stay out.
    #[must_use]
    pub fn title(&self) -> String {
        outline_words(self.name.as_bytes())
    }

    /// Whether it, or what it is called, holds the text; `wanted` is in lower case.
    #[must_use]
    pub fn holds(&self, wanted: &str) -> bool {
        self.name.to_lowercase().contains(wanted)
            || self.shown.as_ref().is_ok_and(|shown| holds(&shown.exchange, wanted))
    }
}
