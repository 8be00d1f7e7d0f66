//! What lies over a screen: help, the list of acts, questions, explanations. A stack; only the topmost hears keys.

mod conversion;
mod explanation;
mod help;
mod palette;
mod prompt;
mod question;

use super::action::Motion;
use super::facts::Diagnosed;
use super::facts::Facts;
use super::facts::Shown;
use super::input::Code;
use super::input::Input;
use super::input::Key;
use super::opened::Opened;
use super::screens::ScreenId;
use super::screens::ask::Ask;
use super::theme::Theme;
use crate::model::ExchangeId;
use crate::wire::escape;
use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

pub use conversion::Conversion;
pub use explanation::Explanation;
pub use help::Help;
pub use palette::Palette;
pub use prompt::Prompt;
pub use question::Question;

use prompt::End;

/// One of them.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The keys that count.
    Help(Help),
    /// All acts by name.
    Palette(Palette),
    /// One line to type.
    Prompt(Prompt),
    /// A choice.
    Question(Box<Question>),
    /// A finding, whole.
    Explanation(Explanation),
    /// A request in other languages.
    Conversion(Box<Conversion>),
}

impl Overlay {
    /// Takes input; an overlay takes all of it.
    pub fn input(&mut self, facts: &Facts, input: &Input) -> Vec<Ask> {
        match self {
            Self::Help(help) => help.input(input),
            Self::Palette(palette) => palette.input(input),
            Self::Prompt(prompt) => prompt.input(input),
            Self::Question(question) => question.input(input),
            Self::Explanation(explanation) => explanation.input(facts, input),
            Self::Conversion(conversion) => conversion.input(input),
        }
    }

    /// Draws it over `area`.
    pub fn draw(&self, facts: &Facts, area: Rect, buffer: &mut Buffer, theme: Theme) {
        match self {
            Self::Help(help) => help.draw(area, buffer, theme),
            Self::Palette(palette) => palette.draw(area, buffer, theme),
            Self::Prompt(prompt) => prompt.draw(area, buffer, theme),
            Self::Question(question) => question.draw(area, buffer, theme),
            Self::Explanation(explanation) => explanation.draw(facts, area, buffer, theme),
            Self::Conversion(conversion) => conversion.draw(facts, area, buffer, theme),
        }
    }
}

/// The keys that count on a screen.
#[must_use]
pub fn help(screen: ScreenId) -> Overlay {
    Overlay::Help(Help::on(screen))
}

/// All acts that a screen knows.
#[must_use]
pub fn palette(screen: ScreenId) -> Overlay {
    Overlay::Palette(Palette::on(screen))
}

/// Asks for a text to look for.
#[must_use]
pub fn search(before: &str) -> Overlay {
    Overlay::Prompt(Prompt::of(End::Search, before))
}

/// Asks for a file.
#[must_use]
pub fn open_file() -> Overlay {
    Overlay::Prompt(Prompt::of(End::File, ""))
}

/// Asks for a variable's value.
#[must_use]
pub fn variable(name: &str, secret: bool) -> Overlay {
    Overlay::Prompt(Prompt::of(End::Variable { name: name.to_owned(), secret }, ""))
}

/// Asks which mark an exchange is to bear.
#[must_use]
pub fn mark(shown: &Arc<Shown>) -> Overlay {
    Overlay::Question(Box::new(Question::mark(shown)))
}

/// Offers the repair of a pasted request; without it, `otherwise` is done with the text as it is.
#[must_use]
pub fn repair(one: &Arc<Opened>, otherwise: Ask) -> Overlay {
    Overlay::Question(Box::new(Question::repair(one, otherwise)))
}

/// Asks before something is done that reaches beyond this machine.
#[must_use]
pub fn confirm(question: String, ask: Ask) -> Overlay {
    Overlay::Question(Box::new(Question::confirm(question, ask)))
}

/// Asks what is to answer where a capture listens.
#[must_use]
pub fn listen() -> Overlay {
    Overlay::Question(Box::new(Question::listen()))
}

/// Asks for the server to which a capture passes everything on.
#[must_use]
pub fn upstream(keep_host: bool) -> Overlay {
    Overlay::Prompt(Prompt::of(End::Upstream { keep_host }, ""))
}

/// Asks for a note to what the history has under that number.
#[must_use]
pub fn note(id: ExchangeId, before: &str) -> Overlay {
    Overlay::Prompt(Prompt::of(End::Note(id), before))
}

/// Asks for the name of the preset that is to be made of a request.
#[must_use]
pub fn save_preset(shown: Arc<Shown>) -> Overlay {
    let name = suggested_name(&shown);
    Overlay::Prompt(Prompt::of(End::Preset(shown), &name))
}

/// Asks where to write a text in that language.
#[must_use]
pub fn write_file(kind: &str, bytes: Bytes) -> Overlay {
    Overlay::Prompt(Prompt::of(End::Write(bytes), &format!("request.{}", ending(kind))))
}

/// A request in other languages, and the wish that has the first one written.
#[must_use]
pub fn convert(shown: Arc<Shown>) -> (Overlay, Ask) {
    let (conversion, ask) = Conversion::of(shown);
    (Overlay::Conversion(Box::new(conversion)), ask)
}

/// How files in that language end.
fn ending(kind: &str) -> &str {
    match kind {
        "curl" | "httpie" => "sh",
        "python-requests" | "python-httpx" => "py",
        "fetch" | "axios" => "mjs",
        "ruby" => "rb",
        "csharp" => "cs",
        "powershell" => "ps1",
        "postman" => "postman_collection.json",
        other => other,
    }
}

/// `example/v1-files` for `POST https://api.example.com/v1/files`.
fn suggested_name(shown: &Shown) -> String {
    let exchange = &shown.exchange;
    let host = exchange.request.first("host").unwrap_or_default();
    let host = escape::visible(host);
    let labels: Vec<&str> = host.split(':').next().unwrap_or_default().split('.').collect();
    let is_here = host.starts_with("localhost") || host.starts_with(|c: char| c.is_ascii_digit());
    let domain = labels.iter().rev().nth(1).or(labels.last()).copied().unwrap_or_default();
    let site = if is_here { "local" } else { domain };
    let path = exchange.request.target().split(|b| *b == b'?').next().unwrap_or_default();
    let words = |text: &str| -> String {
        let kept = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let all: String = text.chars().map(kept).collect();
        let words: Vec<&str> = all.split('-').filter(|word| !word.is_empty()).collect();
        words.join("-").chars().take(40).collect()
    };
    let path = words(&escape::visible(path));
    let name = if path.is_empty() { "request".to_owned() } else { path };
    match words(site) {
        site if site.is_empty() => name,
        site => format!("{site}/{name}"),
    }
}

/// The finding of that place, whole.
#[must_use]
pub fn explanation(diagnosed: Arc<Diagnosed>, at: usize) -> Overlay {
    Overlay::Explanation(Explanation::of(diagnosed, at))
}

/// The move that a key or the wheel means inside an overlay.
fn motion(input: &Input) -> Option<Motion> {
    match input {
        Input::Wheel(_, _, rows) => Some(Motion::By(*rows)),
        Input::Key(key) => key_motion(*key),
        _ => None,
    }
}

fn key_motion(key: Key) -> Option<Motion> {
    Some(match key.code {
        Code::Up | Code::Char('k') => Motion::Up,
        Code::Down | Code::Char('j') => Motion::Down,
        Code::PageUp => Motion::PageUp,
        Code::PageDown | Code::Char(' ') => Motion::PageDown,
        Code::Home | Code::Char('g') => Motion::First,
        Code::End | Code::Char('G') => Motion::Last,
        _ => return None,
    })
}

/// Whether a key closes an overlay that one only reads.
fn closes(input: &Input) -> bool {
    let Input::Key(key) = input else { return false };
    matches!(key.code, Code::Esc | Code::Enter | Code::Char('q' | '?') | Code::F(1))
}
