//! Floor 1: what the bytes mean, still with spans. It describes and never judges.
//!
//! Every reading takes a slice and answers with offsets into that slice: a header's reading is shifted by
//! `header.value.start`, a body's goes through [`crate::wire::Content::to_wire`]. Nothing here fails or panics on
//! hostile bytes, and nothing takes more than linear time. The room knows only the floor below it.

pub mod base64;
pub mod basic;
pub mod date;
pub mod field_value;
pub mod jwt;
pub mod key_name;
pub mod media_type;
pub mod percent;
pub mod target;

pub use base64::Alphabet;
pub use base64::Base64;
pub use basic::Basic;
pub use basic::BasicCharset;
pub use basic::BasicProblem;
pub use field_value::Param;
pub use jwt::Jwt;
pub use media_type::Accept;
pub use media_type::AcceptRange;
pub use media_type::MediaType;
pub use target::Pair;
pub use target::Target;
pub use target::TargetForm;
