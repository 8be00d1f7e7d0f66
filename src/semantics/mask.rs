//! The mask over secrets: enough stays to recognise one and to tell two apart, too little to use or guess it.

use super::secret::merge;
use crate::wire::Span;
use crate::wire::offset;

/// Bytes with their secrets masked, and where everything went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// The masked bytes.
    pub bytes: Vec<u8>,
    /// Each secret's span before and its mask's span in `bytes`, in order.
    pub runs: Vec<(Span, Span)>,
}

impl Masked {
    /// Where the bytes that stood at `span` stand now; a span that touches a secret covers its whole mask.
    #[must_use]
    pub fn to_masked(&self, span: Span) -> Span {
        let start = self.moved(span.start, false);
        Span::new(start, if span.is_empty() { start } else { self.moved(span.end, true) })
    }

    /// An offset before, as an offset now; inside a secret the mask's start or, for an end, its end.
    fn moved(&self, at: u32, end: bool) -> u32 {
        let next = self
            .runs
            .partition_point(|(secret, _)| secret.start < at || !end && secret.start == at);
        let Some((secret, mask)) = next.checked_sub(1).and_then(|index| self.runs.get(index))
        else {
            return at;
        };
        match () {
            () if at >= secret.end => mask.end.saturating_add(at - secret.end),
            () if end => mask.end,
            () => mask.start,
        }
    }
}

/// `bytes` with the secrets at `spans` masked; spans may come in any order and overlap.
#[must_use]
pub fn mask(bytes: &[u8], spans: &[Span]) -> Masked {
    let mut masked = Masked::default();
    let mut at = 0;
    let clamp = |span: &Span| Span::new(span.start, span.end.min(offset(bytes.len())));
    for secret in merge(spans.iter().map(clamp).collect()) {
        masked.bytes.extend(Span::new(at, secret.start).slice(bytes));
        let start = masked.bytes.len();
        masked.bytes.extend(mask_one(secret.slice(bytes)).bytes());
        masked.runs.push((secret, Span::of(start, masked.bytes.len())));
        at = secret.end;
    }
    masked.bytes.extend(Span::of(at as usize, bytes.len()).slice(bytes));
    masked
}

/// Secrets from this length on keep four characters and have a long mark, in bytes.
const LONG: usize = 20;

/// The mask of one secret, such as `eyJh***203-a3f2`: its start if it is long, its length, and a mark that equal secrets
/// share. It holds only characters that may stand in a token, a URL, JSON and a form.
///
/// A long secret's mark has 16 bits; a short one's has 8 and its start is hidden, since it may be a word that someone
/// could guess and check against the mark.
#[must_use]
pub fn mask_one(secret: &[u8]) -> String {
    let (hash, length) = (fnv(secret), secret.len());
    if length < LONG {
        return format!("***{length}-{:02x}", hash & 0xff);
    }
    let plain = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let start: String = secret.iter().take(4).take_while(plain).map(|b| char::from(*b)).collect();
    format!("{start}***{length}-{:04x}", hash & 0xffff)
}

/// FNV-1a, folded: a mark for the eye, the same in every run, and no protection by itself.
fn fnv(bytes: &[u8]) -> u64 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    hash ^ (hash >> 32) ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_secrets_look_equal_and_others_differ() {
        let long = mask_one(b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9");
        assert!(long.starts_with("eyJh***36-") && long.len() == 14);
        assert_eq!(long, mask_one(b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"));
        assert_ne!(long, mask_one(b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ8"));
        assert!(mask_one(b"hunter2").starts_with("***7-"));
        assert_ne!(mask_one(b"hunter2"), mask_one(b"hunter3"));
    }

    #[test]
    fn spans_move_along() {
        let masked = mask(b"a=hunter2&b=c", &[Span::new(2, 9)]);
        assert_eq!(masked.to_masked(Span::new(0, 1)), Span::new(0, 1));
        assert_eq!(masked.to_masked(Span::new(3, 5)), masked.runs[0].1);
        assert_eq!(masked.to_masked(Span::new(10, 11)).slice(&masked.bytes), b"b");
        assert_eq!(masked.to_masked(Span::new(1, 13)).slice(&masked.bytes), &masked.bytes[1..]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn no_secret_stays(text in "[a-z]{0,40}", spans in proptest::collection::vec((0u32..50, 0u32..50), 0..5)) {
            let spans: Vec<Span> = spans.into_iter().map(|(start, end)| Span::new(start, end)).collect();
            let masked = mask(text.as_bytes(), &spans);
            for (before, now) in &masked.runs {
                prop_assert_eq!(mask_one(before.slice(text.as_bytes())).into_bytes(), now.slice(&masked.bytes));
                prop_assert_eq!(masked.to_masked(*before), *now);
            }
        }
    }
}
