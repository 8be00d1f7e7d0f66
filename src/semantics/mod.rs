//! Floor 1: what the bytes mean, still with spans. It describes and never judges.
//!
//! Every reading takes a slice and answers with offsets into that slice: a header's reading is shifted by
//! `header.value.start`, a body's goes through [`crate::wire::Content::to_wire`]. Nothing here fails or panics on
//! hostile bytes, and nothing takes more than linear time. The room knows only the floor below it.

pub mod base64;
pub mod basic;
pub mod challenge;
pub mod cookie;
pub mod credential;
pub mod date;
pub mod field_value;
pub mod json;
pub mod json_fault;
mod json_number;
pub mod json_path;
mod json_reader;
mod json_string;
pub mod jwt;
pub mod key_name;
pub mod media_type;
pub mod oddity;
pub mod percent;
pub mod placeholder;
pub mod presigned;
pub mod scheme;
pub mod target;
pub mod text;

pub use base64::Alphabet;
pub use base64::Base64;
pub use basic::Basic;
pub use basic::BasicCharset;
pub use basic::BasicProblem;
pub use challenge::Challenge;
pub use cookie::Cookie;
pub use cookie::SetCookie;
pub use cookie::cookies;
pub use cookie::set_cookies;
pub use credential::Carrier;
pub use credential::Credential;
pub use credential::SecretForm;
pub use credential::credentials;
pub use field_value::Param;
pub use json::Json;
pub use json::JsonKind;
pub use json::JsonNode;
pub use json::NodeId;
pub use json_fault::JsonError;
pub use json_fault::JsonFault;
pub use json_fault::JsonNote;
pub use json_fault::JsonNoteKind;
pub use json_path::Step;
pub use jwt::Jwt;
pub use media_type::Accept;
pub use media_type::AcceptRange;
pub use media_type::MediaType;
pub use oddity::Oddity;
pub use placeholder::Place;
pub use placeholder::PlaceholderKind;
pub use presigned::Presigned;
pub use presigned::PresignedKind;
pub use presigned::presigned;
pub use scheme::Scheme;
pub use target::Pair;
pub use target::Target;
pub use target::TargetForm;
pub use text::Bom;
pub use text::Text;
