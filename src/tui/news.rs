//! What becomes of the news that work brings: late ones are dropped, the others change the facts.

use super::app::App;
use super::effect::Effect;
use super::effect::Work;
use super::facts::Diagnosed;
use super::facts::Shown;
use super::jobs::JobId;
use super::jobs::Purpose;
use super::msg::DemoStory;
use super::msg::News;
use super::opened::Opened;
use super::overlays;
use super::screens::ScreenId;
use super::screens::draft;
use super::screens::lists;
use super::widgets::toast::Tone;
use crate::model::End;
use crate::wire::escape;
use std::sync::Arc;

impl App {
    /// Follows news of work that is still awaited.
    pub(super) fn news(&mut self, id: JobId, news: News) -> Vec<Effect> {
        let Some(purpose) = self.jobs.end(id) else { return Vec::new() };
        match news {
            News::Presets(presets, errors) => {
                self.facts.presets = presets;
                let first = errors.first().cloned();
                self.facts.preset_errors = errors;
                first.map_or_else(Vec::new, |first| self.say(Tone::Warning, first))
            }
            News::Composed(preview) => {
                let state = &mut self.screens.draft;
                match preview {
                    Ok(preview) => (state.preview, state.problem) = (Some(preview), None),
                    Err(reason) => (state.preview, state.problem) = (None, Some(reason)),
                }
                if !std::mem::take(&mut state.send_next) {
                    return Vec::new();
                }
                let asks = draft::send(state, &self.facts);
                self.follow(asks)
            }
            News::Sent(shown) => self.sent(shown, purpose),
            News::Diagnosed(diagnosed) => self.diagnosed(&diagnosed),
            News::Opened(opened) => self.opened(opened),
            News::Demo(story) => self.demo(*story),
            News::Peeked(screen, key, opened) => self.peeked(screen, key, *opened),
            News::Found(screen, query, found) => self.found(screen, &query, found),
            News::Changed(newest) => self.changed(newest),
            News::Exported(kind, exported) => {
                self.exported(kind, exported);
                Vec::new()
            }
            News::Over => self.over(),
            News::Written(id, written) => self.written(id, &written),
            News::Forgotten(gone) => self.forgotten(&gone),
            News::Done(word) => self.say(Tone::Good, word),
            News::Shelved(word) => {
                let effects = self.start(Purpose::Presets, Work::Presets);
                let _ = self.say(Tone::Good, word);
                effects
            }
            News::Failed(reason) => {
                self.gave_up(purpose, &reason);
                if purpose == Purpose::Capture {
                    self.facts.listening = None;
                }
                self.say(Tone::Error, reason)
            }
        }
    }

    fn sent(&mut self, shown: Arc<Shown>, purpose: Purpose) -> Vec<Effect> {
        // That it could not be kept was said a moment ago, and still holds.
        self.toast = self.toast.take().filter(|toast| toast.tone == Tone::Warning);
        self.facts.keep(Arc::clone(&shown));
        match purpose {
            Purpose::Mark => {
                self.overlays.push(overlays::mark(&shown));
                Vec::new()
            }
            Purpose::TryFix => self.tried(shown),
            _ => {
                let end = shown.exchange.end.clone();
                self.screens.exchange.look(shown);
                self.go(ScreenId::Exchange);
                match end {
                    End::Failed(failure) => {
                        let text = escape::visible(failure.message.as_bytes());
                        self.say(Tone::Error, text)
                    }
                    End::Cancelled => self.say(
                        Tone::Info,
                        "stopped; what was sent and received until then is kept".to_owned(),
                    ),
                    End::TimedOut(_) => {
                        self.say(Tone::Error, "a limit of time was reached".to_owned())
                    }
                    _ => Vec::new(),
                }
            }
        }
    }

    /// A fix was tried: either the request works now, or what is refused now is the next question.
    fn tried(&mut self, shown: Arc<Shown>) -> Vec<Effect> {
        let cause = std::mem::take(&mut self.facts.trying);
        let Some(status) = shown.exchange.status() else {
            return self.say(Tone::Error, "no answer came to the mended request".to_owned());
        };
        if let Some(before) = self.facts.failing.clone() {
            self.facts.before_fix.push(before);
        }
        if status < 400 {
            self.facts.mended = Some((Arc::clone(&shown), cause));
            return self.say(Tone::Good, format!("the mended request was answered {status}"));
        }
        let word = format!("{cause} is mended; now the server says {status}: the next cause");
        self.facts.failing = Some(shown);
        let effects = self.diagnose();
        let _ = self.say(Tone::Info, word);
        effects
    }

    fn diagnosed(&mut self, diagnosed: &Arc<Diagnosed>) -> Vec<Effect> {
        self.facts.diagnosed = Some(Arc::clone(diagnosed));
        self.screens.doctor.begin();
        if std::mem::take(&mut self.compare) {
            (self.screens.doctor.raw, self.screens.doctor.focus.pane) = (true, 1);
        }
        super::screens::doctor::point(&mut self.screens.doctor, diagnosed);
        self.go(ScreenId::Doctor);
        Vec::new()
    }

    /// One request is taken up at once; of several the list is shown.
    fn opened(&mut self, opened: Vec<Opened>) -> Vec<Effect> {
        let count = opened.len();
        let first = opened.first().map(|one| (one.unread.is_some(), one.warnings.clone()));
        // What is being read for the list before would be taken for this one's.
        self.jobs.forget(Purpose::Peek(ScreenId::Requests));
        self.screens.requests.list(opened);
        let Some((unread, warnings)) = first else {
            return self.say(Tone::Info, "there is no request in it".to_owned());
        };
        if count > 1 {
            self.go(ScreenId::Requests);
            let word = format!("{count} requests: - marks the refused one, + one that works");
            return self.say(Tone::Good, word);
        }
        let content = self.screens.requests.content().cloned();
        let asks = content.filter(|_| !unread).map(|one| lists::take_up(&one));
        let effects = self.follow(asks.unwrap_or_default());
        match warnings.as_slice() {
            [] => {}
            [warning] => drop(self.say(Tone::Warning, warning.clone())),
            [warning, more @ ..] => {
                let word = format!("{warning} (and {} more: I lists them)", more.len());
                let _ = self.say(Tone::Warning, word);
            }
        }
        effects
    }

    fn demo(&mut self, story: DemoStory) -> Vec<Effect> {
        self.facts.practice = Some(story.practice);
        self.facts.keep(Arc::clone(&story.good));
        self.facts.keep(Arc::clone(&story.failing));
        self.facts.good = Some(story.good);
        self.facts.failing = Some(story.failing);
        self.facts.before_fix.clear();
        self.facts.mended = None;
        self.diagnose()
    }
}
