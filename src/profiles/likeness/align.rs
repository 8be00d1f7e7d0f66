//! Lays a composed head beside a real one: which lines are the same, in the same order.

use super::super::profile::ClientProfile;
use super::super::profile::HabitValue;
use super::sketch;
use super::sketch::Agent;
use super::sketch::Sketch;
use crate::wire::ExactRequest;
use crate::wire::Header;

/// Stands for a header value that the client would have refused as text.
pub(super) const PLACEHOLDER: &[u8] = b"(a value that is not text)";

/// The longest common run of lines: pairs of places, ours and theirs.
pub(super) fn aligned(
    by: (&dyn ClientProfile, &Sketch),
    ours: &ExactRequest,
    theirs: &ExactRequest,
) -> Vec<(usize, usize)> {
    let rows = ours.headers.len();
    let columns = theirs.headers.len();
    let width = columns + 1;
    let mut best = vec![0_u16; (rows + 1) * width];
    let same = |row: usize, column: usize| match (ours.headers.get(row), theirs.headers.get(column))
    {
        (Some(a), Some(b)) => same_line(by, (ours, a), (theirs, b)),
        _ => false,
    };
    let at = |best: &[u16], row: usize, column: usize| {
        best.get(row * width + column).copied().unwrap_or(0)
    };
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let value = if same(row, column) {
                at(&best, row + 1, column + 1) + 1
            } else {
                at(&best, row + 1, column).max(at(&best, row, column + 1))
            };
            if let Some(place) = best.get_mut(row * width + column) {
                *place = value;
            }
        }
    }
    let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
    while row < rows && column < columns {
        if same(row, column) {
            pairs.push((row, column));
            row += 1;
            column += 1;
        } else if at(&best, row + 1, column) >= at(&best, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

fn same_line(
    (profile, sketch): (&dyn ClientProfile, &Sketch),
    (ours, a): (&ExactRequest, &Header),
    (theirs, b): (&ExactRequest, &Header),
) -> bool {
    let (name, value) = (theirs.text(b.name), theirs.text(b.value));
    if ours.text(a.name) != name {
        return false;
    }
    let mine = ours.text(a.value);
    let any_value = name.eq_ignore_ascii_case(b"content-length")
        || (sketch.agent == Agent::Replaced && name.eq_ignore_ascii_case(b"user-agent"));
    if any_value || mine == value || mine == PLACEHOLDER {
        return true;
    }
    let boundary = name.eq_ignore_ascii_case(b"content-type") && up_to_boundary(mine, value);
    let habits = profile.habits();
    let by_habit = |value: &[u8]| {
        sketch::habit(habits, name, value)
            .filter(|habit| sketch::is_agent(habit) || !matches!(habit.value, HabitValue::Computed))
    };
    // Another version, another token: the same habit.
    boundary
        || by_habit(mine).zip(by_habit(value)).is_some_and(|(mine, theirs)| {
            mine == theirs && !matches!(mine.value, HabitValue::OneOf(_))
        })
}

/// Two multipart types whose boundaries have the same shape.
fn up_to_boundary(mine: &[u8], theirs: &[u8]) -> bool {
    fn split(value: &[u8]) -> Option<(&[u8], &[u8])> {
        let at = value.windows(9).position(|w| w.eq_ignore_ascii_case(b"boundary="))? + 9;
        value.split_at_checked(at)
    }
    let (Some((head, a)), Some((other, b))) = (split(mine), split(theirs)) else { return false };
    head == other && same_shape(a, b)
}

/// Boundaries are alike where one could be another drawing of the other: same length, same fixed start, same alphabet.
fn same_shape(mine: &[u8], theirs: &[u8]) -> bool {
    // Ours is drawn with zeros only, so its random part is a run of one character at the end.
    let last = mine.last().copied().unwrap_or_default();
    let fixed = mine.len() - mine.iter().rev().take_while(|b| **b == last || **b == b'-').count();
    let class = |b: u8| match b {
        b'0'..=b'9' => 0_u8,
        b'a'..=b'f' => 1,
        b'g'..=b'z' => 2,
        b'A'..=b'Z' => 3,
        _ => 4,
    };
    let widest = |text: &[u8]| {
        text.iter().map(|b| class(*b)).fold([false; 5], |mut seen, c| {
            if let Some(flag) = seen.get_mut(usize::from(c)) {
                *flag = true;
            }
            seen
        })
    };
    let tail = theirs.get(fixed..).unwrap_or_default();
    let seen = widest(tail);
    let digits_only = seen == [true, false, false, false, false];
    let wants_digits = last == b'0' && fixed > 0 && mine.starts_with(b"----") && mine.len() != 40;
    mine.len() == theirs.len()
        && mine.get(..fixed) == theirs.get(..fixed)
        && (!digits_only || wants_digits || tail.len() < 8)
}
