//! What becomes of the wishes of screens and overlays: the only place where one screen's act reaches another.

use super::app::App;
use super::effect::Effect;
use super::effect::Question;
use super::effect::SendPlan;
use super::effect::Work;
use super::facts::Shown;
use super::jobs::Purpose;
use super::opened::Opened;
use super::overlays;
use super::screens::ScreenId;
use super::screens::ask::Ask;
use super::screens::ask::Mark;
use super::screens::draft;
use super::screens::draft::Exact;
use super::screens::draft::Form;
use super::widgets::toast::Tone;
use crate::model::Preset;
use std::sync::Arc;

impl App {
    /// Follows the wishes in their order.
    pub(super) fn follow(&mut self, asks: Vec<Ask>) -> Vec<Effect> {
        asks.into_iter().flat_map(|ask| self.grant(ask)).collect()
    }

    fn grant(&mut self, ask: Ask) -> Vec<Effect> {
        match ask {
            Ask::Go(screen) => self.go(screen),
            Ask::Back => return self.back(),
            Ask::Leave => return vec![Effect::Quit],
            Ask::Close => drop(self.overlays.pop()),
            Ask::Open(overlay) => self.overlays.push(overlay),
            Ask::Say(tone, text) => return self.say(tone, text),
            Ask::Use(preset, send) => return self.take_up(*preset, send),
            Ask::Make(draft, label) => return self.make(Form::of(*draft, label)),
            Ask::TakeUp(one) => return self.describe(&one),
            Ask::Mend(one) => return self.mend(&one),
            Ask::EditBytes(shown) => return self.edit_bytes(&shown),
            Ask::Look(shown) => {
                self.facts.keep(Arc::clone(&shown));
                self.screens.exchange.look(shown);
                self.go(ScreenId::Exchange);
            }
            Ask::Send(plan, purpose) => return self.send(plan, purpose),
            Ask::Try(plan, what) => {
                self.facts.trying = what;
                return self.send(plan, Purpose::TryFix);
            }
            Ask::AskMark(shown) => self.overlays.push(overlays::mark(&shown)),
            Ask::Mark(shown, mark) => return self.mark(shown, mark),
            Ask::Diagnose => return self.diagnose(),
            Ask::Compare => {
                self.compare = true;
                return self.diagnose();
            }
            Ask::All(asks) => return self.follow(asks),
            Ask::Again(shown) => return self.again(&shown),
            Ask::Convert(shown) => return self.convert(shown),
            Ask::Listening => return self.turn_listening(),
            Ask::Listen(role) => return self.listen(role),
            Ask::Watch => return self.watch(),
            Ask::Annotate(id, note) => return self.annotate(id, note),
            Ask::Swap => return self.swap(),
            Ask::UndoFix => return self.undo_fix(),
            Ask::SetVar(name, value) => return self.set_var(name, value),
            Ask::SendDraft => self.screens.draft.send_next = true,
            Ask::Search(needle) => return self.search(&needle),
            Ask::Act(action) => return self.act(action),
            Ask::Copy(text) => {
                let word = format!("{} bytes copied (if the terminal allows OSC 52)", text.len());
                let _ = self.say(Tone::Good, word);
                return vec![Effect::Copy(text)];
            }
            Ask::EditOutside(bytes) => return vec![Effect::EditOutside(bytes)],
            work => return self.put_to_work(work),
        }
        Vec::new()
    }

    /// Wishes that are work, and no more.
    fn put_to_work(&mut self, ask: Ask) -> Vec<Effect> {
        let (purpose, work) = match ask {
            Ask::Compose(composition) => (Purpose::Compose, Work::Compose(composition)),
            Ask::ShowThenMark(plan) => (Purpose::Mark, Work::Show(plan)),
            Ask::OpenFile(path) => (Purpose::Open, Work::Open(path)),
            Ask::Demo(story) => (Purpose::Demo, Work::Demo(story)),
            Ask::Peek(screen, key, place) => {
                (Purpose::Peek(screen), Work::Peek(screen, key, place))
            }
            Ask::Find(screen, query) => {
                (Purpose::Find(screen), Work::Find(screen, Box::new(query)))
            }
            Ask::Export(shown, kind) => {
                let bare = !self.facts.veiled;
                (Purpose::Export, Work::Export { shown, kind, bare })
            }
            Ask::SavePreset(shown, name) => return self.write(Work::SavePreset(shown, name)),
            Ask::WriteFile(path, bytes) => return self.write(Work::WriteFile(path, bytes)),
            Ask::Forget(ids) => return self.write(Work::Forget(ids)),
            other => {
                debug_assert!(false, "nobody grants {other:?}");
                return Vec::new();
            }
        };
        self.start(purpose, work)
    }

    /// Sends the same bytes once more.
    fn again(&mut self, shown: &Shown) -> Vec<Effect> {
        if let Some(reason) = shown.unusable() {
            return self.say(Tone::Warning, reason);
        }
        self.send(Box::new(self.facts.again(shown)), Purpose::Send)
    }

    fn take_up(&mut self, preset: Preset, send: bool) -> Vec<Effect> {
        self.facts.expect = preset.expect.clone();
        let mut form = Form::of(preset.draft, preset.id.to_string());
        form.vars = preset.vars;
        form.expect = preset.expect;
        let effects = self.make(form);
        self.screens.draft.send_next = send;
        effects
    }

    pub(super) fn make(&mut self, form: Form) -> Vec<Effect> {
        self.screens.draft.make(form);
        self.go(ScreenId::Draft);
        self.refresh_draft()
    }

    pub(super) fn edit_bytes(&mut self, shown: &Shown) -> Vec<Effect> {
        if let Some(reason) = shown.unusable() {
            return self.say(Tone::Warning, reason);
        }
        self.edit(exact(shown))
    }

    fn edit(&mut self, exact: Exact) -> Vec<Effect> {
        self.screens.draft.edit(exact);
        self.go(ScreenId::Draft);
        self.refresh_draft()
    }

    fn describe(&mut self, one: &Opened) -> Vec<Effect> {
        let Some(described) = one.draft.clone() else { return Vec::new() };
        let mut form = Form::of(*described.draft, one.name.clone());
        (form.vars, form.files) = (described.vars, described.files);
        self.make(form)
    }

    /// The repair is an edit like any other: seen at once, and taken back by `u`.
    fn mend(&mut self, one: &Opened) -> Vec<Effect> {
        let (Ok(shown), Some(mended)) = (&one.shown, one.mended()) else { return Vec::new() };
        let mut exact = exact(shown);
        exact.replace(mended.bytes);
        let effects = self.edit(exact);
        let _ = self.say(Tone::Good, "mended; `u` takes it back, `m` marks it".to_owned());
        effects
    }

    fn refresh_draft(&mut self) -> Vec<Effect> {
        let asks = draft::refresh(&mut self.screens.draft, &self.facts);
        self.follow(asks)
    }

    fn send(&mut self, plan: Box<SendPlan>, purpose: Purpose) -> Vec<Effect> {
        if self.jobs.sending().is_some() {
            return self
                .say(Tone::Info, "something is being sent already; esc stops it".to_owned());
        }
        if plan.to == super::effect::Dial::Unknown {
            let word = "where to send this is not known: give it a URL or a Host with a name";
            return self.say(Tone::Warning, word.to_owned());
        }
        self.start(purpose, Work::Send(plan, self.facts.size))
    }

    pub(super) fn mark(&mut self, shown: Arc<Shown>, mark: Mark) -> Vec<Effect> {
        let is = |marked: &Option<Arc<Shown>>| {
            marked.as_ref().is_some_and(|marked| marked.exchange.id == shown.exchange.id)
        };
        if is(&self.facts.failing) {
            self.facts.failing = None;
        }
        if is(&self.facts.good) {
            self.facts.good = None;
        }
        self.facts.keep(Arc::clone(&shown));
        self.facts.before_fix.clear();
        self.facts.mended = None;
        let mut effects = self.keep_mark(&shown, mark);
        let word = match mark {
            Mark::None => {
                effects.extend(self.say(Tone::Info, "no mark any more".to_owned()));
                return effects;
            }
            Mark::Failing => {
                self.facts.failing = Some(shown);
                "marked as failing (F)"
            }
            Mark::Good => {
                self.facts.good = Some(shown);
                "marked as known-good (G)"
            }
        };
        let is_pair = self.facts.failing.is_some() && self.facts.good.is_some();
        if is_pair {
            effects.extend(self.diagnose());
        }
        let answered = self.facts.good.as_ref().and_then(|good| good.exchange.status());
        if let Some(status) = answered.filter(|status| *status >= 400) {
            let word = format!("the one marked as known-good was answered {status}: does it work?");
            effects.extend(self.say(Tone::Warning, word));
        } else if !is_pair {
            let next = match mark {
                Mark::Failing => "mark one that works too, or press `d` to ask the doctor without",
                _ => "now mark the one that was refused",
            };
            effects.extend(self.say(Tone::Good, format!("{word}; {next}")));
        }
        effects
    }

    /// Asks the doctor about the marked ones; without a mark, about the exchange that is looked at.
    pub(super) fn diagnose(&mut self) -> Vec<Effect> {
        if self.screen() == ScreenId::Exchange
            && let Some(shown) = self.screens.exchange.shown.clone()
            && self.facts.mark_of(&shown).is_none()
            && shown.exchange.status().is_none_or(|status| status >= 400)
        {
            self.facts.failing = Some(shown);
        }
        let Some(failing) = self.facts.failing.clone() else {
            let word = "mark a refused request first: `m` on an exchange, or `D` for the demo";
            return self.say(Tone::Info, word.to_owned());
        };
        let question =
            Question { failing, good: self.facts.good.clone(), expect: self.facts.expect.clone() };
        self.start(Purpose::Diagnose, Work::Diagnose(Box::new(question)))
    }

    fn swap(&mut self) -> Vec<Effect> {
        if self.facts.good.is_none() {
            return self.say(Tone::Info, "there is no known-good request to swap with".to_owned());
        }
        std::mem::swap(&mut self.facts.failing, &mut self.facts.good);
        self.facts.before_fix.clear();
        self.facts.mended = None;
        self.diagnose()
    }

    fn undo_fix(&mut self) -> Vec<Effect> {
        let Some(before) = self.facts.before_fix.pop() else {
            return self.say(Tone::Info, "no fix was tried".to_owned());
        };
        self.facts.mended = None;
        self.facts.failing = Some(before);
        self.diagnose()
    }

    fn set_var(&mut self, name: String, value: String) -> Vec<Effect> {
        self.facts.vars.retain(|(given, _)| *given != name);
        self.facts.vars.push((name, value));
        self.refresh_draft()
    }
}

/// An exchange's request, to be edited as exact bytes.
fn exact(shown: &Shown) -> Exact {
    let exchange = &shown.exchange;
    Exact::of(exchange.request.clone(), exchange.label.clone(), exchange.endpoint.clone())
}
