//! Work done on this machine: reading presets and files, composing, asking the doctor. Plain functions, no sockets.

use super::diagnosed::Diagnosed;
use super::effect::Base;
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
use crate::import::Asked;
use crate::import::Leftover;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Expect;
use crate::model::Lookup;
use crate::model::Via;
use crate::model::vars::fill;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// Where an environment variable's value comes from.
pub type Env = dyn Fn(&str) -> Option<String> + Send + Sync;

/// What work needs from around: the environment, the folders, numbers for exchanges.
pub struct Desk {
    env: Box<Env>,
    folders: engine::Folders,
    next: AtomicU64,
}

impl Desk {
    /// A desk in this environment.
    #[must_use]
    pub fn new(env: Box<Env>) -> Self {
        let folders = engine::Folders::of(&*env);
        Self { env, folders, next: AtomicU64::new(1) }
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
            Work::Open(path) => self.open(&path),
            Work::Read(at, input) => self.read_one(at, &input),
            Work::Paste(text) => self.paste(text),
            Work::Show(plan) => News::Sent(Arc::new(self.show(*plan))),
            Work::Send(..) | Work::Demo(_) => News::Failed("this needs the network".to_owned()),
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
        let composed = engine::compose(&draft, &engine::DiskFiles { base: wanted.base.0.clone() });
        let composed = composed.map_err(|error| error.to_string())?;
        Ok(Arc::new(Preview::composed(composed, unfilled)))
    }

    fn open(&self, path: &str) -> News {
        let none = engine::PresetShelf::default();
        let opener = engine::Opener { shelf: &none, from: None };
        let large = std::fs::metadata(path).is_ok_and(|file| file.len() > LARGE);
        if large && !path.contains('#') {
            match opener.names(path) {
                Ok(names) if names.len() > 1 => {
                    let unread = |(at, name)| Opened::unread(name, format!("{path}#{at}"));
                    return News::Opened(names.into_iter().enumerate().map(unread).collect());
                }
                // One request, or none, is told like that of any other file.
                _ => {}
            }
        }
        self.read(opener.all(path))
    }

    /// One request of a large file, for its place in the list.
    fn read_one(&self, at: usize, input: &str) -> News {
        let none = engine::PresetShelf::default();
        match (engine::Opener { shelf: &none, from: None }).one(input) {
            Ok(one) => match self.opened(&one).into_iter().next() {
                Some(opened) => News::Read(at, Box::new(opened)),
                None => News::Failed(format!("{input}: there is no request in it")),
            },
            Err(error) => News::Failed(error.to_string()),
        }
    }

    fn paste(&self, text: String) -> News {
        let none = engine::PresetShelf::default();
        self.read(engine::Opener { shelf: &none, from: None }.text("the pasted text", text))
    }

    fn read(&self, read: Result<Vec<engine::Opened>, engine::OpenError>) -> News {
        match read {
            Ok(all) => News::Opened(all.iter().flat_map(|one| self.opened(one)).collect()),
            Err(error) => News::Failed(error.to_string()),
        }
    }

    /// A request, and behind it the examples that its source keeps of it.
    fn opened(&self, one: &engine::Opened) -> Vec<Opened> {
        let request = &one.request;
        let place = |left: &Leftover| {
            format!("line {}, column {}: {}", left.line, left.column, left.message)
        };
        let name = if request.name.is_empty() { one.input.clone() } else { request.name.clone() };
        let mut all = vec![Opened {
            shown: self.bytes_of(one),
            draft: described(one),
            warnings: request.warnings.iter().map(place).collect(),
            unread: None,
            repair: request.repair.clone(),
            name: name.clone(),
        }];
        for example in &request.examples {
            let mut as_example = one.clone();
            as_example.request.what = Asked::Draft(Box::new(example.request.clone()));
            as_example.request.response.clone_from(&example.response);
            let name = format!("{name} · example: {}", example.name);
            as_example.request.name.clone_from(&name);
            all.push(Opened {
                shown: self.bytes_of(&as_example),
                draft: described(&as_example),
                warnings: Vec::new(),
                unread: None,
                repair: None,
                name,
            });
        }
        all
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

/// Of a file with more bytes than these only the names are read, so that it is never held twice.
const LARGE: u64 = 32 << 20;

/// The description in an input, where it has one.
fn described(one: &engine::Opened) -> Option<Described> {
    let Asked::Draft(draft) = &one.request.what else { return None };
    let base = Base(one.files.base.clone());
    Some(Described { draft: draft.clone(), vars: one.vars.clone(), base })
}

/// Asks the doctor.
fn diagnose(question: Question) -> Diagnosed {
    let ready = |shown: &Shown| engine::Ready {
        request: shown.exchange.request.clone(),
        authors: Vec::new(),
        volatile: Vec::new(),
        endpoint: shown.exchange.endpoint.clone(),
        via: shown.exchange.via,
        warnings: Vec::new(),
    };
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
