//! What reaches the program: input, news of its work, and the ticks that turn a spinner.

use super::facts::Diagnosed;
use super::facts::Preview;
use super::facts::Shown;
use super::input::Input;
use super::jobs::JobId;
use super::opened::Opened;
use crate::model::Endpoint;
use crate::model::Preset;
use bytes::Bytes;
use std::sync::Arc;

/// One message.
#[derive(Clone, Debug)]
pub enum Msg {
    /// The user did something.
    Input(Input),
    /// Work came to its end.
    Job(JobId, News),
    /// `$EDITOR` was closed: the text then, or why there is none.
    Edited(Result<Bytes, String>),
    /// Time for the spinner to turn.
    Tick,
}

/// What a piece of work brought.
#[derive(Clone, Debug)]
pub enum News {
    /// The presets, and one sentence for each that could not be read.
    Presets(Vec<Preset>, Vec<String>),
    /// The draft as bytes, or why it has none.
    Composed(Result<Arc<Preview>, String>),
    /// What was sent, and what came.
    Sent(Arc<Shown>),
    /// The doctor's answer.
    Diagnosed(Arc<Diagnosed>),
    /// What a file or a pasted text held.
    Opened(Vec<Opened>),
    /// One request of a large file, for that place in the list.
    Read(usize, Box<Opened>),
    /// The demo story.
    Demo(Box<DemoStory>),
    /// It could not be done; one or two sentences for a person.
    Failed(String),
}

/// A story to learn on.
#[derive(Clone, Debug)]
pub struct DemoStory {
    /// The refused request with its answer.
    pub failing: Arc<Shown>,
    /// The one that works.
    pub good: Arc<Shown>,
    /// Where the practice server listens.
    pub practice: Endpoint,
}
