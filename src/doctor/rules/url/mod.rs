//! Rules about the url.

use crate::doctor::rule::Rule;

pub(super) static RULES: &[&dyn Rule] = &[];
