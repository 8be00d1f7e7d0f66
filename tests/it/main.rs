//! The one integration binary: each room's tests are a module of it, so that heavy crates are linked once.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, tells what it skips, and is nobody's library"
)]

mod capture;
mod capture_bounds;
mod capture_desk;
mod capture_proxy;
mod cases;
mod cli;
mod cli_capture;
mod cli_contract;
mod export;
mod export_corpus;
mod export_har;
mod export_recorder;
mod export_run;
mod history;
mod history_export;
mod house;
mod import_curl;
mod import_har;
mod import_http;
mod import_postman;
mod practice;
mod present;
mod profiles;
mod rules;
mod run_clients;
mod transport;
mod transport_ends;
mod transport_listener;
mod transport_reqwest;
mod transport_server;
mod transport_tls;
mod tui;
mod wire;
