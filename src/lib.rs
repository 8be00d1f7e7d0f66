//! why4xx: why was my request refused? The rooms, floor by floor; each imports only from lower floors.

// Floor 0
pub mod wire;
// Floor 1 (semantics)
// Floor 2
pub mod model;
// Floor 3
pub mod profiles;
