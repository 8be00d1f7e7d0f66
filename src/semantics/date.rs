//! Points in time as HTTP and its neighbours write them, to and from Unix seconds (RFC 9110 section 5.6.7).

/// The short names of the months, January first.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The short names of the days; Unix time began on a Thursday.
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// Seconds in a day.
const DAY: i64 = 86_400;

/// A date and time of the proleptic Gregorian calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    seconds: i64,
}

/// Reads an HTTP-date in any of its three forms as Unix seconds; the name of the day is not checked.
#[must_use]
pub fn parse_http(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).take(7).collect();
    match words.as_slice() {
        // Sun, 06 Nov 1994 08:49:37 GMT
        [_, day, month, year, time, "GMT" | "UTC" | "+0000"] => {
            civil(number(year)?, month_number(month)?, number(day)?, clock(time)?)
        }
        // Sunday, 06-Nov-94 08:49:37 GMT
        [_, date, time, "GMT" | "UTC"] => {
            let mut parts = date.split('-');
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            let year = number(year)?;
            // RFC 9110 asks for a sliding window; two digits in the wild mean 1970 to 2069.
            let century = if year >= 100 { 0 } else { 1900 + i64::from(year < 70) * 100 };
            civil(century + year, month_number(month)?, number(day)?, clock(time)?)
        }
        // Sun Nov  6 08:49:37 1994
        [_, month, day, time, year] => {
            civil(number(year)?, month_number(month)?, number(day)?, clock(time)?)
        }
        _ => None,
    }
}

/// Reads ISO 8601 (`2026-01-01T00:00:00Z`, with fraction and offset, or a day alone) or AWS's `20260101T000000Z`
/// as Unix seconds; fractions are cut off, and a time without an offset counts as UTC.
#[must_use]
pub fn parse_iso(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let (year, month, day) = match date.len() {
        8 => (date.get(..4)?, date.get(4..6)?, date.get(6..)?),
        10 => {
            let mut parts = date.split('-');
            (parts.next()?, parts.next()?, parts.next()?)
        }
        _ => return None,
    };
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock_text, zone) = time.split_at(zone_at);
    let clock_text = clock_text.split(['.', ',']).next()?;
    let seconds = match clock_text.len() {
        0 => 0,
        6 if !clock_text.contains(':') => {
            let part = |from: usize| clock_text.get(from..from + 2).and_then(number);
            hms(part(0)?, part(2)?, part(4)?)?
        }
        _ => clock(clock_text)?,
    };
    let start = civil(number(year)?, number(month)?, number(day)?, seconds)?;
    Some(start - zone_seconds(zone)?)
}

/// Reads a time in whatever form: HTTP-date, ISO 8601, or Unix seconds (milliseconds where there are 13 digits).
#[must_use]
pub fn parse_any(text: &[u8]) -> Option<i64> {
    let plain = std::str::from_utf8(text).ok()?.trim();
    let digits = plain.len() >= 9 && plain.bytes().all(|b| b.is_ascii_digit());
    match plain.len() {
        9..=11 if digits => plain.parse().ok(),
        13 if digits => plain.parse::<i64>().ok().map(|millis| millis / 1000),
        _ => parse_http(text).or_else(|| parse_iso(text)),
    }
}

/// Unix seconds as an HTTP-date: `Sun, 06 Nov 1994 08:49:37 GMT`.
#[must_use]
pub fn to_http(unix: i64) -> String {
    let at = from_unix(unix);
    let month = usize::try_from(at.month - 1).ok().and_then(|m| MONTHS.get(m)).copied();
    let day =
        usize::try_from(unix.div_euclid(DAY).rem_euclid(7)).ok().and_then(|d| DAYS.get(d)).copied();
    let (day, month) = (day.unwrap_or_default(), month.unwrap_or_default());
    format!("{day}, {:02} {month} {:04} {} GMT", at.day, at.year, clock_of(at.seconds))
}

/// Unix seconds for the eye: `1994-11-06 08:49:37 UTC`.
#[must_use]
pub fn to_text(unix: i64) -> String {
    let at = from_unix(unix);
    format!("{:04}-{:02}-{:02} {} UTC", at.year, at.month, at.day, clock_of(at.seconds))
}

fn clock_of(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn number(digits: &str) -> Option<i64> {
    let plain = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn month_number(name: &str) -> Option<i64> {
    let at = MONTHS.iter().position(|month| name.eq_ignore_ascii_case(month))?;
    i64::try_from(at + 1).ok()
}

/// `08:49:37` (or `08:49`) as seconds of the day.
fn clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hours, minutes) = (number(parts.next()?)?, number(parts.next()?)?);
    let seconds = parts.next().map_or(Some(0), number)?;
    if parts.next().is_some() { None } else { hms(hours, minutes, seconds) }
}

fn hms(hours: i64, minutes: i64, seconds: i64) -> Option<i64> {
    // 60 is a leap second, which counts as the second before it.
    let fits = hours < 24 && minutes < 60 && seconds <= 60;
    fits.then(|| hours * 3600 + minutes * 60 + seconds.min(59))
}

/// `Z`, `+02:00`, `-0530` or nothing, as seconds east of UTC.
fn zone_seconds(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first() {
        None | Some(b'Z' | b'z') => return (zone.len() < 2).then_some(0),
        Some(b'-') => -1,
        Some(_) => 1,
    };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let hours = number(digits.get(..2)?)?;
    let minutes = digits.get(2..4).map_or(Some(0), number)?;
    Some(sign * (hours * 3600 + minutes * 60))
}

/// Days-from-civil, after Howard Hinnant's `chrono-Compatible Low-Level Date Algorithms`.
fn civil(year: i64, month: i64, day: i64, seconds: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(days * DAY + seconds)
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn from_unix(unix: i64) -> Civil {
    let (days, seconds) = (unix.div_euclid(DAY) + 719_468, unix.rem_euclid(DAY));
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let of_era = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = of_era + era * 400 + i64::from(month <= 2);
    Civil { year, month, day: of_year - (153 * shifted + 2) / 5 + 1, seconds }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_every_form() {
        for (text, unix) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("1994-11-06T08:49:37Z", Some(784_111_777)),
            ("1994-11-06T10:49:37.123+02:00", Some(784_111_777)),
            ("19941106T084937Z", Some(784_111_777)),
            ("784111777", Some(784_111_777)),
            ("2024-02-29", Some(1_709_164_800)),
            ("2023-02-29", None),
            ("Sun, 06 Nov 1994 25:49:37 GMT", None),
            ("yesterday", None),
            ("2024", None),
        ] {
            assert_eq!(parse_any(text.as_bytes()), unix, "{text}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        assert_eq!(to_http(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(to_text(0), "1970-01-01 00:00:00 UTC");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn there_and_back(unix in -60_000_000_000i64..250_000_000_000) {
            prop_assert_eq!(parse_http(to_http(unix).as_bytes()), Some(unix));
        }

        #[test]
        fn anything_goes(text in "[0-9TZ:+ GMT,é-]{0,30}") {
            prop_assert!(parse_any(text.as_bytes()).is_none_or(|unix| unix < i64::MAX / 2));
        }
    }
}
