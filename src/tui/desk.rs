//! Work done on this machine: reading presets and files, composing, asking the doctor. Plain functions, no sockets.

use super::diagnosed::Diagnosed;
use super::effect::Composition;
use super::effect::Dial;
use super::effect::Question;
use super::effect::SendPlan;
use super::effect::Work;
use super::msg::News;
use super::opened::Described;
use super::opened::Opened;
use super::shown::Preview;
use super::shown::Shown;
use crate::engine;
use crate::history::History;
use crate::import::Asked;
use crate::import::Example;
use crate::import::ImportedRequest;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Expect;
use crate::model::Lookup;
use crate::model::Via;
use crate::model::vars::fill;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// Where an environment variable's value comes from.
pub type Env = dyn Fn(&str) -> Option<String> + Send + Sync;

/// What work needs from around: the environment, the folders, numbers for exchanges.
pub struct Desk {
    env: Box<Env>,
    pub(super) folders: engine::Folders,
    /// Whether what is sent is kept, and the history may be looked into.
    with_history: bool,
    /// The history, once someone needs it.
    history: OnceLock<Option<History>>,
    /// The same for keeping, on a thread of its own: a long search must not hold up what comes in.
    keeper: OnceLock<Option<History>>,
    /// The numbers in this session of what the history has, by its numbers.
    pub(super) numbers: Mutex<HashMap<ExchangeId, ExchangeId>>,
    /// Inputs on the screens name files only.
    no_presets: engine::PresetShelf,
    next: AtomicU64,
}

impl Desk {
    /// A desk in this environment.
    #[must_use]
    pub fn new(env: Box<Env>) -> Self {
        let folders = engine::Folders::of(&*env);
        let no_presets = engine::PresetShelf::default();
        Self {
            env,
            folders,
            with_history: true,
            history: OnceLock::new(),
            keeper: OnceLock::new(),
            numbers: Mutex::default(),
            no_presets,
            next: AtomicU64::new(1),
        }
    }

    /// The same without a history: nothing is kept, nothing looked up.
    #[must_use]
    pub fn without_history(self) -> Self {
        Self { with_history: false, ..self }
    }

    /// The user's history; nothing is opened before it is asked something.
    pub(super) fn history(&self) -> Option<&History> {
        let open = || engine::history(&self.folders).filter(|_| self.with_history);
        self.history.get_or_init(open).as_ref()
    }

    /// What keeps exchanges in the history, or nowhere.
    pub(super) fn keeping(&self) -> engine::Keeping {
        let open = || engine::history(&self.folders).filter(|_| self.with_history);
        engine::Keeping::within(self.keeper.get_or_init(open).clone())
    }

    /// The number for the next exchange.
    pub fn number(&self) -> ExchangeId {
        ExchangeId(self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// Does work that needs no socket; work that does need one is refused.
    #[must_use]
    pub fn perform(&self, work: Work) -> News {
        match work {
            Work::Presets => self.presets(),
            Work::Compose(wanted) => News::Composed(self.compose(&wanted)),
            Work::Diagnose(question) => News::Diagnosed(Arc::new(diagnose(*question))),
            Work::Open(path) => told(self.open(&self.path(&path))),
            Work::Paste(text) => told(self.paste(text)),
            Work::Show(plan) => News::Sent(Arc::new(self.show(*plan))),
            Work::Send(..) | Work::Demo(_) | Work::Capture(_) | Work::Watch(_) => {
                News::Failed("this needs the network".to_owned())
            }
            work => self.keep_books(work),
        }
    }

    /// A path as typed; `~/` is the home folder, as in a shell.
    pub(super) fn path(&self, typed: &str) -> String {
        let home = || (self.env)("HOME").filter(|home| !home.is_empty());
        match typed.strip_prefix("~/").and_then(|below| Some((below, home()?))) {
            Some((below, home)) => format!("{home}/{below}"),
            None => typed.to_owned(),
        }
    }

    fn presets(&self) -> News {
        let all = engine::PresetShelf::load(&self.folders);
        let read = all.presets.into_iter().map(|(preset, _)| preset).collect();
        News::Presets(read, all.broken.iter().map(ToString::to_string).collect())
    }

    /// Variables without a value stay in the bytes as typed, named beside them; sending asks for them first.
    fn compose(&self, wanted: &Composition) -> Result<Arc<Preview>, String> {
        let lookup = Lookup::new(&wanted.given, &*self.env, &wanted.declared);
        let (draft, unfilled) = fill(&wanted.draft, &|name| lookup.value(name));
        let composed = engine::compose(&draft, &wanted.files);
        let composed = composed.map_err(|error| error.to_string())?;
        Ok(Arc::new(Preview::composed(composed, unfilled)))
    }

    /// Opens what stands in files; presets have a screen of their own.
    fn opener(&self) -> engine::Opener<'_> {
        engine::Opener { shelf: &self.no_presets, from: None }
    }

    fn open(&self, path: &str) -> Result<News, engine::OpenError> {
        Ok(match self.opener().list(path)? {
            engine::Listed::Whole(all) => self.read(&all),
            engine::Listed::Names(names) => {
                let unread = |(name, input)| Opened::unread(name, input);
                News::Opened(names.into_iter().map(unread).collect())
            }
        })
    }

    /// One request of a large file.
    pub(super) fn read_one(&self, input: &str) -> Opened {
        let read = self.opener().one(input).map(|one| self.opened(&one));
        read.unwrap_or_else(|error| Opened::refused(input.to_owned(), error.to_string()))
    }

    fn paste(&self, text: String) -> Result<News, engine::OpenError> {
        self.opener().text("the pasted text", text).map(|all| self.read(&all))
    }

    /// The requests, and behind each the examples that its source keeps of it.
    fn read(&self, all: &[engine::Opened]) -> News {
        let with_examples = all.iter().flat_map(|one| {
            let examples = one.request.examples.iter().map(|example| as_example(one, example));
            std::iter::once(self.opened(one)).chain(examples.map(|one| self.opened(&one)))
        });
        News::Opened(with_examples.collect())
    }

    fn opened(&self, one: &engine::Opened) -> Opened {
        let request = &one.request;
        Opened {
            name: name(one).to_owned(),
            shown: self.bytes_of(one),
            draft: described(one),
            warnings: request.warnings.iter().map(ToString::to_string).collect(),
            unread: None,
            repair: request.repair.clone(),
        }
    }

    /// The bytes of a request as its client writes them, with the answer that the source holds.
    fn bytes_of(&self, one: &engine::Opened) -> Result<Arc<Shown>, String> {
        let wishes = engine::Wishes::default();
        let ready = engine::ready(one, &wishes, &*self.env).map_err(|error| error.to_string())?;
        let label = one.request.name.clone();
        let mut exchange = Exchange::of_request(self.number(), ready.via, ready.request, label);
        exchange.endpoint = ready.endpoint;
        if let Some(received) = one.request.response.clone() {
            let method = exchange.request.method().to_vec();
            exchange.responses = ExactResponse::parse_all(&received, &method);
            exchange.received = received;
        }
        Ok(Arc::new(Shown::of(exchange)))
    }

    /// A request that is looked at without being sent.
    fn show(&self, plan: SendPlan) -> Shown {
        let request = ExactRequest::parse(plan.bytes);
        let mut exchange = Exchange::of_request(self.number(), Via::Raw, request, plan.label);
        if let Dial::Endpoint(endpoint) = plan.to {
            exchange.endpoint = Some(endpoint);
        }
        Shown::of(exchange)
    }
}

/// What a request is called; the input, where its source has no name for it.
fn name(one: &engine::Opened) -> &str {
    if one.request.name.is_empty() { &one.input } else { &one.request.name }
}

/// A saved example as a request of its own.
fn as_example(of: &engine::Opened, example: &Example) -> engine::Opened {
    engine::Opened {
        request: ImportedRequest {
            name: format!("{} · example: {}", name(of), example.name),
            what: Asked::Draft(Box::new(example.request.clone())),
            via: of.request.via,
            endpoint: of.request.endpoint.clone(),
            response: example.response.clone(),
            examples: Vec::new(),
            repair: None,
            warnings: Vec::new(),
        },
        input: of.input.clone(),
        kind: of.kind,
        vars: of.vars.clone(),
        expect: of.expect.clone(),
        files: of.files.clone(),
    }
}

/// The description in an input, where it has one.
fn described(one: &engine::Opened) -> Option<Described> {
    let Asked::Draft(draft) = &one.request.what else { return None };
    Some(Described { draft: draft.clone(), vars: one.vars.clone(), files: one.files.clone() })
}

/// What is to be told of an input, whether it could be read or not.
fn told(read: Result<News, engine::OpenError>) -> News {
    read.unwrap_or_else(|error| News::Failed(error.to_string()))
}

/// Asks the doctor.
fn diagnose(question: Question) -> Diagnosed {
    let ready = |shown: &Shown| engine::Ready::of(&shown.exchange);
    let received = question.failing.exchange.received.clone();
    let asked = engine::Question {
        failing: ready(&question.failing),
        good: question.good.as_deref().map(ready),
        response: (!received.is_empty()).then_some(received),
        status: question.failing.exchange.status(),
        expect: (question.expect != Expect::default()).then_some(question.expect),
    };
    let diagnosis = engine::diagnose(&asked);
    Diagnosed::of(question.failing, question.good, diagnosis)
}
