//! A choice: which mark an exchange is to bear, or whether something may be done.

use crate::present::Role;
use crate::present::Row;
use crate::present::wrapped;
use crate::tui::action::Motion;
use crate::tui::effect;
use crate::tui::facts::Shown;
use crate::tui::input::Code;
use crate::tui::input::Input;
use crate::tui::opened::Opened;
use crate::tui::screens::ask::Ask;
use crate::tui::screens::ask::Mark;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog;
use crate::tui::widgets::list::ListState;
use crate::tui::widgets::rows;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// A question with its answers, each under a letter.
#[derive(Clone, Debug)]
pub struct Question {
    text: String,
    answers: Vec<(char, &'static str, Option<Ask>)>,
    list: ListState,
}

impl Question {
    /// Which mark; the status proposes one.
    #[must_use]
    pub fn mark(shown: &Arc<Shown>) -> Self {
        let status = shown.exchange.status();
        let mut list = ListState::default();
        list.at = usize::from(status.is_some_and(|status| status < 400));
        let text = match status {
            Some(status) => format!("{} was answered {status}.", shown.title()),
            None => format!("{} has no answer here.", shown.title()),
        };
        let mark = |mark| Some(Ask::Mark(Arc::clone(shown), mark));
        let answers = vec![
            ('f', "failing: the request that was refused", mark(Mark::Failing)),
            ('g', "known-good: a request that works", mark(Mark::Good)),
            ('n', "no mark", mark(Mark::None)),
        ];
        Self { text, answers, list }
    }

    /// What is to answer where a capture listens.
    #[must_use]
    pub fn listen() -> Self {
        let text = "Your program is pointed at an address on this machine, and every byte that it sends there is \
                    recorded. What is to answer it?";
        let prompt = |keep_host| Some(Ask::Open(super::upstream(keep_host)));
        let answers = vec![
            ('u', "the real server: pass everything on (asks for its URL)", prompt(false)),
            ('h', "the real server, and not one byte changed: Host stays, too", prompt(true)),
            ('p', "the embedded practice server", Some(Ask::Listen(effect::Role::Practice))),
            ('a', "an empty 200, whatever comes", Some(Ask::Listen(effect::Role::Canned(200)))),
        ];
        Self { text: text.to_owned(), answers, list: ListState::default() }
    }

    /// Whether a pasted text is to be mended; `otherwise` takes it as it is.
    #[must_use]
    pub fn repair(one: &Arc<Opened>, otherwise: Ask) -> Self {
        let what = one.repair.as_ref().map_or("", |repair| repair.what.as_str());
        let text = format!("This looks pasted, not as it was on the wire: {what}.");
        let mend = Some(Ask::Mend(Arc::clone(one)));
        let answers = vec![
            ('y', "mend it, as an edit that you see and can take back", mend),
            ('n', "take exactly these bytes", Some(otherwise)),
        ];
        Self { text, answers, list: ListState::default() }
    }

    /// Yes or no; no stands first.
    #[must_use]
    pub fn confirm(text: String, ask: Ask) -> Self {
        let answers = vec![('n', "no", None), ('y', "yes", Some(ask))];
        Self { text, answers, list: ListState::default() }
    }

    pub(super) fn input(&mut self, input: &Input) -> Vec<Ask> {
        let chosen = match input {
            Input::Wheel(_, _, rows) => {
                self.list.travel(Motion::By(rows.signum()), self.answers.len());
                return Vec::new();
            }
            Input::Key(key) => match key.code {
                Code::Esc => return vec![Ask::Close],
                Code::Up | Code::Char('k') => {
                    self.list.travel(Motion::Up, self.answers.len());
                    return Vec::new();
                }
                // The key that opened the question goes through its answers.
                Code::Down | Code::Char('j' | 'm') | Code::Tab => {
                    self.list.at = (self.list.at + 1) % self.answers.len().max(1);
                    return Vec::new();
                }
                Code::Enter => self.answers.get(self.list.at),
                Code::Char(c) => self.answers.iter().find(|(letter, ..)| *letter == c),
                _ => None,
            },
            _ => None,
        };
        let Some((_, _, ask)) = chosen else { return Vec::new() };
        let mut asks = vec![Ask::Close];
        asks.extend(ask.clone());
        asks
    }

    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, theme: Theme) {
        let width = area.width.min(70);
        let text = wrapped(&self.text, usize::from(width.saturating_sub(4)), Role::Plain);
        let height = u16::try_from(self.answers.len() + text.len()).unwrap_or(u16::MAX);
        let place = dialog::centred(area, width, height.saturating_add(3));
        let inner = dialog::draw(place, "enter or letter · esc", buffer, theme);
        rows::draw(&text, inner, buffer, theme);
        let used = u16::try_from(text.len()).unwrap_or(0).saturating_add(1).min(inner.height);
        let rest = Rect { y: inner.y + used, height: inner.height - used, ..inner };
        self.list.draw(self.answers.len(), rest, (buffer, theme, true), |index| {
            let Some((letter, answer, _)) = self.answers.get(index) else { return Row::new() };
            let mut row = Row::of(format!(" {letter}  "), Role::Name);
            row.push(*answer, Role::Plain);
            row
        });
    }
}
