//! The screens: what keys do, what is drawn, whole tours, and the real program on a real terminal.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop, and says where"
)]

mod bench;
mod keys;
mod picture;
mod pty;
mod speed;
mod tour;
