//! Floor 0: bytes in, spans out, every byte kept.
//!
//! A message is one buffer and a flat list of pieces that tile it; everything else is a reading of it. This room
//! knows no header but the two that frame a message, no time, no I/O, and imports nobody.

mod chunked;
mod cursor;
mod decoded;
mod edit;
pub mod escape;
mod fields;
mod framing;
mod note;
mod piece;
mod request;
mod response;
mod span;
mod start_line;

pub use chunked::ChunkScan;
pub use chunked::ChunkScanner;
pub use cursor::is_token_byte;
pub use decoded::Content;
pub use edit::Edit;
pub use edit::EditError;
pub use edit::apply;
pub use edit::apply_bytes;
pub use edit::refit_length;
pub use fields::Header;
pub use framing::Framing;
pub use framing::FramingKind;
pub use framing::head_end;
pub use note::Note;
pub use note::NoteKind;
pub use piece::Piece;
pub use piece::PieceKind;
pub use piece::tiles;
pub use request::ExactRequest;
pub use response::ExactResponse;
pub use span::Span;
pub use span::offset;
pub use start_line::RequestLine;
pub use start_line::StatusLine;
