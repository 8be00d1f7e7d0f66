//! URLs as curl takes them: sequences and ranges, a guessed scheme, queries from options.

use super::data::escape;
use std::net::Ipv6Addr;

/// More URLs than this are not made of one.
pub(super) const MOST: usize = 1000;

/// One stretch of a URL with a glob in it: the texts that can stand there.
type Choices = Vec<Vec<u8>>;

/// The URLs that `{a,b}` and `[1-3]` in one stand for, the last one varying fastest; at most [`MOST`].
///
/// The error says what curl has against it.
pub(super) fn expand(url: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let mut all: Vec<Vec<u8>> = vec![Vec::new()];
    for choices in stretches(url)? {
        let mut longer = Vec::new();
        for start in &all {
            for choice in &choices {
                if longer.len() < MOST {
                    longer.push([start.as_slice(), choice].concat());
                }
            }
        }
        all = longer;
    }
    Ok(all)
}

fn stretches(url: &[u8]) -> Result<Vec<Choices>, String> {
    let mut stretches = Vec::new();
    let mut text = Vec::new();
    let mut rest = url;
    while let Some((first, behind)) = rest.split_first() {
        let literal = literal_len(rest);
        if literal > 0 {
            text.extend_from_slice(rest.get(..literal).unwrap_or_default());
            rest = rest.get(literal..).unwrap_or_default();
            continue;
        }
        let (choices, used) = match first {
            b'{' => set(behind)?,
            b'[' => range(behind)?,
            b'}' | b']' => return Err("unmatched close brace or bracket".to_owned()),
            b'\\' if matches!(behind.first(), Some(b'{' | b'}' | b'[' | b']')) => {
                text.extend(behind.first());
                rest = behind.get(1..).unwrap_or_default();
                continue;
            }
            byte => {
                text.push(*byte);
                rest = behind;
                continue;
            }
        };
        stretches.push(vec![std::mem::take(&mut text)]);
        stretches.push(choices);
        rest = behind.get(used..).unwrap_or_default();
    }
    stretches.push(vec![text]);
    Ok(stretches)
}

/// How much of the text stands for itself although it begins with a bracket: `[]`, an IPv6 address, a `{{variable}}`.
fn literal_len(text: &[u8]) -> usize {
    if text.starts_with(b"[]") {
        return 2;
    }
    if let Some(behind) = text.strip_prefix(b"{{") {
        let end = memchr::memmem::find(behind, b"}}").unwrap_or(0);
        let name = behind.get(..end).unwrap_or_default();
        let is_name = !name.is_empty() && !name.iter().any(|b| b"{},".contains(b));
        return if is_name { end + 4 } else { 0 };
    }
    let Some(behind) = text.strip_prefix(b"[") else { return 0 };
    let Some(end) = memchr::memchr(b']', behind) else { return 0 };
    let inside = std::str::from_utf8(behind.get(..end).unwrap_or_default()).unwrap_or_default();
    let address = inside.split('%').next().unwrap_or_default();
    if address.parse::<Ipv6Addr>().is_ok() { end + 2 } else { 0 }
}

fn set(behind: &[u8]) -> Result<(Choices, usize), String> {
    let mut choices = vec![Vec::new()];
    let mut bytes = behind.iter().copied().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'}' if behind.first() == Some(&b'}') => {
                return Err("empty string within braces".to_owned());
            }
            b'}' => return Ok((choices, at + 1)),
            b'{' | b'[' => return Err("nested brace".to_owned()),
            b']' => return Err("unexpected close bracket".to_owned()),
            b',' => choices.push(Vec::new()),
            _ => {
                let byte = if byte == b'\\' { bytes.next().map_or(byte, |(_, b)| b) } else { byte };
                choices.last_mut().into_iter().for_each(|choice| choice.push(byte));
            }
        }
    }
    Err("unmatched brace".to_owned())
}

fn range(behind: &[u8]) -> Result<(Choices, usize), String> {
    let bad = || "bad range".to_owned();
    let end = memchr::memchr(b']', behind).ok_or_else(bad)?;
    let inside = std::str::from_utf8(behind.get(..end).unwrap_or_default()).map_err(|_| bad())?;
    let (limits, step) = inside.split_once(':').unwrap_or((inside, "1"));
    let step: usize = step.parse().ok().filter(|step| *step > 0).ok_or_else(bad)?;
    let (low, high) = limits.split_once('-').ok_or_else(bad)?;
    let choices: Choices = match (low.as_bytes(), high.as_bytes()) {
        ([low], [high])
            if low.is_ascii_alphabetic() && high.is_ascii_alphabetic() && low <= high =>
        {
            (*low..=*high).step_by(step).map(|byte| vec![byte]).collect()
        }
        _ => {
            let number = |text: &str| text.parse::<u64>().ok().filter(|_| !text.starts_with('+'));
            let (from, to) = number(low).zip(number(high)).ok_or_else(bad)?;
            let width = if low.starts_with('0') { low.len() } else { 0 };
            let spelled = |n: u64| format!("{n:0width$}").into_bytes();
            (from..=to).step_by(step).take(MOST).map(spelled).collect()
        }
    };
    if choices.is_empty() { Err(bad()) } else { Ok((choices, end + 1)) }
}

/// The URL with a scheme, and `//` behind it where the user typed fewer slashes.
pub(super) fn with_scheme(url: &[u8], default: Option<&str>) -> Vec<u8> {
    let url = url.trim_ascii();
    let scheme_end = memchr::memchr(b':', url).filter(|end| {
        let scheme = url.get(..*end).unwrap_or_default();
        let letters = |b: &u8| b.is_ascii_alphanumeric() || b"+-.".contains(b);
        !scheme.is_empty() && scheme.iter().all(letters)
    });
    match scheme_end {
        Some(end) if url.get(end..).is_some_and(|rest| rest.starts_with(b"://")) => url.to_vec(),
        Some(end) if url.get(end..).is_some_and(|rest| rest.starts_with(b":/")) => {
            let (scheme, rest) = url.split_at_checked(end).unwrap_or((url, &[]));
            [scheme, b":/", rest.get(1..).unwrap_or_default()].concat()
        }
        _ => [default.unwrap_or("http").as_bytes(), b"://", url].concat(),
    }
}

/// The URL's scheme, lower case.
pub(super) fn scheme(url: &[u8]) -> String {
    let end = memchr::memmem::find(url, b"://").unwrap_or(0);
    String::from_utf8_lossy(url.get(..end).unwrap_or_default()).to_ascii_lowercase()
}

/// The URL with `query` behind its own. curl 7.88 writes escapes in what is added in lower case.
pub(super) fn with_query(url: &[u8], query: &[u8]) -> Vec<u8> {
    let hash = memchr::memchr(b'#', url).unwrap_or(url.len());
    let (url, fragment) = url.split_at_checked(hash).unwrap_or((url, &[]));
    let joint: &[u8] = match memchr::memchr(b'?', url) {
        None => b"?",
        Some(at) if at + 1 == url.len() || url.ends_with(b"&") => b"",
        Some(_) => b"&",
    };
    let mut added = query.to_vec();
    for at in 0..added.len() {
        let escape = matches!(added.get(at..at + 3), Some([b'%', a, b]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
        if let Some(digits) = added.get_mut(at + 1..at + 3).filter(|_| escape) {
            digits.make_ascii_lowercase();
        }
    }
    [url, joint, &added, fragment].concat()
}

/// Whether what stands in the host's place can be a host, with a port or without.
pub(super) fn has_host(url: &[u8]) -> bool {
    let behind = memchr::memmem::find(url, b"://").map_or(0, |at| at + 3);
    let rest = url.get(behind..).unwrap_or_default();
    let authority = rest.split(|b| b"/?#".contains(b)).next().unwrap_or_default();
    if memchr::memmem::find(authority, b"{{").is_some() {
        return true;
    }
    let host = authority.rsplit(|b| *b == b'@').next().unwrap_or_default();
    let (host, port) = match host.iter().rposition(|b| *b == b':') {
        Some(at) if !host.ends_with(b"]") => host.split_at_checked(at).unwrap_or((host, &[])),
        _ => (host, &[][..]),
    };
    let odd = |b: &u8| *b <= b' ' || b"!{}\\$'\"^`*<>=;,+&()".contains(b);
    !host.is_empty() && !host.iter().any(odd) && port.iter().skip(1).all(u8::is_ascii_digit)
}

/// Path and query as typed, for `--path-as-is`; the path's non-ASCII bytes are escaped all the same.
pub(super) fn target(url: &[u8]) -> Vec<u8> {
    let behind = memchr::memmem::find(url, b"://").map_or(0, |at| at + 3);
    let rest = url.get(behind..).unwrap_or_default();
    let rest = rest.split(|b| *b == b'#').next().unwrap_or_default();
    let start = rest.iter().position(|b| *b == b'/' || *b == b'?').unwrap_or(rest.len());
    let typed = rest.get(start..).unwrap_or_default();
    let path = typed.iter().position(|b| *b == b'?').unwrap_or(typed.len());
    let mut target = Vec::with_capacity(typed.len());
    for (at, byte) in typed.iter().enumerate() {
        match byte {
            0x80.. if at < path => target.extend_from_slice(format!("%{byte:02x}").as_bytes()),
            byte => target.push(*byte),
        }
    }
    if target.starts_with(b"/") { target } else { [b"/", target.as_slice()].concat() }
}

/// The URL with the uploaded file's name, where its path names no file itself.
pub(super) fn with_file_name(url: &[u8], path: &str) -> Vec<u8> {
    let end = url.iter().position(|b| *b == b'?' || *b == b'#').unwrap_or(url.len());
    let (before, behind) = url.split_at_checked(end).unwrap_or((url, &[]));
    let host = memchr::memmem::find(before, b"://").map_or(0, |at| at + 3);
    let has_path = before.get(host..).is_some_and(|rest| rest.contains(&b'/'));
    if has_path && !before.ends_with(b"/") {
        return url.to_vec();
    }
    let mut out = before.to_vec();
    if !has_path {
        out.push(b'/');
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    name.bytes().for_each(|byte| escape(byte, &mut out));
    out.extend_from_slice(behind);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(url: &str) -> Result<Vec<String>, String> {
        let all = super::expand(url.as_bytes())?;
        Ok(all.into_iter().map(|url| String::from_utf8(url).unwrap()).collect())
    }

    #[test]
    fn globs_expand_as_curls_do() {
        assert_eq!(expanded("h/{a,b}/[9-10]").unwrap(), ["h/a/9", "h/a/10", "h/b/9", "h/b/10"]);
        assert_eq!(expanded("h/[08-10]").unwrap(), ["h/08", "h/09", "h/10"]);
        assert_eq!(expanded("h/[a-e:2]").unwrap(), ["h/a", "h/c", "h/e"]);
        assert_eq!(
            expanded("[::1]:8/?a[]=\\{x\\}&b={{name}}").unwrap(),
            ["[::1]:8/?a[]={x}&b={{name}}"]
        );
        for bad in ["h/{}", "h/{a", "h/a}", "h/[1]", "h/[2-1]", "h/[x-1]", "h/{a{b}}", "h/[1-2:0]"]
        {
            assert!(expanded(bad).is_err(), "{bad}");
        }
        assert_eq!(expanded("h/[1-99999999]").unwrap().len(), MOST);
    }

    #[test]
    fn urls_get_what_options_add() {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let query = |url: &str| text(with_query(url.as_bytes(), b"q=%2F%zz"));
        assert_eq!(query("h/x?a=%2F#f"), "h/x?a=%2F&q=%2f%zz#f");
        assert_eq!(query("h/x?"), "h/x?q=%2f%zz");
        assert_eq!(query("h/x?a&"), "h/x?a&q=%2f%zz");
        assert_eq!(text(with_scheme(b"h:80/x", None)), "http://h:80/x");
        assert_eq!(text(with_scheme(b"http:/h", None)), "http://h");
        assert_eq!(text(with_scheme(b"h", Some("https"))), "https://h");
        assert_eq!(text(with_file_name(b"http://h", "a/b c")), "http://h/b%20c");
        assert_eq!(text(with_file_name(b"http://h/x/?q", "f")), "http://h/x/f?q");
        assert_eq!(text(target(b"http://h?a/../b#c")), "/?a/../b");
    }
}
