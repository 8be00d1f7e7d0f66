//! The one integration binary: each room's tests are a module of it, so that heavy crates are linked once.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on panics, and a score is printed for its reader"
)]

mod cases;
mod cli;
mod cli_contract;
mod house;
mod import_curl;
mod practice;
mod present;
mod profiles;
mod rules;
mod transport;
mod transport_ends;
mod transport_listener;
mod transport_reqwest;
mod transport_server;
mod transport_tls;
mod tui;
mod wire;
