//! The waterfall of one exchange: each phase as a bar where and as long as it was.

use super::role::Role;
use super::row::Row;
use crate::model::Timing;
use std::time::Duration;

/// One row for each phase that happened, then the whole; bars fill `width` columns.
#[must_use]
pub fn timing_rows(timing: &Timing, width: usize) -> Vec<Row> {
    let phases = [
        ("resolve", timing.resolve),
        ("connect", timing.connect),
        ("TLS", timing.tls),
        ("write", timing.write),
        ("wait", timing.first_byte),
        ("receive", timing.receive),
    ];
    let known: Duration = phases.iter().filter_map(|(_, time)| *time).sum();
    let whole = timing.total.max(known);
    let room = width.saturating_sub(22).max(10);
    let mut rows = Vec::new();
    let mut start = Duration::ZERO;
    for (name, time) in phases {
        let Some(time) = time else { continue };
        let mut row = Row::of(format!("{name:<9}"), Role::Name);
        let from = columns(start, whole, room).min(room - 1);
        let length = columns(time, whole, room).clamp(1, room - from);
        row.push("·".repeat(from), Role::Dim).push("█".repeat(length), Role::Info);
        row.push("·".repeat(room - from - length), Role::Dim);
        row.push(format!(" {:>10}", duration_text(time)), Role::Number);
        rows.push(row);
        start += time;
    }
    let mut total = Row::of(format!("{:<9}", "total"), Role::Name);
    total.push(" ".repeat(room), Role::Plain);
    total.push(format!(" {:>10}", duration_text(timing.total)), Role::Number);
    rows.push(total);
    rows
}

fn columns(time: Duration, whole: Duration, room: usize) -> usize {
    let whole = whole.as_micros().max(1);
    usize::try_from(time.as_micros() * room as u128 / whole).unwrap_or(room)
}

/// A time in the unit that suits it.
pub(super) fn duration_text(time: Duration) -> String {
    match time.as_micros() {
        us @ 0..1000 => format!("{us} µs"),
        us @ 1000..1_000_000 => format!("{:.1} ms", us as f64 / 1000.0),
        us => format!("{:.2} s", us as f64 / 1_000_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_where_the_phases_were() {
        let ms = |n| Some(Duration::from_millis(n));
        let timing = Timing {
            connect: ms(10),
            write: Some(Duration::from_micros(40)),
            first_byte: ms(30),
            total: Duration::from_millis(41),
            ..Timing::default()
        };
        let rows: Vec<String> = timing_rows(&timing, 42).iter().map(Row::text).collect();
        insta::assert_snapshot!(rows.join("\n"), @r"
        connect  ████················    10.0 ms
        write    ····█···············      40 µs
        wait     ····██████████████··    30.0 ms
        total                            41.0 ms
        ");
    }
}
