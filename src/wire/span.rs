//! A range of bytes inside one message: the only way this program points at anything.

/// A half-open range `start..end` of byte offsets, counted from the first byte of its message.
///
/// An empty span (`start == end`) is a place between two bytes, where something could stand.
/// Offsets are `u32`: a message holds at most 4 GiB ([`offset`] saturates there).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

/// A `usize` offset as a span's offset, saturating at 4 GiB.
#[must_use]
pub fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Span {
    /// The span `start..end`; a reversed pair becomes the empty span at `start`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        if end < start { Self { start, end: start } } else { Self { start, end } }
    }

    /// The span between two `usize` offsets.
    #[must_use]
    pub fn of(start: usize, end: usize) -> Self {
        Self::new(offset(start), offset(end))
    }

    /// The empty span before the byte at `at`.
    #[must_use]
    pub const fn at(at: u32) -> Self {
        Self { start: at, end: at }
    }

    /// How many bytes it covers.
    #[must_use]
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The bytes it covers; what lies outside `bytes` is left out.
    #[must_use]
    pub fn slice(self, bytes: &[u8]) -> &[u8] {
        let end = (self.end as usize).min(bytes.len());
        bytes.get((self.start as usize).min(end)..end).unwrap_or_default()
    }

    /// The same bytes as a range, for slicing a `Bytes`; clamped to `len`.
    #[must_use]
    pub fn range(self, len: usize) -> std::ops::Range<usize> {
        let end = (self.end as usize).min(len);
        (self.start as usize).min(end)..end
    }

    /// Whether the byte at `at` is covered.
    #[must_use]
    pub const fn contains(self, at: u32) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether `other` lies wholly inside (an empty span on the border does).
    #[must_use]
    pub const fn encloses(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether at least one byte is in both.
    #[must_use]
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Span) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span, `by` bytes further on: from a slice's offsets to its message's.
    #[must_use]
    pub const fn shift(self, by: u32) -> Self {
        Self { start: self.start.saturating_add(by), end: self.end.saturating_add(by) }
    }

    /// The empty span behind the last byte.
    #[must_use]
    pub const fn after(self) -> Self {
        Self::at(self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_clamped_and_never_panic() {
        assert_eq!(Span::new(1, 3).slice(b"abcd"), b"bc");
        assert_eq!(Span::new(3, 9).slice(b"abcd"), b"d");
        assert_eq!(Span::new(8, 9).slice(b"abcd"), b"");
        assert_eq!(Span::new(5, 2), Span::at(5));
    }

    #[test]
    fn covers_and_encloses() {
        let whole = Span::new(2, 5).cover(Span::new(7, 9));
        assert_eq!(whole, Span::new(2, 9));
        assert!(whole.encloses(Span::at(9)) && !whole.contains(9));
        assert!(!Span::new(0, 2).overlaps(Span::new(2, 4)));
    }
}
