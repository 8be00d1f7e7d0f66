//! `{{name}}` in foreign texts: any text may be a name there, which our own variables do not allow.

use crate::model::vars::fill_text;

/// A text cut at its variables: each piece, and the name where it is `{{name}}`.
pub(super) fn tokens(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some((before, name, after)) = first(rest) {
        let end = rest.len() - after.len();
        all.push((before, None));
        all.push((rest.get(before.len()..end).unwrap_or_default(), Some(name)));
        rest = after;
    }
    all.push((rest, None));
    all
}

/// The first `{{…}}` that holds no brace, and what stands around it.
fn first(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let close = from + text.get(from..)?.find("}}")?;
        let open = text.get(..close)?.rfind(['{', '}'])?;
        let inside = text.get(open + 1..close)?;
        if open > 0 && open > from.saturating_sub(1) && text.get(open - 1..=open) == Some("{{") {
            return Some((text.get(..open - 1)?, inside, text.get(close + 2..)?));
        }
        from = close + 1;
    }
}

/// Whether `{{name}}` is a variable for [`fill_text`], too: foreign tools let any text be a name.
pub(super) fn can_be_filled(name: &str) -> bool {
    let mut names = Vec::new();
    let text = format!("{{{{{name}}}}}");
    let left = fill_text(text.as_bytes(), &|_| None, &mut names);
    left == text.as_bytes() && names == [name]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_as_postman_finds_them() {
        let names = |text| -> Vec<&str> { tokens(text).into_iter().filter_map(|t| t.1).collect() };
        assert_eq!(names("{{a}}x{{b c}}"), ["a", "b c"]);
        assert_eq!(names(r#"{"a":{{id}}}"#), ["id"]);
        assert_eq!(names("{{{a}}}"), ["a"]);
        assert_eq!(names("{{a{{b}}c}}"), ["b"]);
        assert!(names(r#"{"a":{"b":{}}} {{"#).is_empty());
        for text in ["{{a}}x{{b c}}", "{{{a}}}", "}}{{", "a}}}{{b}}"] {
            let whole: String = tokens(text).into_iter().map(|t| t.0).collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn our_own_names_are_words() {
        assert!(can_be_filled("a-b.c") && can_be_filled("$guid"));
        assert!(!can_be_filled("a b") && !can_be_filled(" a") && !can_be_filled(""));
    }
}
