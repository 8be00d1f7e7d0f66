//! Which client wrote these bytes? Each profile is asked what it would have written for the same wishes.
//!
//! A request is read as a draft in each client's eyes: lines that the client adds by itself are its own, the rest is
//! the user's. Composing that draft and laying it beside the real bytes gives a cost in bits: lines that are missing,
//! out of place, or that few people type. The cheapest explanation is the likeliest client.

mod align;
mod cost;
mod sketch;

use super::PROFILES;
use super::profile::ClientProfile;
use super::profile::HabitValue;
use crate::wire::ExactRequest;
use crate::wire::escape;

/// How much a request looks like one client's.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// The client's name as `why4xx identify` gives it.
    pub name: &'static str,
    /// The version that the bytes tell, where they do.
    pub version: Option<String>,
    /// From 0 to 1; all candidates together and the unknown client make 1.
    pub confidence: f32,
    /// What speaks for it, in words.
    pub traits: Vec<String>,
}

/// Candidates below this share are not worth a word.
const LEAST: f32 = 0.02;
/// More header lines than this are not looked at.
const MOST_LINES: usize = 200;

/// The clients that the request looks like, best first; an empty list or low confidence means that it is unknown.
///
/// The cost is some hundred small compositions; bodies are looked at up to 16 KiB.
#[must_use]
pub fn identify(request: &ExactRequest) -> Vec<Likeness> {
    if request.headers.is_empty() || request.headers.len() > MOST_LINES {
        return Vec::new();
    }
    let mut found: Vec<(&'static str, cost::Verdict)> = Vec::new();
    for profile in PROFILES.iter().filter(|profile| profile.card().id != "verbatim") {
        let Some(verdict) = judge(*profile, request) else { continue };
        let name = group(profile.card().id);
        match found.iter_mut().find(|(other, _)| *other == name) {
            Some((_, best)) if best.bits <= verdict.bits => {}
            Some((_, best)) => *best = verdict,
            None => found.push((name, verdict)),
        }
    }
    shares(request, found)
}

/// The cheapest way in which a client could have written the request.
fn judge(profile: &dyn ClientProfile, request: &ExactRequest) -> Option<cost::Verdict> {
    let mut best: Option<cost::Verdict> = None;
    for sketch in sketch::sketches(profile, request) {
        let Some(verdict) = cost::of(profile, request, &sketch) else { continue };
        if best.as_ref().is_none_or(|best| verdict.bits < best.bits) {
            best = Some(verdict);
        }
    }
    best
}

/// Profiles that send the same under another version are one client.
fn group(id: &'static str) -> &'static str {
    match id {
        "newman" => "postman",
        "undici-fetch-npm" => "node-fetch-builtin",
        "chromium-navigation" => "chromium",
        other => other,
    }
}

/// Costs turned into shares of one, the unknown client among them.
fn shares(request: &ExactRequest, found: Vec<(&'static str, cost::Verdict)>) -> Vec<Likeness> {
    let unknown = cost::unknown(request);
    // Counted from the cheapest, so that nothing vanishes in the exponent.
    let least = found.iter().map(|(_, verdict)| verdict.bits).fold(unknown, f32::min);
    let weight = |bits: f32| (least - bits).exp2();
    let total =
        found.iter().map(|(_, verdict)| weight(verdict.bits)).sum::<f32>() + weight(unknown);
    let mut all: Vec<Likeness> = found
        .into_iter()
        .map(|(name, verdict)| Likeness {
            name,
            version: version(name, request),
            confidence: weight(verdict.bits) / total,
            traits: verdict.traits,
        })
        .filter(|likeness| likeness.confidence >= LEAST)
        .collect();
    all.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    all.truncate(8);
    all
}

/// The version in the User-Agent, where that names this client.
fn version(name: &str, request: &ExactRequest) -> Option<String> {
    let agent = request.first("user-agent")?;
    let products: &[&[u8]] = match name {
        "python-aiohttp" => &[b"aiohttp/"],
        "chromium" => &[b"Chrome/"],
        "powershell" => &[b"PowerShell/"],
        _ => &[],
    };
    let profile = PROFILES.iter().find(|profile| profile.card().id == name)?;
    let own = profile.habits().iter().find_map(|habit| match habit.value {
        HabitValue::UserAgent(start) if start.ends_with('/') => Some(start.as_bytes()),
        _ => None,
    });
    let products: Vec<&[u8]> =
        if products.is_empty() { own.into_iter().collect() } else { products.to_vec() };
    products.into_iter().find_map(|product| {
        let at = agent.windows(product.len()).position(|window| window == product)?;
        let rest = agent.get(at + product.len()..)?;
        let end = rest.iter().position(|b| b" ;)".contains(b)).unwrap_or(rest.len());
        let text = rest.get(..end).filter(|text| !text.is_empty())?;
        Some(escape::visible(text))
    })
}
