//! why4xx: why was my request refused? The rooms, floor by floor; each imports only from lower floors.

pub mod wire;
