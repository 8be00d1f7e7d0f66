//! Roles as escape codes. Meaning never rests on colour alone: the rows carry marks of their own.

use crate::present::Role;
use crate::present::Row;
use crate::present::Run;

/// A row as text, coloured or plain.
pub(super) fn text(row: &Row, colored: bool) -> String {
    if !colored {
        return row.text();
    }
    row.runs.iter().map(dressed).collect()
}

fn dressed(run: &Run) -> String {
    let roles = run.roles;
    let codes: Vec<&str> = [Some(roles.syntax), roles.change, roles.evidence]
        .into_iter()
        .flatten()
        .map(code)
        .filter(|code| !code.is_empty())
        .collect();
    if codes.is_empty() {
        return run.text.clone();
    }
    format!("\x1b[{}m{}\x1b[0m", codes.join(";"), run.text)
}

/// The SGR parameters of a role.
const fn code(role: Role) -> &'static str {
    match role {
        Role::Plain | Role::Body | Role::Value | Role::Target => "",
        Role::Dim | Role::Punctuation | Role::Version => "2",
        Role::Title => "1",
        Role::Code | Role::Method => "1;36",
        Role::Link => "4",
        Role::Status | Role::Name => "36",
        Role::Number | Role::String | Role::Keyword => "32",
        Role::Stray | Role::Invalid | Role::Invisible => "35",
        Role::Added | Role::Good => "32",
        Role::Removed | Role::Error => "31",
        Role::Changed | Role::Warning => "33",
        Role::Moved | Role::Info => "34",
        Role::Evidence => "1;4;31",
        Role::Gap => "1;31",
        Role::Secret => "2;3",
        Role::You => "32",
        Role::Client => "34",
        Role::Computed => "33",
    }
}
