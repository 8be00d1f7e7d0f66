//! Floor 5: rows of words and roles for the eye, no colours and no terminal.
//!
//! Whatever a face draws comes from here as [`Row`]s whose text is already harmless. The room knows neither
//! `ratatui` nor escape codes, nor the engine beside it; it is pure, and asks for nothing but a width.

mod authors;
mod cell;
mod decoded;
mod diff_equal;
mod diff_rows;
mod diff_table;
mod draw;
mod finding_card;
mod headers;
mod hex_rows;
mod marks;
mod message;
mod quote;
mod role;
mod row;
mod timing;
mod token_diff;
mod veil;
mod verdict;
mod wire_index;
mod wire_rows;

pub use authors::author_legend;
pub use authors::author_mark;
pub use authors::author_name;
pub use diff_rows::Fold;
pub use diff_rows::diff_rows;
pub use diff_table::DiffClass;
pub use diff_table::DiffLine;
pub use diff_table::DiffTable;
pub use diff_table::Marker;
pub use finding_card::CardDetail;
pub use finding_card::finding_card;
pub use finding_card::finding_title;
pub use headers::header_rows;
pub use hex_rows::hex_len;
pub use hex_rows::hex_rows;
pub use marks::Layer;
pub use marks::Marks;
pub use message::Message;
pub use message::Messages;
pub use role::Role;
pub use row::Roles;
pub use row::Row;
pub use row::Run;
pub use row::wrapped;
pub use timing::timing_rows;
pub use veil::Veil;
pub use verdict::confidence_words;
pub use verdict::verdict_rows;
pub use wire_index::WireIndex;
pub use wire_rows::Gutter;
pub use wire_rows::WireRows;
