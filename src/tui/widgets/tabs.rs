//! Tabs: the views of one pane, in its title line.

use crate::present::Role;
use crate::present::Row;

/// A title such as `[2] Received · bytes │ body │ times`, with the view that is seen in brackets.
#[must_use]
pub fn title(number: usize, name: &str, views: &[&str], seen: usize) -> Row {
    let mut row = Row::new();
    row.push(format!("[{number}] {name}"), Role::Title);
    for (index, view) in views.iter().enumerate() {
        if index == seen {
            row.push(format!(" ‹{view}›"), Role::Title);
        } else {
            row.push(format!("  {view} "), Role::Dim);
        }
    }
    row
}
