//! Header lines that came too late: behind the empty line that ends the head, or behind the body.

use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::reading::Reading;
use crate::wire;
use crate::wire::FramingKind;
use crate::wire::Span;

/// Whether `bytes` are `Name: value` lines and nothing else, up to an empty line or the end.
#[must_use]
pub(super) fn looks_like_headers(bytes: &[u8]) -> bool {
    let mut lines = lines(bytes).peekable();
    lines.peek().is_some()
        && lines.all(|line| {
            let colon = line.iter().position(|b| *b == b':').unwrap_or(0);
            colon > 0 && line.iter().take(colon).all(|b| wire::is_token_byte(*b))
        })
}

/// The lines before the first empty one, leading empty ones left out.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii)
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty())
}

/// Where header lines stand in the body's place, because an empty line ended the head too early.
#[must_use]
pub(super) fn behind_the_head(reading: &Reading<'_>) -> Option<Span> {
    let request = reading.request;
    let unframed = request.framing.kind == FramingKind::None;
    (unframed && looks_like_headers(request.text(request.body))).then_some(request.body)
}

/// The missing headers that stand in `late`.
pub(super) fn missing<'a>(case: &Case<'a>, late: Span) -> Vec<&'a Difference> {
    let names: Vec<Vec<u8>> = lines(case.failing.request.text(late))
        .filter_map(|line| Some(line.split(|b| *b == b':').next()?.to_ascii_lowercase()))
        .collect();
    let late = |d: &&Difference| {
        let name = d.place.header().unwrap_or_default().as_bytes();
        d.change == Change::Missing && names.iter().any(|own| own == name)
    };
    case.differences.iter().filter(late).collect()
}
