//! The picture of a list of exchanges.

use super::act::GONE;
use super::state::Finding;
use super::state::Source;
use super::state::State;
use super::update::document;
use super::update::panes;
use crate::history::Marked;
use crate::present::Role;
use crate::present::Row;
use crate::present::wrapped;
use crate::tui::document::Over;
use crate::tui::entry::Entry;
use crate::tui::entry::Place;
use crate::tui::facts::Facts;
use crate::tui::theme::Theme;
use crate::tui::widgets::grapheme;
use crate::tui::widgets::pane;
use crate::tui::widgets::rows;
use crate::tui::widgets::tabs;
use crate::wire::escape::visible;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What is said of a request that is not read yet.
const LARGE: &str = "this file is large: a request is read when you ask for it (v, enter, a mark)";

/// Draws it.
pub fn view(state: &State, facts: &Facts, area: Rect, canvas: (&mut Buffer, Theme)) {
    let (buffer, theme) = canvas;
    let panes = panes(state, area);
    let [list, preview] = panes.as_slice() else { return };
    let focused = state.focus.pane == 0;
    let inner = pane::draw(*list, &title(state, facts), &foot(state), focused, (buffer, theme));
    state.list.draw(state.passing.len(), inner, (buffer, theme, focused), |index| {
        let at = state.passing.get(index).copied().unwrap_or_default();
        let width = usize::from(inner.width);
        state.all.get(at).map_or_else(Row::new, |one| row(facts, state.source, one, width))
    });
    if state.passing.is_empty() {
        rows::draw(&empty(state, facts, usize::from(inner.width)), inner, buffer, theme);
    }
    self::preview(state, facts, *preview, (buffer, theme));
}

fn title(state: &State, facts: &Facts) -> Row {
    let name = match state.source {
        Source::File => "[1] Requests",
        Source::Capture => "[1] Captured",
        Source::History => "[1] History",
    };
    let mut title = Row::of(name, Role::Title);
    if !state.filter.is_empty() {
        title.push(format!(" · /{}", visible(state.filter.as_bytes())), Role::Warning);
    }
    if state.follow {
        title.push(" · following", Role::Info);
    }
    if state.source == Source::Capture
        && let Some(listening) = &facts.listening
    {
        title.push(" · ", Role::Dim).push(listening.to_string(), Role::Good);
    }
    if state.source == Source::Capture
        && state.all.last().is_some_and(|entry| entry.kept().is_none())
    {
        title.push(" · not in the history", Role::Warning);
    }
    title
}

fn foot(state: &State) -> String {
    let more = if state.more { "+" } else { "" };
    let searching = if state.finding == Finding::No { "" } else { " · searching…" };
    let gone = match state.let_go {
        0 => String::new(),
        count if state.all.first().is_some_and(|entry| entry.kept().is_some()) => {
            format!(" · {count} older ones are in the history (H)")
        }
        count => format!(" · {count} older ones were let go"),
    };
    format!(" {} of {}{more}{gone}{searching} ", state.passing.len(), state.all.len())
}

/// What is said in the place of entries.
fn empty(state: &State, facts: &Facts, width: usize) -> Vec<Row> {
    let words = |text: &str, role| wrapped(text, width, role);
    if let Some(problem) = &state.problem {
        return words(problem, Role::Error);
    }
    if state.finding != Finding::No {
        return words("asking the history…", Role::Dim);
    }
    match (state.source, &facts.listening) {
        _ if !state.filter.is_empty() => words("nothing passes this filter", Role::Dim),
        (Source::File, _) => words("nothing was opened yet", Role::Dim),
        (Source::History, _) => words(
            "nothing is kept yet: what is sent here, captured (C) or run with `why4xx run` will be",
            Role::Dim,
        ),
        (Source::Capture, None) => words(
            "nothing is listened at: `L` starts; then point your program's base URL at the address shown here",
            Role::Plain,
        ),
        (Source::Capture, Some(listening)) => {
            let mut all = words("Change your program's base URL to", Role::Plain);
            all.push(Row::of(format!("  http://{}", listening.addr), Role::Good));
            all.extend(words(
                "and run it: every request stands here, byte for byte, as it ends. Without changing it: \
                 `why4xx run -- COMMAND` in another terminal, and `H` here.",
                Role::Plain,
            ));
            all
        }
    }
}

/// One line: number, mark, status, whether anything is irregular, what was asked, of whom, by whom.
fn row(facts: &Facts, source: Source, one: &Entry, width: usize) -> Row {
    let digits = if source == Source::File { 4 } else { 6 };
    let mut row = Row::of(format!("{:>digits$} ", one.number), Role::Dim);
    match (facts.mark_of_entry(one), one.mark) {
        (Some('F'), _) => row.push("F ", Role::Error),
        (Some(_), _) => row.push("G ", Role::Good),
        (None, Some(Marked::Failing)) => row.push("f ", Role::Dim),
        (None, Some(Marked::Good)) => row.push("g ", Role::Dim),
        (None, None) => row.push("  ", Role::Plain),
    };
    match one.status {
        Some(status) => row.push(format!("{status} "), Role::of_status(status)),
        None => row.push("--- ", Role::Dim),
    };
    let flag = if one.flagged { "! " } else { "  " };
    row.push(flag, Role::Warning);
    if source == Source::File {
        row.push(one.title.clone(), Role::Target);
        return row;
    }
    // What was asked for comes first; who asked, whom, and how much of it, as far as there is room.
    let lengths = one.lengths.map_or_else(String::new, |(sent, got)| format!("{sent}→ ←{got}"));
    let cells = [(&one.client, CLIENT, 0), (&one.host, HOST, 100), (&lengths, LENGTHS, 130)];
    let cells = cells.into_iter().filter(|(_, _, least)| width >= *least);
    let taken: usize = cells.clone().map(|(_, columns, _)| columns + 2).sum();
    let title = width.saturating_sub(BEFORE_TITLE + taken);
    if one.note.is_empty() {
        row.push(grapheme::padded(&one.title, title), Role::Target);
    } else {
        let note = grapheme::shortened(&visible(one.note.as_bytes()), title / 2);
        let rest = title.saturating_sub(grapheme::width(&note) + 4);
        row.push(grapheme::padded(&one.title, rest), Role::Target);
        row.push(format!("  “{note}”"), Role::Info);
    }
    for ((text, columns, _), role) in cells.zip([Role::Client, Role::Plain, Role::Dim]) {
        row.push(format!("  {}", grapheme::padded(text, columns)), role);
    }
    row
}

/// Columns before what was asked for: number, mark, status, flag.
const BEFORE_TITLE: usize = 15;

/// Columns for the client, the host, and both lengths.
const CLIENT: usize = 22;
const HOST: usize = 26;
const LENGTHS: usize = 16;

fn preview(state: &State, facts: &Facts, area: Rect, canvas: (&mut Buffer, Theme)) {
    let (buffer, theme) = canvas;
    let title = tabs::title(2, "Preview", &["request", "answer"], usize::from(state.answer));
    let focused = state.focus.pane == 1;
    let document = document(state);
    let foot = document.as_ref().map_or_else(String::new, |document| {
        let place = state.view.place(document, area);
        format!(" {} bytes {place} ", document.bytes.len())
    });
    let inner = pane::draw(area, &title, &foot, focused, (buffer, theme));
    let Some(entry) = state.chosen() else { return };
    let width = usize::from(inner.width);
    let say = |text: &str, role| wrapped(text, width, role);
    let Some(one) = state.content() else {
        let word = match &entry.place {
            Place::Gone => GONE,
            Place::File(_) => LARGE,
            _ => "reading…",
        };
        return rows::draw(&say(word, Role::Dim), inner, buffer, theme);
    };
    let mut below: Vec<Row> = Vec::new();
    if !entry.note.is_empty() {
        below.extend(say(&format!("“{}”", visible(entry.note.as_bytes())), Role::Info));
    }
    let new = one.warnings.iter().filter(|word| !entry.remarks.contains(word));
    for word in entry.remarks.iter().chain(new) {
        below.extend(say(&format!("! {word}"), Role::Warning));
    }
    for change in one.shown.iter().flat_map(|shown| shown.changes(facts.veiled)) {
        below.extend(say(&change, Role::Info));
    }
    let bytes = rows::draw_below(&below, inner, buffer, theme);
    match (&one.shown, document) {
        (Err(reason), _) => rows::draw(&say(reason, Role::Error), bytes, buffer, theme),
        (Ok(_), Some(document)) if !document.is_empty() => {
            let over = Over { veiled: facts.veiled, ..Over::default() };
            state.view.draw(&document, over, bytes, (buffer, theme));
        }
        _ => rows::draw(&[Row::of("no answer here", Role::Dim)], bytes, buffer, theme),
    }
}
