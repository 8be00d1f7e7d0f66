//! JSON numbers: the grammar, and comparison by value whatever the spelling (RFC 8259 section 6).

use super::json_fault::JsonFault;

/// What is wrong with a number's spelling, if anything.
pub(super) fn fault(text: &[u8]) -> Option<JsonFault> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let whole = run(digits);
    let rest = digits.get(whole..).unwrap_or_default();
    let leading_zero = whole > 1 && digits.first() == Some(&b'0');
    let (fraction_ok, rest) = match rest.strip_prefix(b".") {
        None => (true, rest),
        Some(fraction) => (run(fraction) > 0, fraction.get(run(fraction)..).unwrap_or_default()),
    };
    let exponent_ok = match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', digits @ ..] | [b'e' | b'E', digits @ ..] => {
            !digits.is_empty() && run(digits) == digits.len()
        }
        _ => false,
    };
    match () {
        () if whole == 0 || !fraction_ok || !exponent_ok => Some(JsonFault::BadNumber),
        () if leading_zero => Some(JsonFault::LeadingZero),
        () => None,
    }
}

/// How many digits `text` starts with.
fn run(text: &[u8]) -> usize {
    text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len())
}

/// Whether two numbers have the same value: `1`, `1.0`, `10e-1`. What is no number equals only its own spelling.
pub(super) fn same_number(one: &[u8], other: &[u8]) -> bool {
    one == other || Decimal::read(one).is_some_and(|one| Some(one) == Decimal::read(other))
}

/// A number as sign, digits without zeros at either end, and the power of ten behind the last digit.
#[derive(PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    power: i64,
}

impl Decimal {
    fn read(text: &[u8]) -> Option<Self> {
        if fault(text).is_some_and(|fault| fault != JsonFault::LeadingZero) {
            return None;
        }
        let (negative, text) = text.strip_prefix(b"-").map_or((false, text), |rest| (true, rest));
        let mark = text.iter().position(|b| matches!(b, b'e' | b'E')).unwrap_or(text.len());
        let (mantissa, exponent) = text.split_at(mark);
        let exponent = exponent.get(1..).unwrap_or_default();
        let exponent = std::str::from_utf8(exponent).ok()?;
        let exponent: i64 = if exponent.is_empty() { 0 } else { exponent.parse().ok()? };
        let point = memchr::memchr(b'.', mantissa).unwrap_or(mantissa.len());
        let fraction = mantissa.len().saturating_sub(point + 1);
        let mut digits: Vec<u8> = mantissa.iter().copied().filter(u8::is_ascii_digit).collect();
        let mut power = exponent.checked_sub(i64::try_from(fraction).ok()?)?;
        let kept = digits.iter().rposition(|b| *b != b'0').map_or(0, |at| at + 1);
        power = power.checked_add(i64::try_from(digits.len() - kept).ok()?)?;
        digits.truncate(kept);
        let zeros = digits.iter().position(|b| *b != b'0').unwrap_or(digits.len());
        digits.drain(..zeros);
        if digits.is_empty() {
            return Some(Self { negative: false, digits, power: 0 });
        }
        Some(Self { negative, digits, power })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_grammar() {
        for (text, expected) in [
            ("0", None),
            ("-0", None),
            ("10", None),
            ("-1.50", None),
            ("1e5", None),
            ("1E+5", None),
            ("1.0e-5", None),
            ("01", Some(JsonFault::LeadingZero)),
            ("-007", Some(JsonFault::LeadingZero)),
            ("1.", Some(JsonFault::BadNumber)),
            (".5", Some(JsonFault::BadNumber)),
            ("+1", Some(JsonFault::BadNumber)),
            ("-", Some(JsonFault::BadNumber)),
            ("1e", Some(JsonFault::BadNumber)),
            ("0x1F", Some(JsonFault::BadNumber)),
            ("1_000", Some(JsonFault::BadNumber)),
            ("1e5.0", Some(JsonFault::BadNumber)),
        ] {
            assert_eq!(fault(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn compares_by_value() {
        for (one, other, same) in [
            ("1", "1.0", true),
            ("100", "1e2", true),
            ("10e-1", "1", true),
            ("0", "-0.0", true),
            ("0e5", "0", true),
            ("1", "-1", false),
            ("12345678901234567890", "12345678901234567891", false),
            ("0.1", "0.10", true),
            ("1e999999999999999999999", "1e999999999999999999999", true),
            ("1", "10", false),
        ] {
            assert_eq!(same_number(one.as_bytes(), other.as_bytes()), same, "{one} {other}");
        }
    }
}
