//! What `update` may ask of the world, as data; only `runtime.rs` does any of it.

use super::entry::Place;
use super::facts::Shown;
use super::jobs::JobId;
use super::screens::ScreenId;
use crate::engine::DiskFiles;
use crate::history::Marked;
use crate::history::Query;
use crate::model::Draft;
use crate::model::Endpoint;
use crate::model::ExchangeId;
use crate::model::Expect;
use crate::model::Variable;
use bytes::Bytes;
use std::fmt;
use std::sync::Arc;

/// One wish.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Work that ends in a message with this number.
    Start(JobId, Work),
    /// Stop that work.
    Cancel(JobId),
    /// Put this text on the clipboard (OSC 52).
    Copy(String),
    /// Let the user edit this text in `$EDITOR`; comes back as [`super::msg::Msg::Edited`].
    EditOutside(Bytes),
    /// To the shell.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Out.
    Quit,
}

/// Work that takes time, or that looks at the world.
#[derive(Clone, Debug)]
pub enum Work {
    /// Read the presets, shipped ones and the user's own.
    Presets,
    /// Fill a draft's variables and let its client write it.
    Compose(Box<Composition>),
    /// Send bytes; the answer's rows are found for a screen of these columns and rows.
    Send(Box<SendPlan>, (u16, u16)),
    /// Ask the doctor.
    Diagnose(Box<Question>),
    /// Read a file of any known kind.
    Open(String),
    /// Read the bytes of the entry of that key, for that list.
    Peek(ScreenId, u64, Place),
    /// Look into the history, for that list.
    Find(ScreenId, Box<Query>),
    /// Wait until the history holds something newer than this.
    Watch(Option<ExchangeId>),
    /// Listen, and record what comes; tells while it runs.
    Capture(Role),
    /// Write a request in that language, secrets and all where `bare`.
    Export {
        /// The request with its answer.
        shown: Arc<Shown>,
        /// The language, as `convert --to` names it.
        kind: &'static str,
        /// Whether secrets are written as they are.
        bare: bool,
    },
    /// Make a preset of that name of a request.
    SavePreset(Arc<Shown>, String),
    /// Write a new file; an existing one is left alone.
    WriteFile(String, Bytes),
    /// Mark what the history has under that number.
    Mark(ExchangeId, Option<Marked>),
    /// Write a note to it.
    Annotate(ExchangeId, String),
    /// Delete these from the history.
    Forget(Vec<ExchangeId>),
    /// Read a text that was pasted, of any known kind.
    Paste(String),
    /// Load the demo story of that name, its server answering on loopback.
    Demo(String),
    /// Take apart a request that is not to be sent.
    Show(Box<SendPlan>),
}

/// A draft on its way to bytes.
#[derive(Clone, Debug)]
pub struct Composition {
    /// The draft; its texts may hold `{{variables}}`.
    pub draft: Draft,
    /// Values given on the screen, by name.
    pub given: Vec<(String, String)>,
    /// The variables that the preset declares.
    pub declared: Vec<Variable>,
    /// Where the files are that it names.
    pub files: DiskFiles,
}

/// What answers where a capture listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// An empty answer with this status.
    Canned(u16),
    /// The practice server.
    Practice,
    /// The server of this URL, to which everything is passed on.
    Upstream {
        /// Where it is.
        endpoint: Endpoint,
        /// Whether `Host` stays as the client wrote it.
        keep_host: bool,
    },
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Canned(status) => write!(f, "answers {status}"),
            Self::Practice => f.write_str("→ practice server"),
            Self::Upstream { endpoint, keep_host } => {
                let kept = if *keep_host { " (Host kept)" } else { "" };
                write!(f, "→ {endpoint}{kept}")
            }
        }
    }
}

/// Bytes on their way out.
#[derive(Clone, Debug)]
pub struct SendPlan {
    /// Where to.
    pub to: Dial,
    /// Exactly these.
    pub bytes: Bytes,
    /// What a person calls them.
    pub label: String,
}

/// Where bytes are to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dial {
    /// There.
    Endpoint(Endpoint),
    /// To the embedded practice server, started for it where it does not run yet.
    Practice,
    /// Nowhere is known.
    Unknown,
}

/// What the doctor is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The refused one.
    pub failing: Arc<Shown>,
    /// The one that works.
    pub good: Option<Arc<Shown>>,
    /// What the endpoint is known to need.
    pub expect: Expect,
}
