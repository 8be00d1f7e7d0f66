//! What it costs, in bits, to believe that a client wrote a request; and what the unknown client costs.

use super::super::profile::Author;
use super::super::profile::ClientProfile;
use super::super::profile::ComposeError;
use super::super::profile::Composed;
use super::super::profile::HabitValue;
use super::align::PLACEHOLDER;
use super::align::aligned;
use super::sketch;
use super::sketch::Agent;
use super::sketch::Sketch;
use crate::model::Draft;
use crate::model::Entropy;
use crate::model::FileError;
use crate::model::Files;
use crate::model::Surroundings;
use crate::wire::ExactRequest;
use crate::wire::Header;
use crate::wire::Span;
use crate::wire::escape;
use bytes::Bytes;

/// A client's case: what it costs and what speaks for it.
pub(super) struct Verdict {
    pub(super) bits: f32,
    pub(super) traits: Vec<String>,
}

/// A line that the client would have added and that is not there.
const MISSING: f32 = 6.0;
/// A line that is there but elsewhere.
const MISPLACED: f32 = 3.5;
/// A line that the client would have spelled differently.
const RESPELLED: f32 = 5.0;
/// A body that the client's own facility would have spelled otherwise.
const HAND_MADE: f32 = 1.0;
/// A header value in a form that the client would have refused as text.
const TAMED: f32 = 2.0;
/// A body that comes out otherwise although it was read through that facility.
const OTHER_BODY: f32 = 6.0;

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Result<Bytes, FileError> {
        Ok(Bytes::from_static(b"\xff"))
    }
}

struct Zeros;

impl Entropy for Zeros {
    fn fill(&mut self, into: &mut [u8]) {
        into.fill(0);
    }
}

/// What it costs that this client wrote the request in the way of the sketch; `None` where it cannot have.
pub(super) fn of(
    profile: &dyn ClientProfile,
    request: &ExactRequest,
    sketch: &Sketch,
) -> Option<Verdict> {
    let mut with = Surroundings { files: &NoFiles, entropy: &mut Zeros };
    let (mut all, tamed) = match profile.compose(&sketch.draft, &mut with) {
        Ok(all) => (all, 0.0),
        // People get round a refusal by giving bytes instead of text.
        Err(ComposeError::Header { .. }) => {
            (profile.compose(&tame(&sketch.draft), &mut with).ok()?, TAMED)
        }
        Err(_) => return None,
    };
    let composed = if sketch.preflight && all.len() > 1 { all.swap_remove(0) } else { all.pop()? };
    let ours = ExactRequest::parse(composed.bytes.clone());
    let pairs = aligned((profile, sketch), &ours, request);
    let mut bits = prior(profile)
        + tamed
        + match sketch.agent {
            Agent::AsIs => 0.0,
            Agent::Replaced => 1.5,
            Agent::Removed => 2.0,
        };
    let mut own = Vec::new();
    for (index, header) in ours.headers.iter().enumerate() {
        let by_user = author(&composed, header) == Author::You;
        match pairs.iter().find(|(left, _)| *left == index) {
            Some(_) if !by_user => own.push(ours.text(header.name).to_vec()),
            Some(_) => {}
            None => bits += unmatched(request, &ours, header, by_user),
        }
    }
    for (index, header) in request.headers.iter().enumerate() {
        let pair = pairs.iter().find(|(_, right)| *right == index);
        let typed = pair
            .and_then(|(left, _)| ours.headers.get(*left))
            .is_none_or(|line| author(&composed, line) == Author::You);
        if typed {
            bits += typing(request, header);
        }
    }
    let same_body = body_is_same(&composed, &ours, request);
    bits += body_cost(request, sketch, same_body);
    let spelled = sketch.body.filter(|_| same_body);
    Some(Verdict { bits, traits: traits(profile, request, &own, spelled) })
}

/// The draft with every value that a client might refuse replaced.
fn tame(draft: &Draft) -> Draft {
    let mut draft = draft.clone();
    for header in &mut draft.headers {
        if !header.value.iter().all(|b| (0x20..0x7f).contains(b)) {
            header.value = PLACEHOLDER.to_vec();
        }
    }
    draft
}

fn body_cost(request: &ExactRequest, sketch: &Sketch, same_body: bool) -> f32 {
    let facility = request.first("content-type").is_some_and(|media| {
        let media = media.to_ascii_lowercase();
        [&b"json"[..], b"urlencoded", b"multipart"]
            .iter()
            .any(|word| media.windows(word.len()).any(|w| w == *word))
    });
    match (sketch.body, same_body) {
        (Some(_), true) => 0.0,
        (Some(_), false) => OTHER_BODY,
        (None, _) if facility => HAND_MADE,
        (None, _) => 0.0,
    }
}

/// What the unknown client costs: each line is an accident.
pub(super) fn unknown(request: &ExactRequest) -> f32 {
    4.0 + request.headers.iter().map(|header| typing(request, header).max(1.0) * 1.1).sum::<f32>()
}

/// Rarer clients start a little behind.
fn prior(profile: &dyn ClientProfile) -> f32 {
    let card = profile.card();
    let rare: f32 = match card.id {
        "postman" | "curl" | "python-requests" | "chromium" | "axios" | "go-http"
        | "node-fetch-builtin" => 0.0,
        "newman" | "undici-fetch-npm" => 0.2,
        "java-httpurlconnection" | "php-stream" => 1.5,
        _ => 0.8,
    };
    if card.documented_only { rare + 3.0 } else { rare }
}

fn author(composed: &Composed, header: &Header) -> Author {
    composed
        .authors
        .iter()
        .find(|(span, _)| span.encloses(header.span))
        .map_or(Author::You, |(_, author)| *author)
}

/// A line of ours that has no partner in its place.
fn unmatched(request: &ExactRequest, ours: &ExactRequest, header: &Header, by_user: bool) -> f32 {
    let name = ours.text(header.name);
    let elsewhere = request.headers.iter().any(|other| request.text(other.name) == name);
    let respelled =
        request.headers.iter().any(|other| request.text(other.name).eq_ignore_ascii_case(name));
    match (elsewhere, respelled, by_user) {
        (true, _, _) => MISPLACED,
        (false, true, _) => RESPELLED,
        (false, false, true) => RESPELLED,
        (false, false, false) => MISSING,
    }
}

/// What it costs that a user typed this line: little for their own business, much for what clients do.
fn typing(request: &ExactRequest, header: &Header) -> f32 {
    let name = request.text(header.name).to_ascii_lowercase();
    match name.as_slice() {
        b"accept" | b"user-agent" => 1.5,
        b"content-type" | b"authorization" | b"cookie" | b"x-requested-with" => 0.3,
        b"origin" | b"referer" | b"cache-control" | b"accept-language" | b"pragma" => 2.0,
        b"host"
        | b"connection"
        | b"accept-encoding"
        | b"content-length"
        | b"te"
        | b"upgrade"
        | b"transfer-encoding"
        | b"expect"
        | b"http2-settings"
        | b"cookie2"
        | b"upgrade-insecure-requests"
        | b"priority" => 4.0,
        b"postman-token" => 12.0,
        name if name.starts_with(b"sec-") || name.starts_with(b"access-control-") => 5.0,
        _ => 0.2,
    }
}

/// Whether the bodies are equal up to what is volatile in ours.
fn body_is_same(composed: &Composed, ours: &ExactRequest, theirs: &ExactRequest) -> bool {
    let (mine, other) = (ours.content(), theirs.content());
    if other.bytes.len() > sketch::MOST_BODY {
        return true;
    }
    let volatile = |at: usize| {
        let wire = mine.to_wire(Span::of(at, at + 1));
        composed.volatile.iter().any(|span| span.encloses(wire))
    };
    mine.bytes.len() == other.bytes.len()
        && mine
            .bytes
            .iter()
            .zip(&other.bytes)
            .enumerate()
            .all(|(at, (a, b))| a == b || volatile(at))
}

/// What speaks for the client, most telling first.
fn traits(
    profile: &dyn ClientProfile,
    request: &ExactRequest,
    own: &[Vec<u8>],
    body: Option<&'static str>,
) -> Vec<String> {
    let mut traits = Vec::new();
    let agent = request.first("user-agent").filter(|agent| {
        profile
            .habits()
            .iter()
            .any(|habit| sketch::is_agent(habit) && habit.explains(b"user-agent", agent))
    });
    if let Some(agent) = agent {
        traits.push(format!("User-Agent `{}`", escape::visible(agent)));
    }
    if own.len() > 1 {
        let names: Vec<String> = own.iter().map(|name| escape::visible(name)).collect();
        traits.push(format!("its own headers in its order and case: {}", names.join(", ")));
    }
    for habit in profile.habits() {
        let HabitValue::Fixed(value) = habit.value else { continue };
        let written = own.iter().any(|name| name == habit.header.as_bytes());
        if written
            && !matches!(value, "*/*" | "keep-alive" | "close" | "gzip")
            && !sketch::is_agent(habit)
        {
            traits.push(format!("`{}: {value}`", habit.header));
        }
    }
    if let Some(body) = body {
        traits.push(format!("the {body} body is spelled as it spells one"));
    }
    traits
}
