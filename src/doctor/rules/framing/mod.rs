//! Rules about the framing.

use crate::doctor::rule::Rule;

pub(super) static RULES: &[&dyn Rule] = &[];
