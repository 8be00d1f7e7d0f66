//! Lists of exchanges as the program follows them: captures, the history, and what is made of an exchange.

use super::app::App;
use super::effect::Effect;
use super::effect::Role;
use super::effect::Work;
use super::entry::Entry;
use super::facts::Facts;
use super::facts::Shown;
use super::jobs::JobId;
use super::jobs::Purpose;
use super::listening::PORT;
use super::msg::Heard;
use super::msg::Written;
use super::opened::Opened;
use super::overlays;
use super::overlays::Overlay;
use super::screens::ScreenId;
use super::screens::ask::Ask;
use super::screens::ask::Mark;
use super::screens::lists;
use super::screens::lists::Finding;
use super::screens::lists::Source;
use super::widgets::toast::Tone;
use crate::export::Exported;
use crate::history::Found;
use crate::history::Marked;
use crate::history::Query;
use crate::model::ExchangeId;
use std::sync::Arc;

impl App {
    /// The list on that screen.
    pub(super) fn list_on(&mut self, screen: ScreenId) -> Option<(&mut lists::State, &Facts)> {
        let list = match screen {
            ScreenId::Requests => &mut self.screens.requests,
            ScreenId::Capture => &mut self.screens.capture,
            ScreenId::History => &mut self.screens.history,
            ScreenId::Presets | ScreenId::Draft | ScreenId::Exchange | ScreenId::Doctor => {
                return None;
            }
        };
        Some((list, &self.facts))
    }

    /// What the list on the screen needs to be read, if a list is on the screen.
    pub(super) fn settle(&mut self) -> Vec<Effect> {
        let Some((list, _)) = self.list_on(self.screen()) else { return Vec::new() };
        let asks = lists::settle(list);
        self.follow(asks)
    }

    /// Shows what a capture records; where none ran yet, asks at once what is to answer.
    pub(super) fn show_capture(&mut self) -> Vec<Effect> {
        self.screens.capture.source = Source::Capture;
        self.go(ScreenId::Capture);
        if self.facts.listening.is_none() && self.screens.capture.all.is_empty() {
            return self.follow(vec![Ask::Open(overlays::listen())]);
        }
        Vec::new()
    }

    /// Shows the history as it is now.
    pub(super) fn show_history(&mut self) -> Vec<Effect> {
        self.screens.history.source = Source::History;
        self.go(ScreenId::History);
        let asks = lists::refresh(&mut self.screens.history);
        self.follow(asks)
    }

    /// Starts to listen, or stops.
    pub(super) fn turn_listening(&mut self) -> Vec<Effect> {
        match self.jobs.running(Purpose::Capture) {
            Some(id) => vec![Effect::Cancel(id)],
            None => self.follow(vec![Ask::Open(overlays::listen())]),
        }
    }

    pub(super) fn listen(&mut self, role: Role) -> Vec<Effect> {
        self.screens.capture.source = Source::Capture;
        self.screens.capture.follow = true;
        self.go(ScreenId::Capture);
        self.start(Purpose::Capture, Work::Capture(role))
    }

    /// Follows what a capture tells while it runs.
    pub(super) fn heard(&mut self, id: JobId, heard: Heard) -> Vec<Effect> {
        if self.jobs.running(Purpose::Capture) != Some(id) {
            return Vec::new();
        }
        match heard {
            Heard::Listening(listening) => {
                let addr = listening.addr;
                self.facts.listening = Some(listening);
                if addr.port() == PORT {
                    return self.say(Tone::Good, format!("listening on http://{addr}; L stops"));
                }
                let word = format!("another program has port {PORT}: listening on http://{addr}");
                self.say(Tone::Warning, word)
            }
            Heard::Caught(entry) => self.caught(*entry),
            Heard::Notice(word) => self.say(Tone::Warning, word),
        }
    }

    fn caught(&mut self, entry: Entry) -> Vec<Effect> {
        let list = &mut self.screens.capture;
        list.add(entry);
        let asks = lists::refresh(list);
        self.follow(asks)
    }

    /// The capture is over.
    pub(super) fn over(&mut self) -> Vec<Effect> {
        self.facts.listening = None;
        self.say(Tone::Info, "nothing is listened at any more; what was captured stays".to_owned())
    }

    pub(super) fn peeked(&mut self, screen: ScreenId, key: u64, one: Opened) -> Vec<Effect> {
        let Some((list, facts)) = self.list_on(screen) else { return Vec::new() };
        let asks = lists::peeked(list, facts, key, one);
        self.follow(asks)
    }

    pub(super) fn found(
        &mut self,
        screen: ScreenId,
        query: &Query,
        found: Result<Vec<Found>, String>,
    ) -> Vec<Effect> {
        let Some((list, _)) = self.list_on(screen) else { return Vec::new() };
        let asks = lists::found(list, query, found);
        let mut effects = self.follow(asks);
        effects.extend(self.watch());
        effects
    }

    /// Waits for what other programs put into the history, while its list is to follow.
    pub(super) fn watch(&mut self) -> Vec<Effect> {
        let history = &self.screens.history;
        if !history.follow || history.problem.is_some() {
            let running = self.jobs.running(Purpose::Watch);
            // What it brings when it is stopped is nothing to be told.
            self.jobs.forget(Purpose::Watch);
            return running.map(Effect::Cancel).into_iter().collect();
        }
        if history.finding != Finding::No {
            return Vec::new();
        }
        let newest = history.newest;
        self.start(Purpose::Watch, Work::Watch(newest))
    }

    /// The history holds something newer than its list.
    pub(super) fn changed(&mut self, newest: ExchangeId) -> Vec<Effect> {
        self.screens.history.newest = Some(newest);
        if !self.screens.history.follow {
            return Vec::new();
        }
        let asks = lists::refresh(&mut self.screens.history);
        self.follow(asks)
    }

    /// The bytes that were to be read never come: another key may ask for them again.
    pub(super) fn gave_up(&mut self, purpose: Purpose, reason: &str) {
        let (Purpose::Peek(screen) | Purpose::Find(screen)) = purpose else { return };
        let Some((list, _)) = self.list_on(screen) else { return };
        match purpose {
            // What failed so would fail again: the place of the bytes is taken by the reason.
            Purpose::Peek(_) => {
                let asked = list.asked.take();
                let nothing = || Opened::refused(String::new(), reason.to_owned());
                list.peeked = asked.map(|key| (key, Arc::new(nothing())));
                list.then = None;
            }
            _ => {
                (list.finding, list.more) = (Finding::No, false);
                list.problem = Some(reason.to_owned());
            }
        }
    }

    /// Writes an exchange in other languages, beginning with the first.
    pub(super) fn convert(&mut self, shown: Arc<Shown>) -> Vec<Effect> {
        if let Some(reason) = shown.unusable() {
            return self.say(Tone::Warning, reason);
        }
        let (overlay, ask) = overlays::convert(shown);
        self.follow(vec![Ask::Open(overlay), ask])
    }

    pub(super) fn exported(&mut self, kind: &'static str, exported: Exported) {
        for overlay in &mut self.overlays {
            if let Overlay::Conversion(conversion) = overlay {
                conversion.take(kind, exported);
                return;
            }
        }
    }

    /// Writes something down, beside all that is being written already: each tells how it went.
    pub(super) fn write(&mut self, work: Work) -> Vec<Effect> {
        vec![Effect::Start(self.jobs.add(Purpose::Write), work)]
    }

    /// Puts the mark where it outlives the session.
    pub(super) fn keep_mark(&mut self, shown: &Shown, mark: Mark) -> Vec<Effect> {
        let Some(id) = shown.kept else { return Vec::new() };
        let mark = match mark {
            Mark::Failing => Some(Marked::Failing),
            Mark::Good => Some(Marked::Good),
            Mark::None => None,
        };
        self.write(Work::Mark(id, mark))
    }

    pub(super) fn annotate(&mut self, id: ExchangeId, note: String) -> Vec<Effect> {
        self.write(Work::Annotate(id, note))
    }

    /// The history has a mark or a note now.
    pub(super) fn written(&mut self, id: ExchangeId, written: &Written) -> Vec<Effect> {
        for list in [&mut self.screens.capture, &mut self.screens.history] {
            list.change_kept(id, |entry| match written {
                Written::Mark(mark) => entry.mark = *mark,
                Written::Note(note) => note.clone_into(&mut entry.note),
            });
            list.sift();
        }
        if self.screens.history.filter.is_empty() {
            return Vec::new();
        }
        let asks = lists::refresh(&mut self.screens.history);
        self.follow(asks)
    }

    pub(super) fn forgotten(&mut self, gone: &[ExchangeId]) -> Vec<Effect> {
        for list in [&mut self.screens.capture, &mut self.screens.history] {
            list.forget(gone);
        }
        for marked in [&mut self.facts.failing, &mut self.facts.good] {
            if let Some(shown) = marked
                && shown.kept.is_some_and(|id| gone.contains(&id))
            {
                *marked = Some(Arc::new(Shown::of(shown.exchange.clone())));
            }
        }
        self.say(Tone::Good, "deleted from the history".to_owned())
    }
}
