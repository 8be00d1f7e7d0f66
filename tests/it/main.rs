//! The one integration binary: each room's tests are a module of it, so that heavy crates are linked once.

mod cases;
mod export;
mod export_corpus;
mod export_recorder;
mod export_run;
mod practice;
mod profiles;
mod rules;
mod transport;
mod transport_ends;
mod transport_listener;
mod transport_reqwest;
mod transport_server;
mod transport_tls;
