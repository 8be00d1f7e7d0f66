//! The one integration binary: every file beside this one is a module of it.

mod cases;
mod rules;
