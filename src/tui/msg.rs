//! What reaches the program: input, news of its work, and the ticks that turn a spinner.

use super::entry::Entry;
use super::facts::Diagnosed;
use super::facts::Listening;
use super::facts::Preview;
use super::facts::Shown;
use super::input::Input;
use super::jobs::JobId;
use super::opened::Opened;
use super::screens::ScreenId;
use crate::export::Exported;
use crate::history::Found;
use crate::history::Marked;
use crate::history::Query;
use crate::model::Endpoint;
use crate::model::ExchangeId;
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
    /// Work that goes on has something to tell.
    Heard(JobId, Heard),
    /// The history cannot be used; a sentence for a person.
    NoHistory(String),
    /// Time for the spinner to turn.
    Tick,
}

/// What a capture tells while it runs.
#[derive(Clone, Debug)]
pub enum Heard {
    /// It listens there.
    Listening(Listening),
    /// An exchange ended.
    Caught(Box<Entry>),
    /// Something beside the exchanges.
    Notice(String),
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
    /// The bytes of the entry of that key, for that list.
    Peeked(ScreenId, u64, Box<Opened>),
    /// What the history found, for that list and that question.
    Found(ScreenId, Box<Query>, Result<Vec<Found>, String>),
    /// A request in another language, and what that language cannot say.
    Exported(&'static str, Exported),
    /// The history holds something newer; its newest number.
    Changed(ExchangeId),
    /// The capture is over.
    Over,
    /// It is done; a sentence for a person.
    Done(String),
    /// The history has a mark or a note now, under that number.
    Written(ExchangeId, Written),
    /// The history has these no longer.
    Forgotten(Vec<ExchangeId>),
    /// A preset was made; a sentence for a person.
    Shelved(String),
    /// The demo story.
    Demo(Box<DemoStory>),
    /// It could not be done; one or two sentences for a person.
    Failed(String),
}

/// What was written to an exchange in the history.
#[derive(Clone, Debug)]
pub enum Written {
    /// This mark, or that it has none.
    Mark(Option<Marked>),
    /// This note.
    Note(String),
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
