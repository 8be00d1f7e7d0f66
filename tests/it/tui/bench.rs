//! A bench for the whole program without a terminal: keys go in, pictures come out, the practice server answers.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Style;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use why4xx::engine;
use why4xx::model::Endpoint;
use why4xx::model::Exchange;
use why4xx::model::Via;
use why4xx::practice::Practice;
use why4xx::transport::capture::Author;
use why4xx::transport::capture::RequestEnd;
use why4xx::tui::App;
use why4xx::tui::desk::Desk;
use why4xx::tui::effect::Effect;
use why4xx::tui::effect::Work;
use why4xx::tui::entry::Entry;
use why4xx::tui::facts::Listening;
use why4xx::tui::input::Input;
use why4xx::tui::input::Key;
use why4xx::tui::jobs::JobId;
use why4xx::tui::msg::DemoStory;
use why4xx::tui::msg::Heard;
use why4xx::tui::msg::Msg;
use why4xx::tui::msg::News;
use why4xx::tui::shown::Shown;
use why4xx::tui::theme::Theme;
use why4xx::wire::ExactRequest;
use why4xx::wire::ExactResponse;

/// The program on the bench.
pub(super) struct Bench {
    pub(super) app: App,
    desk: Desk,
    /// Effects that only a terminal's owner could do.
    pub(super) wishes: Vec<Effect>,
    /// Sends that wait for an answer, where answers are held back.
    pub(super) held: Vec<(JobId, Work)>,
    pub(super) hold: bool,
    /// The capture that runs, and how many exchanges it had.
    capture: Option<(JobId, u64)>,
    /// Where captures are kept.
    home: Option<PathBuf>,
    size: (u16, u16),
}

impl Bench {
    /// Started, presets read.
    pub(super) fn new(width: u16, height: u16) -> Self {
        Self::at(width, height, None)
    }

    /// The same in a home folder, where there is a history.
    pub(super) fn at(width: u16, height: u16, home: Option<&Path>) -> Self {
        let home = home.map(Path::to_owned);
        let variable = home.clone().map(|home| home.to_str().unwrap().to_owned());
        let env = move |name: &str| variable.clone().filter(|_| name == "HOME");
        let mut bench = Self {
            app: App::default(),
            desk: Desk::new(Box::new(env)),
            wishes: Vec::new(),
            held: Vec::new(),
            hold: false,
            capture: None,
            home,
            size: (width, height),
        };
        bench.app.facts.size = (width, height);
        let effects = bench.app.begin(None, &[]);
        bench.perform(effects);
        bench
    }

    /// The same with the demo story loaded.
    pub(super) fn demo(width: u16, height: u16) -> Self {
        let mut bench = Self::new(width, height);
        bench.keys("D");
        bench
    }

    /// Types `jj<enter>text<ctrl-r>`: characters, and keys by their names.
    pub(super) fn keys(&mut self, keys: &str) {
        for key in parse(keys) {
            self.update(Msg::Input(Input::Key(key)));
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.update(Msg::Input(Input::Paste(text.to_owned())));
    }

    pub(super) fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.update(Msg::Input(Input::Resize(width, height)));
    }

    /// Sends a message and does everything that follows from it.
    pub(super) fn update(&mut self, msg: Msg) {
        // Drawing tells views their size, as it does between any two keys of a user.
        let _ = self.buffer(true);
        let effects = self.app.update(msg);
        self.perform(effects);
    }

    /// Lets the oldest held send come to its answer.
    pub(super) fn release(&mut self) {
        let (id, work) = self.held.remove(0);
        let news = self.network(work);
        self.update(Msg::Job(id, news));
    }

    /// Does effects, and all that follows from them.
    pub(super) fn perform(&mut self, effects: Vec<Effect>) {
        let mut waiting = VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            let news = match effect {
                Effect::Start(id, work @ Work::Send(..)) if self.hold => {
                    self.held.push((id, work));
                    continue;
                }
                Effect::Start(id, work @ (Work::Send(..) | Work::Demo(_))) => {
                    Msg::Job(id, self.network(work))
                }
                Effect::Start(id, Work::Capture(role)) => {
                    self.capture = Some((id, 0));
                    let addr = SocketAddr::from(([127, 0, 0, 1], 8025));
                    Msg::Heard(id, Heard::Listening(Listening { addr, answers: role.to_string() }))
                }
                Effect::Cancel(id) if self.capture.is_some_and(|(capture, _)| capture == id) => {
                    self.capture = None;
                    Msg::Job(id, News::Over)
                }
                // Nobody else writes into this history.
                Effect::Start(_, Work::Watch(_)) => continue,
                Effect::Start(id, work) => Msg::Job(id, self.desk.perform(work)),
                other => {
                    self.wishes.push(other);
                    continue;
                }
            };
            waiting.extend(self.app.update(news));
        }
    }

    /// A client sends this to the capture; the practice server answers.
    pub(super) fn arrives(&mut self, request: &str) {
        let answered = self.answered("", bytes::Bytes::copy_from_slice(request.as_bytes()));
        let (id, count) = self.capture.as_mut().unwrap();
        *count += 1;
        let (id, nth) = (*id, *count);
        let mut exchange = answered.exchange.clone();
        (exchange.via, exchange.endpoint) = (Via::Captured, None);
        let agent = exchange.request.first("user-agent").unwrap_or(b"capture");
        exchange.label = String::from_utf8(agent.to_vec()).unwrap();
        let kept = self.home.as_ref().map(|home| {
            let home = home.to_str().unwrap().to_owned();
            let folders = engine::Folders::of(&|name| (name == "HOME").then(|| home.clone()));
            engine::Keeping::of(&folders).keep(vec![exchange.clone()]).unwrap()
        });
        if let Some(id) = kept.iter().flatten().flatten().next() {
            exchange.id = *id;
        }
        let caught = engine::Caught {
            nth,
            exchange,
            kept: kept.is_some(),
            request_end: RequestEnd::Framing,
            author: Author::Ourselves,
            tunnelled: false,
        };
        self.update(Msg::Heard(id, Heard::Caught(Box::new(Entry::of_caught(caught)))));
    }

    fn network(&self, work: Work) -> News {
        match work {
            Work::Send(plan, _) => News::Sent(self.answered(&plan.label, plan.bytes)),
            Work::Demo(name) => {
                let story = engine::story(Some(&name)).unwrap();
                let good = self.answered("the one that works", story.good.into());
                let failing = self.answered("the refused one", story.failing.into());
                News::Demo(Box::new(DemoStory { failing, good, practice: practice() }))
            }
            _ => unreachable!("only what needs sockets comes here"),
        }
    }

    fn answered(&self, label: &str, bytes: bytes::Bytes) -> Arc<Shown> {
        let request = ExactRequest::parse(bytes);
        let received = bytes::Bytes::from(Practice.answer(&request));
        let id = self.desk.number();
        let mut exchange = Exchange::of_request(id, Via::Raw, request, label.to_owned());
        exchange.endpoint = Some(practice());
        exchange.responses = ExactResponse::parse_all(&received, exchange.request.method());
        exchange.received = received;
        Arc::new(Shown::of(exchange))
    }

    /// The picture as a buffer.
    pub(super) fn buffer(&self, colours: bool) -> Buffer {
        let backend = TestBackend::new(self.size.0, self.size.1);
        let mut terminal = Terminal::new(backend).unwrap();
        let theme = Theme::new(colours);
        terminal.draw(|frame| self.app.view(frame.area(), frame.buffer_mut(), theme)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The picture's characters, a line for each row.
    pub(super) fn text(&self) -> String {
        symbols(&self.buffer(true))
    }

    /// The picture's characters, and below them where each row looks other than plain.
    pub(super) fn picture(&self, colours: bool) -> String {
        let buffer = self.buffer(colours);
        format!("{}\n{}", symbols(&buffer), styles(&buffer))
    }
}

fn practice() -> Endpoint {
    Endpoint { tls: false, host: "127.0.0.1".to_owned(), port: 8025 }
}

/// Keys as tests write them.
fn parse(keys: &str) -> Vec<Key> {
    let mut all = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|after| after.split_once('>'));
        let key = named.and_then(|(name, after)| Key::parse(name).map(|key| (key, after)));
        let (key, after) =
            key.unwrap_or_else(|| (Key::parse(&c.to_string()).unwrap(), &rest[c.len_utf8()..]));
        all.push(key);
        rest = after;
    }
    all
}

pub(super) fn symbols(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let row: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

/// `7: 12..20 cyan bold` for each run that does not look plain.
fn styles(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let style = buffer[(x, y)].style();
            let start = x;
            while x < buffer.area.width && buffer[(x, y)].style() == style {
                x += 1;
            }
            if let Some(words) = words(style) {
                writeln!(text, "{y}: {start}..{x} {words}").unwrap();
            }
        }
    }
    text
}

fn words(style: Style) -> Option<String> {
    let mut words = Vec::new();
    for (name, colour) in [("", style.fg), ("on ", style.bg)] {
        if let Some(colour) = colour.filter(|colour| *colour != ratatui::style::Color::Reset) {
            words.push(format!("{name}{colour}").to_lowercase());
        }
    }
    if !style.add_modifier.is_empty() {
        words.push(format!("{:?}", style.add_modifier).to_lowercase());
    }
    (!words.is_empty()).then(|| words.join(" "))
}
