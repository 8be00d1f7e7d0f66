//! The one integration binary: each file beside this one is a module of it.

mod practice;
