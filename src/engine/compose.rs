//! From what was opened to exact bytes: variables filled, a client chosen, lines with their authors.

use super::entropy::OsEntropy;
use super::intent::SURE;
use super::intent::intent;
use super::open::Opened;
use crate::import::Asked;
use crate::model::Draft;
use crate::model::Endpoint;
use crate::model::Exchange;
use crate::model::Files;
use crate::model::ProfileId;
use crate::model::Surroundings;
use crate::model::Via;
use crate::model::vars::Lookup;
use crate::model::vars::fill;
use crate::profiles;
use crate::profiles::Author;
use crate::profiles::ComposeError;
use crate::profiles::Composed;
use crate::semantics::Target;
use crate::wire::ExactRequest;
use crate::wire::Header;
use crate::wire::Span;

/// A request ready to be shown, sent or diagnosed.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The bytes.
    pub request: ExactRequest,
    /// Who wrote which line; empty for bytes that came as they are.
    pub authors: Vec<(Span, Author)>,
    /// What is other on each sending.
    pub volatile: Vec<Span>,
    /// Where it goes, as far as it says so itself.
    pub endpoint: Option<Endpoint>,
    /// How the bytes came to us.
    pub via: Via,
    /// What was left out or changed on the way, for a person.
    pub warnings: Vec<String>,
}

impl Ready {
    /// The bytes of an exchange as they were.
    #[must_use]
    pub fn of(exchange: &Exchange) -> Self {
        Self {
            request: exchange.request.clone(),
            authors: Vec::new(),
            volatile: Vec::new(),
            endpoint: exchange.endpoint.clone(),
            via: exchange.via,
            warnings: Vec::new(),
        }
    }
}

/// Why no bytes could be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ComposeFailure {
    /// No client of that name.
    #[error("there is no client `{name}`; known are: {}", known())]
    NoClient {
        /// The name.
        name: String,
    },
    /// Variables without a value.
    #[error("no value for {}: give --var {}=…, or set WHY4XX_{}", .0.join(", "), .0.first().map(String::as_str).unwrap_or_default(), .0.first().map(|n| n.to_uppercase().replace('-', "_")).unwrap_or_default())]
    Unfilled(Vec<String>),
    /// The client refuses.
    #[error("{0}")]
    Refused(#[from] ComposeError),
}

fn known() -> String {
    profiles::PROFILES.iter().map(|profile| profile.card().id).collect::<Vec<_>>().join(", ")
}

/// What the user says beside the input.
#[derive(Clone, Default)]
pub struct Wishes<'a> {
    /// The client that is to send it.
    pub client: Option<&'a str>,
    /// Values for variables.
    pub vars: &'a [(String, String)],
    /// Whether a former client's own headers are kept.
    pub keep_headers: bool,
}

/// Positions of the header lines that the client which made the bytes writes by itself: by their authors where those
/// are known, else by the habits of the client that is recognised. What declares the body is never one of them: another
/// client would not write it by itself.
#[must_use]
pub fn habits(ready: &Ready) -> Vec<usize> {
    let request = &ready.request;
    let declares =
        |header: &Header| request.text(header.name).eq_ignore_ascii_case(b"content-type");
    let numbered = request.headers.iter().enumerate().filter(|(_, header)| !declares(header));
    if !ready.authors.is_empty() {
        let by_client = |header: &Header| {
            ready.authors.iter().any(|(span, author)| {
                span.encloses(header.span) && matches!(author, Author::Client(_))
            })
        };
        return numbered.filter(|(_, header)| by_client(header)).map(|(index, _)| index).collect();
    }
    let sure =
        profiles::identify(request).into_iter().next().filter(|found| found.confidence >= SURE);
    let Some(profile) = sure.and_then(|found| profiles::by_name(found.name)) else {
        return Vec::new();
    };
    let own = |header: &Header| {
        let (name, value) = (request.text(header.name), request.text(header.value));
        profile.habits().iter().any(|habit| habit.explains(name, value))
    };
    numbered.filter(|(_, header)| own(header)).map(|(index, _)| index).collect()
}

/// Makes the bytes of an opened request.
pub fn ready(
    opened: &Opened,
    wishes: &Wishes<'_>,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Ready, ComposeFailure> {
    let request = &opened.request;
    let mut warnings: Vec<String> = request.warnings.iter().map(ToString::to_string).collect();
    let scheme = request.endpoint.as_ref().is_some_and(|endpoint| endpoint.tls);
    let scheme = if scheme { "https" } else { "http" };
    let draft = match (&request.what, wishes.client) {
        (Asked::Exact(exact), None) => {
            let endpoint = request.endpoint.clone().or_else(|| endpoint_of(exact));
            let via = request.via;
            return Ok(Ready {
                request: (**exact).clone(),
                authors: Vec::new(),
                volatile: Vec::new(),
                endpoint,
                via,
                warnings,
            });
        }
        (Asked::Exact(exact), Some(_)) => {
            let read = intent(exact, scheme, wishes.keep_headers);
            let who = read.client.unwrap_or("the sender");
            warnings.extend(
                read.dropped
                    .iter()
                    .map(|line| format!("left out, written by {who} itself: {line}")),
            );
            read.draft
        }
        (Asked::Draft(draft), _) => (**draft).clone(),
    };
    let lookup = Lookup::new(wishes.vars, env, &opened.vars);
    let (mut draft, unfilled) = fill(&draft, &|name| lookup.value(name));
    if !unfilled.is_empty() && opened.kind.is_none() {
        return Err(ComposeFailure::Unfilled(unfilled));
    }
    if let Some(name) = wishes.client {
        draft.client = client(name)?;
    }
    let composed = compose(&draft, &opened.files)?;
    let endpoint = request.endpoint.clone().or_else(|| endpoint_of_url(&composed.url));
    warnings.extend(composed.warnings.iter().cloned());
    Ok(Ready {
        request: ExactRequest::parse(composed.bytes),
        authors: composed.authors,
        volatile: composed.volatile,
        endpoint,
        via: Via::Imported,
        warnings,
    })
}

/// The profile id of a client's name.
fn client(name: &str) -> Result<ProfileId, ComposeFailure> {
    let profile = profiles::by_name(name)
        .ok_or_else(|| ComposeFailure::NoClient { name: name.to_owned() })?;
    Ok(ProfileId(profile.card().id))
}

/// The first message that the draft's client would send.
pub fn compose(draft: &Draft, files: &dyn Files) -> Result<Composed, ComposeError> {
    let mut entropy = OsEntropy;
    let mut with = Surroundings { files, entropy: &mut entropy };
    let mut all = profiles::compose(draft, &mut with)?;
    // A preflight comes first; the request that was asked for comes last.
    all.pop().ok_or(ComposeError::NoFacility { client: draft.client.0, what: "requests at all" })
}

/// Where bytes say that they go: an absolute target. A `Host` field alone does not say how to dial.
#[must_use]
pub fn endpoint_of(request: &ExactRequest) -> Option<Endpoint> {
    let target = Target::parse(request.target());
    target.scheme?;
    endpoint_of_url(request.target())
}

/// Where bytes go, as far as anyone can tell from them: an absolute target's host, else `Host`. One without a port is
/// dialled over TLS, as nearly every API is; one on this machine without.
#[must_use]
pub fn presumed_endpoint(request: &ExactRequest) -> Option<Endpoint> {
    if Target::parse(request.target()).scheme.is_some() {
        return endpoint_of(request);
    }
    Endpoint::from_origin(std::str::from_utf8(request.first("host")?).ok()?).ok()
}

fn endpoint_of_url(url: &[u8]) -> Option<Endpoint> {
    Endpoint::from_url(std::str::from_utf8(url).ok()?).ok()
}
