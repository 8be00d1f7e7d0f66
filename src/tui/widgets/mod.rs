//! What screens are built from. Widgets know rows, keys and the theme; no facts and no screen.

pub mod bytes_view;
pub mod dialog;
pub mod grapheme;
pub mod list;
pub mod pane;
pub mod rows;
pub mod spinner;
pub mod tabs;
pub mod text_area;
pub mod text_input;
pub mod toast;
