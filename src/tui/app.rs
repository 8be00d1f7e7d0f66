//! The whole program as one value: messages change it, a frame shows it. No terminal, no task, no clock in here.

use super::action::Action;
use super::action::Global;
use super::action::View;
use super::effect::Effect;
use super::effect::Work;
use super::facts::Facts;
use super::input::Input;
use super::input::Key;
use super::jobs::JobId;
use super::jobs::Jobs;
use super::jobs::Purpose;
use super::keymap;
use super::msg::Msg;
use super::overlays;
use super::overlays::Overlay;
use super::screens::ScreenId;
use super::screens::ask::Ask;
use super::screens::doctor;
use super::screens::draft;
use super::screens::exchange;
use super::screens::lists;
use super::screens::panes::Focus;
use super::screens::presets;
use super::widgets::toast::Toast;
use super::widgets::toast::Tone;

/// The states of the screens.
#[derive(Clone, Debug, Default)]
pub struct Screens {
    /// Presets and exchanges.
    pub presets: presets::State,
    /// The request being made.
    pub draft: draft::State,
    /// The exchange looked at.
    pub exchange: exchange::State,
    /// The diagnosis looked at.
    pub doctor: doctor::State,
    /// The requests of the file opened last.
    pub requests: lists::State,
    /// What captures of this session recorded.
    pub capture: lists::State,
    /// The history.
    pub history: lists::State,
}

/// The program.
#[derive(Clone, Debug, Default)]
pub struct App {
    /// What all screens share.
    pub facts: Facts,
    /// What each screen remembers.
    pub screens: Screens,
    /// The screens that one came through; the last is seen. Never empty but for a moment: empty means the first one.
    pub(super) trail: Vec<ScreenId>,
    /// What lies over the screen, topmost last.
    pub(super) overlays: Vec<Overlay>,
    /// The work that runs.
    pub(super) jobs: Jobs,
    /// Whether the diagnosis that is awaited is to be looked at side by side.
    pub(super) compare: bool,
    /// The word in passing.
    pub(super) toast: Option<Toast>,
    /// How often the spinner turned.
    pub(super) ticks: usize,
}

impl App {
    /// What to do before anything was typed: read the presets, and load a story or files where that is wished.
    pub fn begin(&mut self, story: Option<&str>, files: &[String]) -> Vec<Effect> {
        let mut effects = self.start(Purpose::Presets, Work::Presets);
        if let Some(story) = story {
            effects.extend(self.start(Purpose::Demo, Work::Demo(story.to_owned())));
        }
        for file in files {
            effects.extend(self.start(Purpose::Open, Work::Open(file.clone())));
        }
        effects
    }

    /// The screen that is seen.
    #[must_use]
    pub fn screen(&self) -> ScreenId {
        self.trail.last().copied().unwrap_or(ScreenId::Presets)
    }

    /// Whether a spinner turns or an answer is awaited.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.jobs.any()
    }

    /// Whether work may bring news at any time, though nobody waits for it.
    #[must_use]
    pub fn may_hear(&self) -> bool {
        self.jobs.may_tell()
    }

    /// Follows one message.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = self.take(msg);
        effects.extend(self.settle());
        effects
    }

    fn take(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Input(input) => self.input(&input),
            Msg::Job(id, news) => self.news(id, news),
            Msg::Heard(id, heard) => self.heard(id, heard),
            Msg::NoHistory(reason) => self.say(Tone::Warning, reason),
            Msg::Tick => {
                self.ticks = self.ticks.wrapping_add(1);
                Vec::new()
            }
            Msg::Edited(Ok(bytes)) => {
                let asks = draft::edited(&mut self.screens.draft, &self.facts, &bytes);
                self.follow(asks)
            }
            Msg::Edited(Err(reason)) => self.say(Tone::Error, reason),
        }
    }

    fn input(&mut self, input: &Input) -> Vec<Effect> {
        if let Input::Resize(width, height) = input {
            self.facts.size = (*width, *height);
            return Vec::new();
        }
        if matches!(input, Input::Key(_) | Input::Paste(_) | Input::Click(..)) {
            self.toast = None;
        }
        if let Input::Key(key) = input
            && key.ctrl
            && Key::parse("ctrl-c") == Some(*key)
        {
            return self.global(Global::Stop);
        }
        if let Some(overlay) = self.overlays.last_mut() {
            let asks = overlay.input(&self.facts, input);
            return self.follow(asks);
        }
        if self.screen() == ScreenId::Draft
            && let Some(asks) = draft::takes(&mut self.screens.draft, &self.facts, input)
        {
            return self.follow(asks);
        }
        match input {
            Input::Key(key) => match keymap::find(self.screen(), *key) {
                Some(action) => self.act(action),
                None => Vec::new(),
            },
            Input::Click(column, row) => self.click(*column, *row),
            Input::Wheel(column, row, lines) => self.wheel((*column, *row), *lines),
            Input::Paste(text) => self.start(Purpose::Open, Work::Paste(text.clone())),
            Input::Resize(..) => Vec::new(),
        }
    }

    /// Does what a key means on the screen that is seen.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        if let Action::Global(global) = action {
            return self.global(global);
        }
        let facts = &self.facts;
        let asks = match self.screen() {
            ScreenId::Presets => presets::update(&mut self.screens.presets, facts, action),
            ScreenId::Draft => draft::update(&mut self.screens.draft, facts, action),
            ScreenId::Exchange => exchange::update(&mut self.screens.exchange, facts, action),
            ScreenId::Requests => lists::update(&mut self.screens.requests, facts, action),
            ScreenId::Capture => lists::update(&mut self.screens.capture, facts, action),
            ScreenId::History => lists::update(&mut self.screens.history, facts, action),
            ScreenId::Doctor => doctor::update(&mut self.screens.doctor, facts, action),
        };
        self.follow(asks)
    }

    fn global(&mut self, act: Global) -> Vec<Effect> {
        match act {
            Global::Back => match self.jobs.sending() {
                Some(id) => self.cancel(id),
                None => self.back(),
            },
            Global::Stop => match self.jobs.sending() {
                Some(id) => self.cancel(id),
                None => vec![Effect::Quit],
            },
            Global::Help => self.follow(vec![Ask::Open(overlays::help(self.screen()))]),
            Global::Palette => self.follow(vec![Ask::Open(overlays::palette(self.screen()))]),
            Global::OpenFile => self.follow(vec![Ask::Open(overlays::open_file())]),
            Global::Requests if self.screens.requests.all.is_empty() => {
                let word = "nothing was opened yet: `o` opens a file, or paste a request";
                self.say(Tone::Info, word.to_owned())
            }
            Global::Requests => self.follow(vec![Ask::Go(ScreenId::Requests)]),
            Global::Capture => self.show_capture(),
            Global::History => self.show_history(),
            Global::Secrets => {
                self.facts.veiled = !self.facts.veiled;
                if self.facts.veiled {
                    self.say(Tone::Good, "secrets are masked again".to_owned())
                } else {
                    let word = "secrets are on the screen now; `s` masks them";
                    self.say(Tone::Warning, word.to_owned())
                }
            }
            Global::Suspend => vec![Effect::Suspend],
            Global::Redraw => vec![Effect::Redraw],
        }
    }

    /// One screen back: out of a full pane first, and out of the program last.
    pub(super) fn back(&mut self) -> Vec<Effect> {
        let (focus, _) = self.focus();
        if focus.full {
            focus.full = false;
            return Vec::new();
        }
        if self.trail.pop().is_some() {
            return Vec::new();
        }
        if self.facts.listening.is_some() {
            let word = "A capture is running. Stop it and leave?".to_owned();
            return self.follow(vec![Ask::Open(overlays::confirm(word, Ask::Leave))]);
        }
        vec![Effect::Quit]
    }

    /// The focus on the screen that is seen, and among how many panes it moves.
    pub(super) fn focus(&mut self) -> (&mut Focus, usize) {
        match self.screen() {
            ScreenId::Presets => (&mut self.screens.presets.focus, 2),
            ScreenId::Draft => (&mut self.screens.draft.focus, 2),
            ScreenId::Exchange => (&mut self.screens.exchange.focus, 2),
            ScreenId::Doctor => (&mut self.screens.doctor.focus, 4),
            ScreenId::Requests => (&mut self.screens.requests.focus, 2),
            ScreenId::Capture => (&mut self.screens.capture.focus, 2),
            ScreenId::History => (&mut self.screens.history.focus, 2),
        }
    }

    fn cancel(&mut self, id: JobId) -> Vec<Effect> {
        // The work ends with news of what was sent and received until now; only then is it over.
        let _ = self.say(Tone::Info, "stopping…".to_owned());
        vec![Effect::Cancel(id)]
    }

    /// Starts work for a purpose, in the place of older work for the same one.
    pub(super) fn start(&mut self, purpose: Purpose, work: Work) -> Vec<Effect> {
        let (id, old) = self.jobs.start(purpose);
        old.map(Effect::Cancel).into_iter().chain([Effect::Start(id, work)]).collect()
    }

    /// Shows a screen; where it is on the way one came, one goes back to it.
    pub(super) fn go(&mut self, screen: ScreenId) {
        match self.trail.iter().position(|seen| *seen == screen) {
            Some(at) => self.trail.truncate(at + 1),
            None if screen == ScreenId::Presets => self.trail.clear(),
            None => self.trail.push(screen),
        }
    }

    pub(super) fn say(&mut self, tone: Tone, text: String) -> Vec<Effect> {
        self.toast = Some(Toast { tone, text });
        Vec::new()
    }

    fn wheel(&mut self, place: (u16, u16), lines: i16) -> Vec<Effect> {
        self.focus_at(place.0, place.1);
        self.act(Action::Move(super::action::Motion::By(lines)))
    }

    /// A text to look for, wherever the focus is.
    pub(super) fn search(&mut self, needle: &str) -> Vec<Effect> {
        match self.screen() {
            ScreenId::Presets => {
                needle.clone_into(&mut self.screens.presets.filter);
                let listed = self.screens.presets.listed(&self.facts).len();
                self.screens.presets.preset.clamp(listed);
                return Vec::new();
            }
            ScreenId::Draft => {
                self.screens.draft.focus.pane = 1;
                self.screens.draft.view.look_for(needle);
            }
            ScreenId::Exchange => self.screens.exchange.viewer().look_for(needle),
            screen @ (ScreenId::Requests | ScreenId::Capture | ScreenId::History) => {
                let Some((list, _)) = self.list_on(screen) else { return Vec::new() };
                if list.focus.pane == 0 {
                    let asks = lists::look_for(list, needle);
                    return self.follow(asks);
                }
                list.view.look_for(needle);
            }
            ScreenId::Doctor => {
                if !self.screens.doctor.raw && self.screens.doctor.focus.pane < 3 {
                    self.screens.doctor.raw = true;
                    self.screens.doctor.focus.pane = 1;
                }
                if let Some(diagnosed) = self.facts.diagnosed.clone()
                    && let Some((view, _)) = doctor::viewer(&mut self.screens.doctor, &diagnosed)
                {
                    view.look_for(needle);
                }
            }
        }
        if needle.is_empty() {
            return Vec::new();
        }
        self.act(Action::View(View::SearchNext))
    }
}
