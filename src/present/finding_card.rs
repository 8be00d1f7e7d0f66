//! A finding as a card: title, explanation, evidence with marks, what mends it, why, where it is written.

use super::message::Messages;
use super::quote::quote;
use super::role::Role;
use super::row::Row;
use super::row::wrapped;
use super::veil::Veil;
use super::verdict::confidence_text;
use crate::doctor::Finding;
use crate::doctor::Fix;
use crate::doctor::Safety;

/// How much of a card is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardDetail {
    /// Title, explanation and evidence.
    Short,
    /// All of it.
    Full,
    /// All of it, and the terms of its rank.
    Why,
}

/// The title line: rank, code, how sure, what it is.
#[must_use]
pub fn finding_title(finding: &Finding, rank: usize) -> Row {
    let mut row = Row::of(format!("{rank}. "), Role::Dim);
    row.push(finding.code(), Role::Code).push("  ", Role::Plain);
    row.push(finding.severity.name(), Role::of_severity(finding.severity));
    row.push(format!("  {}", confidence_text(finding.confidence)), Role::Dim);
    row.push("  ", Role::Plain).push(finding.card.title, Role::Title);
    row
}

/// The card of one finding, `rank` counted from 1.
#[must_use]
pub fn finding_card(
    (finding, rank): (&Finding, usize),
    messages: &Messages,
    veil: &Veil,
    detail: CardDetail,
    width: usize,
) -> Vec<Row> {
    let mut rows = finding_title(finding, rank).wrap_words(width);
    indented(&veil.text(&finding.explanation), width, Role::Plain, &mut rows);
    for evidence in &finding.evidence {
        if let Some(message) = messages.side(evidence.side) {
            rows.extend(quote(evidence, message, veil, width));
        }
    }
    if let Some(fix) = &finding.fix {
        rows.extend(fix_rows(fix, veil, width));
    }
    if detail == CardDetail::Short {
        return rows;
    }
    labelled("why", finding.card.why, width, &mut rows);
    labelled("see", &finding.card.references.join(" · "), width, &mut rows);
    if detail == CardDetail::Why {
        rows.extend(reasons(finding, veil, width));
    }
    rows
}

/// What mends a finding: the advice, the snippet, and how far it may be trusted.
pub(super) fn fix_rows(fix: &Fix, veil: &Veil, width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    labelled("fix", &veil.text(&fix.summary), width, &mut rows);
    if let Some(snippet) = &fix.snippet {
        for line in veil.text(snippet).split('\n') {
            for part in Row::of(line, Role::String).wrap(width.saturating_sub(8)) {
                let mut row = Row::of(" ".repeat(8), Role::Plain);
                row.append(part);
                rows.push(row);
            }
        }
    }
    let safety = match fix.safety {
        Safety::Safe => "changes the form of the request, not its meaning",
        Safety::Guess => "may change what the request means",
        Safety::ShowOnly => "needs something that is not here; cannot be tried from here",
    };
    for line in wrapped(&format!("({safety})"), width.saturating_sub(8), Role::Dim) {
        let mut row = Row::of(" ".repeat(8), Role::Plain);
        row.append(line);
        rows.push(row);
    }
    rows
}

fn reasons(finding: &Finding, veil: &Veil, width: usize) -> Vec<Row> {
    let mut rows = vec![Row::of(format!("   rank  {:.1} points", finding.score()), Role::Name)];
    for reason in &finding.reasons {
        let text = format!("{:+.1}  {}", reason.points, veil.text(&reason.text));
        for line in wrapped(&text, width.saturating_sub(9), Role::Dim) {
            let mut row = Row::of("         ", Role::Plain);
            row.append(line);
            rows.push(row);
        }
    }
    rows
}

fn labelled(label: &str, text: &str, width: usize, rows: &mut Vec<Row>) {
    // Cards are broken into lines for documents; here the window breaks them.
    let text = text.replace('\n', " ");
    for (number, line) in
        wrapped(&text, width.saturating_sub(8), Role::Plain).into_iter().enumerate()
    {
        let head = if number == 0 { format!("   {label:<5}") } else { " ".repeat(8) };
        let mut row = Row::of(head, Role::Name);
        row.append(line);
        rows.push(row);
    }
}

fn indented(text: &str, width: usize, role: Role, rows: &mut Vec<Row>) {
    for line in wrapped(text, width.saturating_sub(3), role) {
        let mut row = Row::of("   ", Role::Plain);
        row.append(line);
        rows.push(row);
    }
}
