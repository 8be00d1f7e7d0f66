//! Work with what is kept: the history, presets made of requests, requests in other languages, files.

use super::desk::Desk;
use super::effect::Work;
use super::entry::Place;
use super::msg::News;
use super::msg::Written;
use super::opened::Opened;
use super::shown::Shown;
use crate::engine;
use crate::export::ExportOptions;
use crate::export::Exported;
use crate::export::Subject;
use crate::export::by_kind;
use crate::history::Found;
use crate::history::History;
use crate::history::Kept;
use crate::history::Query;
use crate::history::StoreError;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Via;
use crate::semantics::mask;
use crate::semantics::secrets;
use crate::wire::escape::visible;
use std::path::Path;
use std::sync::Arc;
use std::sync::PoisonError;

/// What is said where the history was switched off.
const OFF: &str =
    "there is no history: why4xx was started with --no-history, or no home folder is known";

impl Desk {
    /// Does work with what is kept.
    pub(super) fn keep_books(&self, work: Work) -> News {
        match work {
            Work::Peek(screen, key, place) => News::Peeked(screen, key, Box::new(self.peek(place))),
            Work::Find(screen, query) => {
                let found = self.find((*query).clone());
                News::Found(screen, query, found)
            }
            Work::Export { shown, kind, bare } => News::Exported(kind, export(&shown, kind, bare)),
            Work::SavePreset(shown, name) => self.save_preset(&shown, &name),
            Work::WriteFile(path, bytes) => write_file(&self.path(&path), &bytes),
            Work::Mark(id, mark) => self.told(
                |history| history.mark(id, mark),
                |()| News::Written(id, Written::Mark(mark)),
            ),
            Work::Annotate(id, note) => {
                let written = Written::Note(note.clone());
                self.told(|history| history.annotate(id, note), |()| News::Written(id, written))
            }
            Work::Forget(ids) => {
                let gone = ids.clone();
                self.told(|history| history.delete(ids), |_| News::Forgotten(gone))
            }
            _ => News::Failed("this is no work with what is kept".to_owned()),
        }
    }

    fn told<T>(
        &self,
        ask: impl FnOnce(&History) -> Result<T, StoreError>,
        tell: impl FnOnce(T) -> News,
    ) -> News {
        let Some(history) = self.history() else { return News::Failed(OFF.to_owned()) };
        ask(history).map_or_else(|error| News::Failed(error.to_string()), tell)
    }

    fn find(&self, query: Query) -> Result<Vec<Found>, String> {
        let history = self.history().ok_or(OFF)?;
        history.find(query).map_err(|error| error.to_string())
    }

    /// The newest number in the history, if it is newer than `last`.
    pub(super) fn newer(&self, last: Option<ExchangeId>) -> Option<ExchangeId> {
        let newest = self.find(Query { limit: Some(1), ..Query::default() }).ok()?.first()?.id;
        Some(newest).filter(|newest| last.is_none_or(|last| *newest > last))
    }

    /// The bytes of an entry; where there are none, why.
    fn peek(&self, place: Place) -> Opened {
        match place {
            Place::Ready(one) => (*one).clone(),
            Place::Held(exchange) => whole(Shown::of((*exchange).clone())),
            Place::File(input) => self.read_one(&input),
            Place::Gone => Opened::refused(String::new(), "its bytes were let go".to_owned()),
            Place::Kept(id) => match self.history().map(|history| history.show(id)) {
                Some(Ok(kept)) => whole(self.recalled(kept)),
                Some(Err(error)) => Opened::refused(String::new(), error.to_string()),
                None => Opened::refused(String::new(), OFF.to_owned()),
            },
        }
    }

    /// What the history had, under the number that it bears in this session.
    fn recalled(&self, kept: Kept) -> Shown {
        let id = kept.exchange.id;
        Shown::of(Exchange { id: self.number_of(id), ..kept.exchange }).kept_as(id)
    }

    /// One number in this session for what the history has under one number.
    fn number_of(&self, kept: ExchangeId) -> ExchangeId {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        *numbers.entry(kept).or_insert_with(|| self.number())
    }

    /// Remembers that an exchange of this session is in the history.
    pub(super) fn is_kept(&self, id: ExchangeId, kept: ExchangeId) {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner).insert(kept, id);
    }

    fn save_preset(&self, shown: &Shown, name: &str) -> News {
        if let Some(reason) = shown.unusable() {
            return News::Failed(reason);
        }
        let exchange = &shown.exchange;
        let endpoint = exchange.endpoint.as_ref();
        let order = engine::PresetOrder { name, request: &exchange.request, endpoint };
        match engine::save_preset(&self.folders, order) {
            Err(error) => News::Failed(error.to_string()),
            Ok(saved) => {
                let asked = match saved.variables.len() {
                    0 => String::new(),
                    _ => format!("; its secrets are asked for: {}", saved.variables.join(", ")),
                };
                let left = match saved.left_to_client {
                    0 => String::new(),
                    count => format!("; {count} header lines are left to its client"),
                };
                let path = visible(saved.path.as_os_str().as_encoded_bytes());
                News::Shelved(format!("preset {name} is made{asked}{left} ({path})"))
            }
        }
    }
}

/// An exchange as a list shows it.
fn whole(shown: Shown) -> Opened {
    let name = shown.exchange.label.clone();
    let trouble = shown.exchange.end.trouble().map(|words| visible(words.as_bytes()));
    let warnings = trouble.into_iter().chain(shown.unusable()).collect();
    Opened { warnings, ..Opened::of(name, Arc::new(shown)) }
}

/// The request in that language. Secrets are replaced unless `bare`.
fn export(shown: &Shown, kind: &str, bare: bool) -> Exported {
    let Some(exporter) = by_kind(kind) else { return Exported::default() };
    let exchange = &shown.exchange;
    let habits = engine::habits(&engine::Ready::of(exchange));
    // A listener of ours that passes nothing on speaks no TLS.
    let here = || engine::presumed_endpoint(&exchange.request);
    let heard = || here().filter(|to| exchange.via == Via::Captured && !to.tls);
    let endpoint = exchange.endpoint.clone().or_else(heard);
    let subject =
        Subject { endpoint: endpoint.as_ref(), habits: &habits, ..Subject::of_exchange(exchange) };
    let mut exported = exporter.export(&subject, ExportOptions { show_secrets: bare });
    let secrets = secrets(&exchange.request);
    // Raw is the one language that cannot say a secret otherwise.
    if kind == "raw" && !bare && !secrets.is_empty() {
        exported.text = mask(&exported.text, &secrets).bytes;
        exported.warnings.push(MASKED.to_owned());
    }
    exported
}

/// What is said of raw bytes whose secrets are masked.
const MASKED: &str = "its secrets are masked: these are not the exact bytes; `s` shows those";

fn write_file(path: &str, bytes: &[u8]) -> News {
    let shown = visible(path.as_bytes());
    match engine::write_new(Path::new(path), bytes) {
        Ok(()) => News::Done(format!("{} bytes written to {shown}", bytes.len())),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => News::Failed(format!(
            "{shown} exists already, and was left as it is: take another name"
        )),
        Err(error) => {
            News::Failed(format!("{shown} cannot be written: {}", engine::reason(&error)))
        }
    }
}
