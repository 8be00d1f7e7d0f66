//! The picture of the request screen.

use super::exact::Exact;
use super::form::Form;
use super::form::Line;
use super::form::body_kind;
use super::state::State;
use super::state::Typing;
use super::state::What;
use super::update::panes;
use crate::present::Role;
use crate::present::Row;
use crate::present::author_legend;
use crate::present::wrapped;
use crate::semantics::mask_one;
use crate::tui::document::Over;
use crate::tui::effect::Dial;
use crate::tui::facts::Facts;
use crate::tui::theme::Theme;
use crate::tui::widgets::pane;
use crate::tui::widgets::rows;
use crate::tui::widgets::tabs;
use crate::wire::escape::visible;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns for the names of a form's lines.
const NAME: u16 = 15;

/// Draws it.
pub fn view(state: &State, facts: &Facts, area: Rect, canvas: (&mut Buffer, Theme)) {
    let (buffer, theme) = canvas;
    let panes = panes(state, area);
    let [left, right] = panes.as_slice() else { return };
    match &state.what {
        Some(What::Form(form)) => draw_form(state, form, facts, (*left, buffer, theme)),
        Some(What::Exact(exact)) => draw_exact(state, exact, facts, (*left, buffer, theme)),
        None => {}
    }
    preview(state, facts, *right, (buffer, theme));
}

fn draw_form(state: &State, form: &Form, facts: &Facts, on: (Rect, &mut Buffer, Theme)) {
    let (area, buffer, theme) = on;
    let focused = state.focus.pane == 0;
    let mut title = Row::of("[1] Request  ", Role::Title);
    title.push(form.label.clone(), Role::Name);
    let inner = pane::draw(area, &title, "", focused, (buffer, theme));
    if let Some(Typing::Body(text)) = &state.typing {
        let word = format!("body {} · esc keeps it · ctrl-r sends", body_kind(&form.draft.body));
        rows::draw_row(&Row::of(word, Role::Title), inner, buffer, theme);
        let rest = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
        text.draw(rest, buffer, theme);
        return;
    }
    let lines = form.lines();
    state.cursor.draw(
        lines.len(),
        inner,
        (buffer, theme, focused && !state.is_typing()),
        |index| lines.get(index).map_or_else(Row::new, |line| form_row(form, *line, state, facts)),
    );
    let (Some(Typing::Line(_, input) | Typing::Var(_, input)), Some(line)) =
        (&state.typing, lines.get(state.cursor.at))
    else {
        return;
    };
    let window = state.cursor.window(lines.len(), inner.height);
    let y = inner.y + u16::try_from(state.cursor.at - window.start).unwrap_or(0);
    let name = Row::of(format!("{:<14} ", form.title(*line)), Role::Title);
    let blank = " ".repeat(usize::from(inner.width));
    buffer.set_string(inner.x, y, blank, theme.role(Role::Plain));
    rows::draw_row(&name, Rect { y, height: 1, ..inner }, buffer, theme);
    let width = inner.width.saturating_sub(NAME);
    input.draw(Rect { x: inner.x + NAME, y, width, height: 1 }, buffer, theme);
}

/// The text without the secrets that the request would carry: they may stand in its URL and its body as well.
fn without_secrets(text: String, state: &State) -> String {
    let secrets = state.preview.iter().flat_map(|preview| preview.document.secret_texts());
    secrets.fold(text, |text, secret| text.replace(secret, &mask_one(secret.as_bytes())))
}

fn form_row(form: &Form, line: Line, state: &State, facts: &Facts) -> Row {
    let mut row = Row::of(format!("{:<14} ", form.title(line)), Role::Dim);
    let text = form.text(line);
    let bare = |text| if facts.veiled { without_secrets(text, state) } else { text };
    match line {
        Line::Client => {
            let client = facts.clients.iter().find(|(id, _)| *id == text);
            row.push(client.map_or(text.as_str(), |(_, name)| name), Role::Client);
            row.push("  p: next", Role::Dim);
        }
        Line::Var(at) => var_row(form, at, facts, &mut row),
        Line::Dial if text.is_empty() => {
            row.push("the URL's own host; a URL or `practice` overrides it", Role::Dim);
        }
        Line::Auth if text.is_empty() => {
            row.push("none (of the client's own)", Role::Dim);
        }
        Line::Body => {
            let lines = text.lines().count();
            let first = text.lines().next().unwrap_or_default();
            row.push(bare(first.to_owned()), Role::Body);
            if lines > 1 {
                row.push(format!("  … {lines} lines"), Role::Dim);
            }
        }
        Line::Method => {
            row.push(text, Role::Method);
        }
        Line::Header(_) | Line::Auth | Line::Cookie(_) if form.is_secret(line) && facts.veiled => {
            let (name, value) = text.split_once([':', '=', ' ']).unwrap_or(("", &text));
            row.push(name, Role::Name).push(": ", Role::Punctuation);
            row.push(mask_one(value.trim().as_bytes()), Role::Secret);
        }
        Line::Header(_) => {
            let (name, value) = text.split_once(':').unwrap_or((&text, ""));
            let value = bare(value.to_owned());
            row.push(name, Role::Name).push(":", Role::Punctuation).push(value, Role::Value);
        }
        _ => {
            row.push(bare(text), Role::Target);
        }
    }
    row
}

fn var_row(form: &Form, at: usize, facts: &Facts, row: &mut Row) {
    let Some(var) = form.vars.get(at) else { return };
    row.push(format!("{{{{{}}}}} ", var.name), Role::Name);
    match (facts.var(&var.name), &var.default) {
        (Some(value), _) if var.secret && facts.veiled => {
            row.push(mask_one(value.as_bytes()), Role::Secret);
        }
        (Some(value), _) => {
            row.push(value, Role::Value);
        }
        (None, Some(default)) if !var.secret => {
            row.push(default.clone(), Role::Value).push("  (default)", Role::Dim);
        }
        (None, Some(_)) => {
            row.push("from its default", Role::Dim);
        }
        (None, None) => {
            row.push("from the environment, or asked for", Role::Dim);
        }
    }
}

fn draw_exact(state: &State, exact: &Exact, facts: &Facts, on: (Rect, &mut Buffer, Theme)) {
    let (area, buffer, theme) = on;
    let focused = state.focus.pane == 0;
    let mut title = Row::of("[1] Exact bytes  ", Role::Title);
    title.push(exact.label.clone(), Role::Name);
    let inner = pane::draw(area, &title, "", focused, (buffer, theme));
    let lines = exact.lines();
    let over = Over { veiled: facts.veiled, ..Over::default() };
    let document = state.preview.as_ref().map(|preview| &preview.document);
    let shape = crate::tui::document::Shape { width: usize::MAX / 2, ..Default::default() };
    state.cursor.draw(
        lines.len(),
        inner,
        (buffer, theme, focused && !state.is_typing()),
        |index| {
            let (Some((span, _)), Some(document)) = (lines.get(index), document) else {
                return Row::new();
            };
            let row = document.row_of(span.start, shape);
            document.rows(shape, row..row + 1, &over).pop().unwrap_or_default()
        },
    );
    if let Some(Typing::Exact(line, input)) = &state.typing {
        let window = state.cursor.window(lines.len(), inner.height);
        let y = inner.y + u16::try_from(line.saturating_sub(window.start)).unwrap_or(0);
        let blank = " ".repeat(usize::from(inner.width));
        buffer.set_string(inner.x, y, blank, theme.role(Role::Plain));
        input.draw(Rect { y, height: 1, ..inner }, buffer, theme);
    }
}

/// The request as it would be sent now, with who wrote each line, and where it would go.
fn preview(state: &State, facts: &Facts, area: Rect, canvas: (&mut Buffer, Theme)) {
    let (buffer, theme) = canvas;
    let focused = state.focus.pane == 1;
    let title = tabs::title(2, "On the wire", &["lines", "hex"], usize::from(state.view.hex));
    let Some(preview) = &state.preview else {
        let inner = pane::draw(area, &title, "", focused, (buffer, theme));
        let word = state.problem.as_deref().unwrap_or("…");
        let all = wrapped(word, usize::from(inner.width), Role::Error);
        rows::draw(&all, inner, buffer, theme);
        return;
    };
    let place = state.view.place(&preview.document, area);
    let foot = format!(" {} bytes {place} ", preview.document.bytes.len());
    let inner = pane::draw(area, &title, &foot, focused, (buffer, theme));
    let below = remarks(state, facts, usize::from(inner.width));
    let bytes = rows::draw_below(&below, inner, buffer, theme);
    let nibble = state.nibble.map(|(at, _)| crate::wire::Span::new(at, at + 1));
    let over = Over { veiled: facts.veiled, hit: nibble, ..Over::default() };
    state.view.draw(&preview.document, over, bytes, (buffer, theme));
}

/// What stands under the bytes: where they go, what is missing, what the client did, who is who in the gutter.
fn remarks(state: &State, facts: &Facts, width: usize) -> Vec<Row> {
    let mut all = Vec::new();
    let Some(preview) = &state.preview else { return all };
    let dial = match &state.what {
        Some(What::Form(form)) => facts.dial(&form.dial, &preview.url),
        Some(What::Exact(exact)) => facts.dial_exact(exact.endpoint.as_ref(), &exact.request),
        None => Dial::Unknown,
    };
    let mut row = Row::of("→ ", Role::Title);
    match dial {
        Dial::Endpoint(endpoint) => row.push(endpoint.to_string(), Role::Target),
        Dial::Practice => row.push("the practice server, on this machine", Role::Target),
        Dial::Unknown => row.push("nowhere yet: no host is known", Role::Warning),
    };
    if preview.document.has_authors() {
        let client = match &state.what {
            Some(What::Form(form)) => form.draft.client.0,
            _ => "the client",
        };
        let legend = author_legend(client);
        if row.width() + legend.width() + 3 <= width {
            row.push("   ", Role::Plain).append(legend);
            all.push(row);
        } else {
            all.extend([row, legend]);
        }
    } else {
        all.push(row);
    }
    if !preview.unfilled.is_empty() {
        let names: Vec<String> = preview.unfilled.iter().map(|n| visible(n.as_bytes())).collect();
        let word = format!("! no value yet: {}", names.join(", "));
        all.extend(wrapped(&word, width, Role::Warning));
    }
    for warning in &preview.warnings {
        all.extend(wrapped(&format!("! {warning}"), width, Role::Warning));
    }
    all
}
