//! Randomness of the system, for boundaries and tokens.

use crate::model::Entropy;

/// The system's own source. Where it fails (it practically cannot), boundaries are less random, nothing else.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&mut self, into: &mut [u8]) {
        if getrandom::fill(into).is_err() {
            let seed = super::clock::now_seconds().to_le_bytes();
            for (byte, seed) in into.iter_mut().zip(seed.iter().cycle()) {
                *byte ^= *seed;
            }
        }
    }
}
