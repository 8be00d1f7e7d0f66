//! The dates that `-z` takes, as an HTTP date (RFC 9110 section 5.6.7).

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// Parts of a date as they are found.
#[derive(Default)]
struct Found {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    seconds: i64,
    zone: i64,
}

/// An IMF-fixdate of a date in words and numbers, in the orders that people use; `None` where it is no date.
pub(super) fn http_date(text: &str) -> Option<String> {
    let mut found = Found::default();
    for word in text.split([' ', ',', '\t']).filter(|word| !word.is_empty()) {
        read_word(word, &mut found)?;
    }
    let days = days_from_civil(found.year?, found.month?, found.day?);
    Some(fixdate(days * 86_400 + found.seconds - found.zone))
}

fn read_word(word: &str, found: &mut Found) -> Option<()> {
    let lower = word.to_ascii_lowercase();
    let start = lower.get(..3).unwrap_or_default();
    if let Some(month) = MONTHS.iter().position(|name| *name == start) {
        found.month = i64::try_from(month + 1).ok();
    } else if lower.contains(':') {
        let mut seconds = 0;
        let mut parts = 0;
        for part in lower.split(':') {
            seconds = seconds * 60 + part.parse::<i64>().ok().filter(|n| (0..60).contains(n))?;
            parts += 1;
        }
        found.seconds = if parts == 2 { seconds * 60 } else { seconds };
    } else if let Some(zone) = lower.strip_prefix(['+', '-']).filter(|z| z.len() == 4) {
        let number: i64 = zone.parse().ok()?;
        let offset = (number / 100) * 3600 + (number % 100) * 60;
        found.zone = if lower.starts_with('-') { -offset } else { offset };
    } else if lower.contains('-') {
        let mut parts = lower.split('-');
        let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
        // 06-Nov-1994 or 1994-11-06.
        if a.len() == 4 {
            (found.year, found.month, found.day) = (a.parse().ok(), b.parse().ok(), c.parse().ok());
        } else {
            read_word(b, found)?;
            found.day = a.parse().ok();
            found.year =
                c.parse().ok().map(|year: i64| if year < 100 { year + 1900 } else { year });
        }
    } else if let Ok(number) = lower.parse::<i64>() {
        match lower.len() {
            8 => {
                (found.year, found.month) = (Some(number / 10_000), Some(number / 100 % 100));
                found.day = Some(number % 100);
            }
            4 => found.year = Some(number),
            _ => found.day = Some(number),
        }
    } else {
        let day = DAYS.iter().any(|day| day.eq_ignore_ascii_case(start));
        let zone = ["gmt", "utc", "z"].contains(&lower.as_str());
        return (day || zone).then_some(());
    }
    Some(())
}

/// Days since 1970-01-01 in the Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn fixdate(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let index = |n: i64| usize::try_from(n).unwrap_or_default();
    let weekday = DAYS.get(index(days.rem_euclid(7))).copied().unwrap_or_default();
    let name = MONTHS.get(index(month - 1)).copied().unwrap_or_default();
    let mut name = name.to_owned();
    name.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{weekday}, {day:02} {name} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_the_usual_orders() {
        for (text, want) in [
            ("Tue, 01 Nov 2022 00:00:00 GMT", "Tue, 01 Nov 2022 00:00:00 GMT"),
            ("Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("1 March 2024 23:30 +0100", "Fri, 01 Mar 2024 22:30:00 GMT"),
            ("20000229", "Tue, 29 Feb 2000 00:00:00 GMT"),
            ("1969-12-31 23:59:59", "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] {
            assert_eq!(http_date(text).as_deref(), Some(want), "{text}");
        }
        assert_eq!(http_date("some file.txt"), None);
        assert_eq!(http_date(""), None);
    }
}
