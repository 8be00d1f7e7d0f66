//! How languages write a floating-point number: shortest digits that read back the same, in each one's notation.

/// A language's way with numbers in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::profiles) enum Numbers {
    /// As written.
    Typed,
    /// Python: integers of any size, `repr` of floats (`1e+16`, `1e-05`, `1.0`).
    Python,
    /// JavaScript: every number a double (`1`, `1e+21`, `1e-7`).
    JavaScript,
    /// Go: integers as written, doubles as JavaScript (`-0` kept).
    Go,
    /// PHP: integers, else `1.0e+25`; a whole double as an integer.
    Php,
    /// Ruby: integers of any size, `1.0e+16`, `1.0e-05`.
    Ruby,
    /// Rust's `serde_json`: integers to 64 bits, `1e16`, `1e-7`, `1.0`.
    Rust,
}

/// Spells a JSON number.
pub(in crate::profiles) fn spell(text: &str, how: Numbers) -> String {
    let whole = !text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E'));
    let integer = match how {
        Numbers::Typed => true,
        Numbers::JavaScript => false,
        Numbers::Python | Numbers::Ruby | Numbers::Go => whole,
        Numbers::Php => whole && text.parse::<i64>().is_ok(),
        Numbers::Rust => {
            whole && text != "-0" && (text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok())
        }
    };
    if integer {
        let drops_sign = matches!(how, Numbers::Python | Numbers::Ruby | Numbers::Php);
        return if text == "-0" && drops_sign { "0".to_owned() } else { text.to_owned() };
    }
    let Ok(value) = text.parse::<f64>() else { return text.to_owned() };
    if !value.is_finite() {
        return match how {
            Numbers::JavaScript => "null".to_owned(),
            Numbers::Python if value < 0.0 => "-Infinity".to_owned(),
            Numbers::Python => "Infinity".to_owned(),
            _ => text.to_owned(),
        };
    }
    float(value, how)
}

fn float(value: f64, how: Numbers) -> String {
    let (digits, exponent) = parts(value);
    let sign = if value.is_sign_negative() && (value != 0.0 || how != Numbers::JavaScript) {
        "-"
    } else {
        ""
    };
    // The exponents from which each language switches to scientific notation.
    let (low, high) = match how {
        Numbers::Python | Numbers::Ruby => (-4, 16),
        Numbers::JavaScript | Numbers::Go => (-6, 21),
        Numbers::Php => (-4, 17),
        Numbers::Rust => (-5, 16),
        Numbers::Typed => (i32::MIN, i32::MAX),
    };
    let body = if exponent < low || exponent >= high {
        scientific(&digits, exponent, how)
    } else {
        plain(&digits, exponent, how)
    };
    format!("{sign}{body}")
}

/// The shortest digits and the power of ten of the first one.
fn parts(value: f64) -> (String, i32) {
    let text = format!("{:e}", value.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
}

fn scientific(digits: &str, exponent: i32, how: Numbers) -> String {
    let (first, rest) = digits.split_at(1.min(digits.len()));
    let fraction = match (rest.is_empty(), how) {
        (true, Numbers::Php | Numbers::Ruby) => ".0".to_owned(),
        (true, _) => String::new(),
        (false, _) => format!(".{rest}"),
    };
    let sign = match (exponent < 0, how) {
        (true, _) => "-",
        (false, Numbers::Rust) => "",
        (false, _) => "+",
    };
    let size = exponent.unsigned_abs();
    match how {
        Numbers::Python | Numbers::Ruby => format!("{first}{fraction}e{sign}{size:02}"),
        _ => format!("{first}{fraction}e{sign}{size}"),
    }
}

fn plain(digits: &str, exponent: i32, how: Numbers) -> String {
    let whole_ends_plain = matches!(how, Numbers::JavaScript | Numbers::Go | Numbers::Php);
    let point = exponent + 1;
    let Ok(places) = usize::try_from(point) else {
        let zeros = "0".repeat(usize::try_from(-point).unwrap_or(0));
        return format!("0.{zeros}{digits}");
    };
    if places == 0 {
        return format!("0.{digits}");
    }
    if digits.len() <= places {
        let zeros = "0".repeat(places - digits.len());
        return if whole_ends_plain {
            format!("{digits}{zeros}")
        } else {
            format!("{digits}{zeros}.0")
        };
    }
    let (whole, fraction) = digits.split_at(places);
    format!("{whole}.{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_writes_numbers_its_way() {
        for (text, python, js, php, ruby, rust) in [
            ("1.0", "1.0", "1", "1", "1.0", "1.0"),
            ("1e5", "100000.0", "100000", "100000", "100000.0", "100000.0"),
            ("1e16", "1e+16", "10000000000000000", "10000000000000000", "1.0e+16", "1e16"),
            ("1e22", "1e+22", "1e+22", "1.0e+22", "1.0e+22", "1e22"),
            ("0.00001", "1e-05", "0.00001", "1.0e-5", "1.0e-05", "0.00001"),
            ("1.5e-7", "1.5e-07", "1.5e-7", "1.5e-7", "1.5e-07", "1.5e-7"),
            ("0.1", "0.1", "0.1", "0.1", "0.1", "0.1"),
            ("-0", "0", "0", "0", "0", "-0.0"),
            (
                "12345678901234567890123",
                "12345678901234567890123",
                "1.2345678901234568e+22",
                "1.2345678901234568e+22",
                "12345678901234567890123",
                "1.2345678901234568e22",
            ),
        ] {
            assert_eq!(spell(text, Numbers::Python), python, "python {text}");
            assert_eq!(spell(text, Numbers::JavaScript), js, "js {text}");
            assert_eq!(spell(text, Numbers::Php), php, "php {text}");
            assert_eq!(spell(text, Numbers::Ruby), ruby, "ruby {text}");
            assert_eq!(spell(text, Numbers::Rust), rust, "rust {text}");
        }
    }
}
