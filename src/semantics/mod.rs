//! Floor 1: what the bytes mean, still with spans. It describes and never judges.
//!
//! Every reading takes a slice and answers with offsets into that slice: a header's reading is shifted by
//! `header.value.start`, a body's goes through [`crate::wire::Content::to_wire`]. Nothing here fails or panics on
//! hostile bytes, and nothing takes more than linear time. The room knows only the floor below it.

pub mod field_value;
pub mod media_type;
pub mod percent;
pub mod target;

pub use field_value::Param;
pub use media_type::Accept;
pub use media_type::AcceptRange;
pub use media_type::MediaType;
pub use target::Pair;
pub use target::Target;
pub use target::TargetForm;
