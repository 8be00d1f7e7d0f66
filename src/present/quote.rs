//! Quotes the line that a piece of evidence stands in, with its marks underneath, or the place where something lacks.

use super::draw::text_row;
use super::message::Message;
use super::role::Role;
use super::row::Roles;
use super::row::Row;
use super::veil::Veil;
use crate::doctor::Evidence;
use crate::doctor::Mark;
use crate::doctor::Side;
use crate::semantics::Masked;
use crate::semantics::mask;
use crate::wire::Span;

/// Of a long line, at most this many bytes before and behind the mark are looked at.
const MOST_AROUND: u32 = 2048;

/// The rows of one piece of evidence, at most `width` columns wide.
pub(super) fn quote(evidence: &Evidence, message: &Message, veil: &Veil, width: usize) -> Vec<Row> {
    let span = message.local(evidence.mark.span());
    let mut rows = heading(evidence, span).wrap_words(width);
    let label = veil.text(&evidence.label);
    // The frame before a quoted line takes five columns.
    let room = width.saturating_sub(5).max(15);
    match evidence.mark {
        Mark::Gap(_) if at_line_start(&message.bytes, span.start) => {
            if let Some(before) = span.start.checked_sub(1) {
                let line = line_of(&message.bytes, Span::at(before));
                rows.push(quoted(line, Span::at(line.start), (message, veil), room).0);
            }
            let mut here = Row::of("   ▸ ", Role::Gap);
            here.push(format!("here: {label}"), Role::Gap);
            rows.extend(here.wrap_words(width));
        }
        Mark::Gap(_) | Mark::At(_) => {
            let line = line_of(&message.bytes, span);
            let inside = Span::new(span.start, span.end.min(line.end));
            let (row, from, columns) = quoted(line, inside, (message, veil), room);
            rows.push(row);
            let mark = match evidence.mark {
                Mark::Gap(_) => "▴ here".to_owned(),
                Mark::At(_) => "^".repeat(columns.max(1)),
            };
            rows.extend(under(from, &mark, &label, width));
            let more = memchr::memchr_iter(b'\n', span.slice(&message.bytes)).count();
            if span.end > line.end && more > 0 {
                rows.push(Row::of(format!("   │ … and {more} more lines"), Role::Dim).cut(width));
            }
        }
    }
    rows
}

fn heading(evidence: &Evidence, span: Span) -> Row {
    let whose = match evidence.side {
        Side::Failing => "failing request",
        Side::Good => "good request",
        Side::Response => "response",
    };
    let at = match evidence.mark {
        Mark::Gap(_) => format!("  byte {}", span.start),
        Mark::At(_) => format!("  bytes {}..{}", span.start, span.end),
    };
    let mut row = Row::of(format!("   {whose}"), Role::Name);
    row.push(at, Role::Dim);
    row
}

fn at_line_start(bytes: &[u8], at: u32) -> bool {
    at == 0 || bytes.get(at as usize - 1) == Some(&b'\n')
}

/// The line that `span` begins in, with its line end; of a very long line the part around it.
fn line_of(bytes: &[u8], span: Span) -> Span {
    let from = span.start.saturating_sub(MOST_AROUND);
    let before = Span::new(from, span.start).slice(bytes);
    let start = memchr::memrchr(b'\n', before).map_or(from as usize, |lf| from as usize + lf + 1);
    let limit = span.start.saturating_add(MOST_AROUND);
    let behind = Span::new(span.start, limit).slice(bytes);
    let length = memchr::memchr(b'\n', behind).map_or(behind.len(), |lf| lf + 1);
    Span::of(start, span.start as usize + length)
}

/// The line with its mark; the column that the mark begins at, and how many it covers. Cut around the mark.
fn quoted(
    line: Span,
    span: Span,
    (message, veil): (&Message, &Veil),
    room: usize,
) -> (Row, usize, usize) {
    let secrets: Vec<Span> = message
        .secrets
        .iter()
        .filter(|secret| secret.overlaps(line) && !veil.is_lifted())
        .map(|secret| {
            Span::new(
                secret.start.max(line.start) - line.start,
                secret.end.saturating_sub(line.start),
            )
        })
        .collect();
    let Masked { bytes, runs } = mask(line.slice(&message.bytes), &secrets);
    let local =
        Span::new(span.start.saturating_sub(line.start), span.end.saturating_sub(line.start));
    let marked = Masked { bytes: Vec::new(), runs }.to_masked(local);
    let part = |from: u32, to: u32, evidence: Option<Role>| {
        text_row(
            Span::new(from, to).slice(&bytes),
            Roles { syntax: Role::Value, change: None, evidence },
        )
    };
    let before = part(0, marked.start, None);
    let inside = part(marked.start, marked.end, Some(Role::Evidence));
    let behind = part(marked.end, crate::wire::offset(bytes.len()), None);
    let (left, columns) = (before.width(), inside.width());
    // Enough of what stands before the mark to know the place; the rest gives way to the mark.
    let keep = room.saturating_sub(columns.min(room / 2)).saturating_sub(8).min(left);
    let mut row = Row::of("   │ ", Role::Dim);
    let from = if left + columns > room && keep < left {
        row.push("…", Role::Dim).append(last_columns(before, keep));
        keep + 1
    } else {
        row.append(before);
        left
    };
    row.append(inside).append(behind);
    (row.cut(room + 5), from, columns.min(room.saturating_sub(from)))
}

/// The last `columns` columns of a row.
fn last_columns(row: Row, columns: usize) -> Row {
    let mut skip = row.width().saturating_sub(columns);
    let mut kept = Row::new();
    for run in row.runs {
        let text: String = run
            .text
            .chars()
            .skip_while(|c| {
                let gone = skip > 0;
                skip = skip
                    .saturating_sub(unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0).max(1));
                gone
            })
            .collect();
        kept.push(text, run.roles);
    }
    kept
}

/// The marks under a line, the label beside them, or below where the room is too small.
fn under(from: usize, mark: &str, label: &str, width: usize) -> Vec<Row> {
    let mut row = Row::of("   │ ", Role::Dim);
    row.push(" ".repeat(from), Role::Plain).push(mark, Role::Evidence);
    let mut words = Row::of(label, Role::Evidence);
    if row.width() + 2 + words.width() <= width {
        row.push("  ", Role::Plain).append(words);
        return vec![row];
    }
    let mut rows = vec![row];
    let indent = from.min(width.saturating_sub(words.width() + 6));
    let mut line = Row::of("   │ ", Role::Dim);
    line.push(" ".repeat(indent), Role::Plain).append(std::mem::take(&mut words));
    rows.extend(line.wrap(width));
    rows
}
