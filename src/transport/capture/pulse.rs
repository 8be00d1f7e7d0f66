//! What the two directions of one exchange tell each other while they run.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// Signs of life, shared by both directions.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    beats: AtomicU64,
    switched: AtomicBool,
}

impl Pulse {
    /// Bytes moved.
    pub(super) fn beat(&self) {
        self.beats.fetch_add(1, Ordering::Relaxed);
    }

    /// How often bytes moved.
    pub(super) fn beats(&self) -> u64 {
        self.beats.load(Ordering::Relaxed)
    }

    /// What follows is no HTTP any more (`101 Switching Protocols`).
    pub(super) fn switch(&self) {
        self.switched.store(true, Ordering::Relaxed);
    }

    /// Whether it is no HTTP any more.
    pub(super) fn is_switched(&self) -> bool {
        self.switched.load(Ordering::Relaxed)
    }
}
