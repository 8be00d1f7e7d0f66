//! What is unusual in a request target, of the sort that clients normalise away on sending.

use crate::semantics::Target;
use crate::semantics::TargetForm;
use crate::semantics::percent::Escape;
use crate::semantics::percent::decode;
use crate::semantics::percent::escapes;

/// One unusual trait of a target; clients differ in which they leave alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetOddity {
    /// A space or control byte.
    Space,
    /// A byte beyond ASCII.
    BeyondAscii,
    /// One of ``"<>\^`{|}`` unescaped.
    Unescaped,
    /// `[` or `]`, which RFC 3986 keeps for IPv6 hosts.
    Brackets,
    /// `'`, which browsers escape in queries.
    Quote,
    /// A segment `.` or `..`, escaped or not.
    DotSegment,
    /// An escape in lower-case digits.
    LowerHex,
    /// An escape of a character that needs none (RFC 3986 section 2.3).
    EscapedUnreserved,
    /// A `%` that starts no escape.
    BrokenEscape,
    /// A `#`.
    Fragment,
    /// A `?` with nothing behind it.
    EmptyQuery,
    /// Two slashes at the start of the path.
    DoubleSlash,
    /// Not a path: `*`, `host:port`, a whole URL, or a path without its slash.
    Form,
}

impl TargetOddity {
    /// What it is, for a warning.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Space => "the unescaped white space or control byte",
            Self::BeyondAscii => "the unescaped byte beyond ASCII",
            Self::Unescaped => "the unescaped one of \"<>\\^`{|}",
            Self::Brackets => "the unescaped [ or ]",
            Self::Quote => "the unescaped '",
            Self::DotSegment => "the path segment `.` or `..`",
            Self::LowerHex => "the escape in lower-case digits",
            Self::EscapedUnreserved => "the escape of a character that needs none",
            Self::BrokenEscape => "the % that starts no escape",
            Self::Fragment => "the #",
            Self::EmptyQuery => "the ? with nothing behind it",
            Self::DoubleSlash => "the two slashes at the start",
            Self::Form => "its form, which is no path",
        }
    }
}

/// All that is unusual in this target.
pub(super) fn target_oddities(target: &[u8]) -> Vec<TargetOddity> {
    let read = Target::parse(target);
    let any = |test: &dyn Fn(u8) -> bool| target.iter().any(|byte| test(*byte));
    let escape = |test: &dyn Fn(&Escape) -> bool| escapes(target).any(|escape| test(&escape));
    let mut found = Vec::new();
    let mut note = |odd: bool, oddity: TargetOddity| {
        if odd {
            found.push(oddity);
        }
    };
    note(any(&|b| b <= b' ' || b == 0x7f), TargetOddity::Space);
    note(any(&|b| b >= 0x80), TargetOddity::BeyondAscii);
    note(any(&|b| b"\"<>\\^`{|}".contains(&b)), TargetOddity::Unescaped);
    note(any(&|b| b"[]".contains(&b)), TargetOddity::Brackets);
    note(any(&|b| b == b'\''), TargetOddity::Quote);
    let dots = |segment: &[u8]| {
        let plain = decode(segment, false);
        plain == b"." || plain == b".."
    };
    note(read.segments.iter().any(|span| dots(span.slice(target))), TargetOddity::DotSegment);
    let lower = |e: &Escape| e.valid() && e.span.slice(target).iter().any(u8::is_ascii_lowercase);
    note(escape(&lower), TargetOddity::LowerHex);
    let needless = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    note(escape(&|e| e.value.is_some_and(needless)), TargetOddity::EscapedUnreserved);
    note(escape(&|e| !e.valid()), TargetOddity::BrokenEscape);
    note(read.fragment.is_some(), TargetOddity::Fragment);
    note(read.query.is_some_and(crate::wire::Span::is_empty), TargetOddity::EmptyQuery);
    note(target.starts_with(b"//"), TargetOddity::DoubleSlash);
    note(read.form != TargetForm::Origin, TargetOddity::Form);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_clients_normalise() {
        use TargetOddity::*;
        for (target, expected) in [
            ("/a/b?c=d&e=%20", vec![]),
            ("/a/../b", vec![DotSegment]),
            ("/a/%2e%2E/b", vec![DotSegment, LowerHex, EscapedUnreserved]),
            ("/a?x=100%&y=%zz", vec![BrokenEscape]),
            ("/é |[x]'#f", vec![Space, BeyondAscii, Unescaped, Brackets, Quote, Fragment]),
            ("//a?", vec![EmptyQuery, DoubleSlash]),
            ("*", vec![Form]),
        ] {
            assert_eq!(target_oddities(target.as_bytes()), expected, "{target}");
        }
    }
}
