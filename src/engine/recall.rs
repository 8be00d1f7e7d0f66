//! `history:ID`: a request that was sent or captured before, as an input like any other, with its answer.

use super::files::DiskFiles;
use super::folders::Folders;
use super::history::history;
use super::open::OpenError;
use super::open::Opened;
use crate::import::Asked;
use crate::import::ImportedRequest;
use crate::import::Kind;
use crate::model::ExchangeId;
use crate::model::Expect;

/// Opens the exchange of that number.
pub(super) fn recall(input: &str, number: &str) -> Result<Opened, OpenError> {
    let failed = |reason: String| OpenError::History { input: input.to_owned(), reason };
    let id = number
        .trim_start_matches('#')
        .parse()
        .map_err(|_| failed("write history: and the number that `why4xx history` lists".into()))?;
    let folders = Folders::of(&|name| std::env::var(name).ok());
    let history = history(&folders).ok_or_else(|| failed("no home folder is known here".into()))?;
    let kept = history.show(ExchangeId(id)).map_err(|error| failed(error.to_string()))?;
    let exchange = kept.exchange;
    let request = ImportedRequest {
        name: exchange.label,
        what: Asked::Exact(Box::new(exchange.request)),
        via: exchange.via,
        endpoint: exchange.endpoint,
        response: (!exchange.received.is_empty()).then_some(exchange.received),
        examples: Vec::new(),
        repair: None,
        warnings: Vec::new(),
    };
    Ok(Opened {
        input: input.to_owned(),
        kind: Some(Kind::Raw),
        request,
        vars: Vec::new(),
        expect: Expect::default(),
        files: DiskFiles::default(),
    })
}
