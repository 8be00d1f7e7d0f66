//! The screens: what keys do, what is drawn, whole tours, and the real program on a real terminal.

mod bench;
mod keys;
mod lists;
mod picture;
mod pty;
mod speed;
mod tour;
mod traffic;
