//! Floor 6: keys and screens. Model, update, view; effects as data; knows no socket, no database, no TLS.

pub mod action;
pub mod app;
mod asks;
pub mod desk;
pub mod diagnosed;
pub mod document;
mod editor;
pub mod effect;
pub mod facts;
pub mod frame;
pub mod input;
pub mod jobs;
pub mod keymap;
mod mouse;
pub mod msg;
mod network;
mod news;
pub mod opened;
pub mod overlays;
mod pretty;
mod run;
mod runtime;
pub mod screens;
pub mod shown;
mod terminal;
pub mod theme;
mod typed;
mod view;
pub mod widgets;

pub use app::App;
pub use run::Start;
pub use run::TuiError;
pub use run::run;
pub use terminal::Screen;
