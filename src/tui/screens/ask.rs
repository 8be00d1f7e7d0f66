//! What a screen or an overlay may ask of the program: the only way to reach beyond itself.

use super::ScreenId;
use crate::history::Query;
use crate::model::Draft;
use crate::model::ExchangeId;
use crate::model::Preset;
use crate::tui::action::Action;
use crate::tui::effect::Composition;
use crate::tui::effect::Role;
use crate::tui::effect::SendPlan;
use crate::tui::entry::Place;
use crate::tui::facts::Shown;
use crate::tui::jobs::Purpose;
use crate::tui::opened::Opened;
use crate::tui::overlays::Overlay;
use crate::tui::widgets::toast::Tone;
use bytes::Bytes;
use std::sync::Arc;

/// One wish of a screen.
#[derive(Clone, Debug)]
pub enum Ask {
    /// Show that screen.
    Go(ScreenId),
    /// One screen back.
    Back,
    /// Leave the program.
    Leave,
    /// Close the topmost overlay.
    Close,
    /// Put this over everything.
    Open(Overlay),
    /// Say a word in passing.
    Say(Tone, String),
    /// Make a request out of a preset; send it at once where that is wished.
    Use(Box<Preset>, bool),
    /// Make a request out of a draft.
    Make(Box<Draft>, String),
    /// Make a request out of what a file describes.
    TakeUp(Arc<Opened>),
    /// Read the bytes of the entry of that key, for that list.
    Peek(ScreenId, u64, Place),
    /// Look into the history, for that list.
    Find(ScreenId, Query),
    /// Wait for what other programs put into the history, while its list follows.
    Watch,
    /// All of these, in their order.
    All(Vec<Self>),
    /// Start to listen, or stop; asks what is to answer.
    Listening,
    /// Listen.
    Listen(Role),
    /// Send these bytes again, to where they went.
    Again(Arc<Shown>),
    /// Write it in other languages.
    Convert(Arc<Shown>),
    /// Write it in that language, for the overlay on top.
    Export(Arc<Shown>, &'static str),
    /// Make a preset of that name of it.
    SavePreset(Arc<Shown>, String),
    /// Write a new file.
    WriteFile(String, Bytes),
    /// Write a note to what the history has under that number.
    Annotate(ExchangeId, String),
    /// Delete these from the history.
    Forget(Vec<ExchangeId>),
    /// Edit the mended bytes of a pasted request; the first undo gives the pasted ones.
    Mend(Arc<Opened>),
    /// Edit these exact bytes.
    EditBytes(Arc<Shown>),
    /// Look at this exchange.
    Look(Arc<Shown>),
    /// Let a client write the draft.
    Compose(Box<Composition>),
    /// Send bytes, for this purpose.
    Send(Box<SendPlan>, Purpose),
    /// Send a mended request; the text says what was mended.
    Try(Box<SendPlan>, String),
    /// Take a request apart without sending it, then mark it.
    ShowThenMark(Box<SendPlan>),
    /// Ask which mark it is to bear.
    AskMark(Arc<Shown>),
    /// Mark it, or take the mark away.
    Mark(Arc<Shown>, Mark),
    /// Ask the doctor about what is marked.
    Diagnose,
    /// The same, to look at the two side by side.
    Compare,
    /// The failing and the known-good one change places.
    Swap,
    /// Take the request that a fix was tried on last as the failing one again.
    UndoFix,
    /// Remember a variable's value for this session.
    SetVar(String, String),
    /// Send the request on the request screen.
    SendDraft,
    /// Read a file.
    OpenFile(String),
    /// Load a story.
    Demo(String),
    /// Look for this text in what has the focus.
    Search(String),
    /// Do what a key would do.
    Act(Action),
    /// Put text on the clipboard.
    Copy(String),
    /// Let the user edit this in `$EDITOR`.
    EditOutside(Bytes),
}

/// The marks that an exchange can bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It was refused.
    Failing,
    /// It works.
    Good,
    /// None.
    None,
}
