//! The one described table of keys: input, help, footer, palette and the conflict test all read these rows.

use super::action::Action;
use super::action::Global;
use super::action::Motion;
use super::action::View;
use super::input::Key;
use super::screens::ScreenId;
use super::screens::doctor::Action as Doctor;
use super::screens::draft::Action as Draft;
use super::screens::exchange::Action as Exchange;
use super::screens::lists::Action as List;
use super::screens::presets::Action as Presets;

/// Where a row of the table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// On every screen.
    Everywhere,
    /// On these screens only; it wins over `Everywhere`.
    On(&'static [ScreenId]),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it holds.
    pub scope: Scope,
    /// The keys, the one to show first.
    pub keys: &'static [&'static str],
    /// What they mean.
    pub action: Action,
    /// The act in one or two words, for the footer and the palette.
    pub name: &'static str,
    /// The act in a sentence, for the help.
    pub help: &'static str,
    /// Its place in the footer, the smallest first; 0 keeps it out.
    pub footer: u8,
}

const fn row(
    scope: Scope,
    keys: &'static [&'static str],
    action: Action,
    footer: u8,
    words: (&'static str, &'static str),
) -> Binding {
    Binding { scope, keys, action, name: words.0, help: words.1, footer }
}

const fn global(
    keys: &'static [&'static str],
    action: Global,
    footer: u8,
    words: (&'static str, &'static str),
) -> Binding {
    row(Scope::Everywhere, keys, Action::Global(action), footer, words)
}

const fn motion(
    keys: &'static [&'static str],
    motion: Motion,
    words: (&'static str, &'static str),
) -> Binding {
    row(Scope::Everywhere, keys, Action::Move(motion), 0, words)
}

const fn view(
    keys: &'static [&'static str],
    view: View,
    footer: u8,
    words: (&'static str, &'static str),
) -> Binding {
    row(Scope::Everywhere, keys, Action::View(view), footer, words)
}

const fn presets(
    keys: &'static [&'static str],
    act: Presets,
    footer: u8,
    words: (&'static str, &'static str),
) -> Binding {
    row(Scope::On(&[ScreenId::Presets]), keys, Action::Presets(act), footer, words)
}

const fn draft(
    keys: &'static [&'static str],
    act: Draft,
    footer: u8,
    words: (&'static str, &'static str),
) -> Binding {
    row(Scope::On(&[ScreenId::Draft]), keys, Action::Draft(act), footer, words)
}

const fn exchange(
    keys: &'static [&'static str],
    act: Exchange,
    footer: u8,
    words: (&'static str, &'static str),
) -> Binding {
    row(Scope::On(&[ScreenId::Exchange]), keys, Action::Exchange(act), footer, words)
}

const fn doctor(
    keys: &'static [&'static str],
    act: Doctor,
    footer: u8,
    words: (&'static str, &'static str),
) -> Binding {
    row(Scope::On(&[ScreenId::Doctor]), keys, Action::Doctor(act), footer, words)
}

const fn list(
    on: &'static [ScreenId],
    keys: &'static [&'static str],
    act: List,
    footer: u8,
    words: (&'static str, &'static str),
) -> Binding {
    row(Scope::On(on), keys, Action::List(act), footer, words)
}

/// Every key that means something outside a text field.
#[rustfmt::skip]
pub static KEYMAP: &[Binding] = &[
    presets(&["enter"], Presets::Open, 1, ("open", "opens the preset as a request, or the exchange")),
    presets(&["ctrl-r"], Presets::Send, 2, ("send", "opens the preset and sends it")),
    presets(&["m"], Presets::Mark, 3, ("mark", "marks the exchange as failing or known-good")),
    presets(&["d"], Presets::Diagnose, 4, ("doctor", "asks the doctor about what is marked")),
    presets(&["a"], Presets::New, 5, ("new", "starts an empty request")),
    presets(&["D"], Presets::Demo, 6, ("demo", "loads the demo story: one refused request, one that works")),

    draft(&["ctrl-r", "ctrl-enter"], Draft::Send, 1, ("send", "sends exactly the bytes of the preview")),
    draft(&["e", "enter"], Draft::Edit, 2, ("edit", "edits the line in place; on the preview, enter sends")),
    draft(&["p"], Draft::NextClient, 3, ("client", "the next client writes the request")),
    draft(&["P"], Draft::PreviousClient, 0, ("client before", "the client before writes the request")),
    draft(&["a"], Draft::Add, 4, ("add", "adds a header, or a line behind this one")),
    draft(&["d", "delete"], Draft::Delete, 5, ("delete", "deletes the header or the line")),
    draft(&["space"], Draft::Toggle, 0, ("on or off", "keeps a header without sending it, or sends it again")),
    draft(&["D"], Draft::Duplicate, 0, ("duplicate", "the same line once more")),
    draft(&["b"], Draft::BodyKind, 6, ("body kind", "the next kind of body: none, JSON, form, raw")),
    draft(&["E"], Draft::EditOutside, 7, ("$EDITOR", "opens the body (or the exact bytes) in $EDITOR")),
    draft(&["u", "z"], Draft::Undo, 0, ("undo", "takes the last change back")),
    draft(&["L"], Draft::RefitLength, 0, ("refit length", "makes Content-Length tell the body's true length")),
    draft(&["m"], Draft::Mark, 8, ("mark", "marks the request as failing or known-good, unsent")),
    draft(&["y"], Draft::Copy, 0, ("copy", "copies the request as shown")),

    exchange(&["m"], Exchange::Mark, 1, ("mark", "marks as failing or known-good; two marks ask the doctor")),
    exchange(&["v"], Exchange::NextBody, 2, ("view", "the next view of the answer: bytes, body, times, TLS")),
    exchange(&["e"], Exchange::Edit, 3, ("edit bytes", "edits the request as exact bytes")),
    exchange(&["ctrl-r", "enter"], Exchange::Resend, 4, ("send again", "sends exactly these bytes again")),
    exchange(&["d"], Exchange::Diagnose, 5, ("doctor", "asks the doctor why this was refused")),
    exchange(&["X"], Exchange::Convert, 6, ("convert", "writes it as curl, Python, HAR, Postman, …")),
    exchange(&["W"], Exchange::Save, 0, ("save preset", "makes a preset of it; its secrets become variables")),
    exchange(&["y"], Exchange::Copy, 0, ("copy", "copies the message that has the focus, as shown")),

    doctor(&["enter"], Doctor::Explain, 1, ("explain", "explains the finding or the difference")),
    doctor(&["t"], Doctor::TryFix, 2, ("try fix", "applies the fix to the refused bytes and sends them")),
    doctor(&["r"], Doctor::Raw, 3, ("raw", "both requests as bytes with offsets, or by meaning")),
    doctor(&["w"], Doctor::Why, 4, ("why", "the terms of the rank")),
    doctor(&["c"], Doctor::Cosmetic, 5, ("equal", "shows what is equal or cosmetic, or folds it")),
    doctor(&["e"], Doctor::Edit, 6, ("edit bytes", "edits the refused request as exact bytes")),
    doctor(&["u"], Doctor::Undo, 0, ("undo fix", "takes the fix that was tried last back")),
    doctor(&["S"], Doctor::Swap, 0, ("swap", "the failing and the known-good one change places")),
    doctor(&["y"], Doctor::Copy, 7, ("copy", "copies the verdict, or the snippet of the fix")),

    list(ScreenId::LISTS, &["enter"], List::Open, 1, ("open", "takes the request up, or looks at it with its answer")),
    list(ScreenId::LISTS, &["-"], List::Failing, 2, ("failing", "marks it as the one that was refused")),
    list(ScreenId::LISTS, &["+", "="], List::Good, 3, ("works", "marks it as known-good; two marks ask the doctor")),
    list(ScreenId::LISTS, &["m"], List::Mark, 0, ("mark", "asks which mark it is to bear")),
    list(ScreenId::LISTS, &["d"], List::Diagnose, 4, ("doctor", "asks the doctor about the marked ones, or this one")),
    list(ScreenId::LISTS, &["c"], List::Compare, 5, ("compare", "sets the marked ones side by side, or the marked and this")),
    list(&[ScreenId::Capture], &["L"], List::Listen, 6, ("listen", "starts to listen, or stops; the address is shown")),
    list(&[ScreenId::Capture, ScreenId::History], &["F"], List::Follow, 0, ("follow", "the cursor follows the newest exchange, or stays")),
    list(ScreenId::LISTS, &["v"], List::Turn, 12, ("answer", "the request's bytes, or the answer's")),
    list(ScreenId::LISTS, &["e"], List::Edit, 13, ("edit bytes", "edits the request as exact bytes")),
    list(ScreenId::LISTS, &["ctrl-r"], List::Resend, 0, ("send again", "sends exactly its bytes again")),
    list(ScreenId::LISTS, &["X"], List::Convert, 14, ("convert", "writes it as curl, Python, HAR, Postman, …")),
    list(ScreenId::LISTS, &["W"], List::Save, 0, ("save preset", "makes a preset of it; its secrets become variables")),
    list(&[ScreenId::Capture, ScreenId::History], &["a"], List::Note, 0, ("note", "writes a note to it, kept in the history")),
    list(&[ScreenId::Capture, ScreenId::History], &["delete", "D"], List::Delete, 0, ("delete", "deletes it from the history; asks first")),

    view(&["tab"], View::NextPane, 20, ("pane", "the next pane")),
    view(&["shift-tab"], View::PreviousPane, 0, ("pane before", "the pane before")),
    view(&["1"], View::Pane(0), 0, ("pane 1", "the first pane")),
    view(&["2"], View::Pane(1), 0, ("pane 2", "the second pane")),
    view(&["3"], View::Pane(2), 0, ("pane 3", "the third pane")),
    view(&["4"], View::Pane(3), 0, ("pane 4", "the fourth pane")),
    view(&["f"], View::Full, 22, ("full", "this pane over the whole screen, or all of them")),
    view(&["x"], View::Hex, 21, ("hex", "bytes as hex, or as lines")),
    view(&["/"], View::Search, 23, ("search", "looks for a text in the list or the bytes")),
    view(&["n"], View::SearchNext, 0, ("next hit", "the next place where the text stands")),
    view(&["N"], View::SearchPrevious, 0, ("hit before", "the place before where the text stands")),

    motion(&["down", "j"], Motion::Down, ("down", "one row down")),
    motion(&["up", "k"], Motion::Up, ("up", "one row up")),
    motion(&["pagedown", "ctrl-f"], Motion::PageDown, ("page down", "one page down")),
    motion(&["pageup", "ctrl-b"], Motion::PageUp, ("page up", "one page up")),
    motion(&["home", "g"], Motion::First, ("first", "to the first row")),
    motion(&["end", "G"], Motion::Last, ("last", "to the last row")),

    global(&["s"], Global::Secrets, 30, ("secrets", "shows secrets in clear, or masks them again")),
    global(&["o"], Global::OpenFile, 31, ("open file", "opens a file: raw request, curl, HAR, Postman, .http")),
    global(&["I"], Global::Requests, 0, ("requests", "the requests of the file or the text that was opened last")),
    global(&["C"], Global::Capture, 33, ("capture", "listens on this machine, and records your own program")),
    global(&["H"], Global::History, 34, ("history", "what was sent and captured before")),
    global(&[":", "ctrl-p"], Global::Palette, 32, ("acts", "all acts by name")),
    global(&["?", "f1"], Global::Help, 10, ("help", "the keys that count here")),
    global(&["q", "esc"], Global::Back, 11, ("back", "one screen back; from the first, out of the program")),
    global(&["ctrl-c"], Global::Stop, 0, ("stop", "stops what is being sent; otherwise quits at once")),
    global(&["ctrl-z"], Global::Suspend, 0, ("suspend", "to the shell; `fg` comes back")),
    global(&["ctrl-l"], Global::Redraw, 0, ("redraw", "draws the whole screen anew")),
];

/// The rows that hold on a screen, its own first.
pub fn rows_on(screen: ScreenId) -> impl Iterator<Item = &'static Binding> {
    let own =
        KEYMAP.iter().filter(move |row| matches!(row.scope, Scope::On(on) if on.contains(&screen)));
    own.chain(KEYMAP.iter().filter(|row| row.scope == Scope::Everywhere))
}

/// What a key means on a screen.
#[must_use]
pub fn find(screen: ScreenId, key: Key) -> Option<Action> {
    let means = |row: &&Binding| row.keys.iter().any(|text| Key::parse(text) == Some(key));
    rows_on(screen).find(means).map(|row| row.action)
}

/// The key to show for a row of the table.
#[must_use]
pub fn shown(row: &Binding) -> &'static str {
    row.keys.first().copied().unwrap_or_default()
}

/// The rows that the footer names on a screen, most telling first.
#[must_use]
pub fn footer(screen: ScreenId) -> Vec<&'static Binding> {
    let mut rows: Vec<_> = rows_on(screen).filter(|row| row.footer > 0).collect();
    rows.sort_by_key(|row| row.footer);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_key_reads_and_is_described() {
        for row in KEYMAP {
            assert!(!row.keys.is_empty() && !row.name.is_empty() && row.help.len() > 8, "{row:?}");
            assert!(row.help.len() <= 72 && row.name.len() <= 13, "{row:?}");
            for key in row.keys {
                assert!(Key::parse(key).is_some(), "`{key}` is no key");
            }
        }
    }

    #[test]
    fn no_key_means_two_things() {
        for screen in ScreenId::ALL {
            let mut seen = HashSet::new();
            for row in rows_on(*screen) {
                for key in row.keys {
                    assert!(seen.insert(Key::parse(key)), "`{key}` twice on {screen:?}");
                }
            }
        }
    }
}
