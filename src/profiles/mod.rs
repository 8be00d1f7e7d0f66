//! Floor 3: what each client would put on the wire, and which client wrote given bytes.

mod likeness;

pub use likeness::Likeness;
pub use likeness::identify;
