//! why4xx: why was my request refused? The rooms, floor by floor; each imports only from lower floors.

// Floor 0
pub mod wire;

// Floor 1
pub mod semantics;

// Floor 2
pub mod model;

// Floor 3
pub mod export;
pub mod history;
pub mod import;
pub mod practice;
pub mod profiles;
pub mod transport;

// Floor 4
pub mod doctor;

// Floor 5
pub mod engine;
pub mod present;

// Floor 6
pub mod cli;
pub mod tui;
