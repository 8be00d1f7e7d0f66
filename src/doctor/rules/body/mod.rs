//! Rules about the body.

use crate::doctor::rule::Rule;

pub(super) static RULES: &[&dyn Rule] = &[];
