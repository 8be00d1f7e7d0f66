//! Variables: `{{name}}` in a draft's texts, where their values come from, and which have none.

use super::draft::AuthDraft;
use super::draft::Draft;
use super::draft_body::BodyDraft;
use super::draft_body::Source;
use super::preset::Variable;

/// Where a variable's value comes from: `--var`, then `WHY4XX_NAME`, then `NAME`, then the default.
///
/// A bare `NAME` is read from the environment only for declared variables: an undeclared `{{path}}` must not send
/// the user's `PATH`.
#[derive(Clone, Copy)]
pub struct Lookup<'a> {
    given: &'a [(String, String)],
    env: &'a dyn Fn(&str) -> Option<String>,
    declared: &'a [Variable],
}

impl<'a> Lookup<'a> {
    /// `given` as on the command line, where the last of one name counts; `declared` are those of the preset.
    #[must_use]
    pub fn new(
        given: &'a [(String, String)],
        env: &'a dyn Fn(&str) -> Option<String>,
        declared: &'a [Variable],
    ) -> Self {
        Self { given, env, declared }
    }

    /// The value of a variable.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<String> {
        if let Some((_, value)) = self.given.iter().rfind(|(given, _)| given == name) {
            return Some(value.clone());
        }
        let declared = self.declared.iter().find(|variable| variable.name == name);
        let upper = env_name(name);
        (self.env)(&format!("WHY4XX_{upper}"))
            .or_else(|| declared.and_then(|_| (self.env)(&upper)))
            .or_else(|| declared.and_then(|variable| variable.default.clone()))
    }

    /// Whether its value is to be masked: declared so, or, undeclared, named like a secret.
    #[must_use]
    pub fn is_secret(&self, name: &str) -> bool {
        let declared = self.declared.iter().find(|variable| variable.name == name);
        declared.map_or_else(|| sounds_secret(name), |variable| variable.secret)
    }
}

/// `keap-key` as `KEAP_KEY`.
fn env_name(name: &str) -> String {
    let upper = |c: char| if c.is_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    name.chars().map(upper).collect()
}

fn sounds_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["key", "token", "secret", "password", "passwd", "credential"].iter().any(|w| name.contains(w))
}

/// The draft with every `{{name}}` replaced by its value as it is, also inside JSON; and the names without a value.
///
/// What has no value stays in the draft as typed: the caller must not send it in silence.
#[must_use]
pub fn fill(draft: &Draft, lookup: &dyn Fn(&str) -> Option<String>) -> (Draft, Vec<String>) {
    let mut filled = draft.clone();
    let mut unfilled = Vec::new();
    each_text(&mut filled, &mut |text| *text = fill_text(text, lookup, &mut unfilled));
    (filled, unfilled)
}

/// The names between `{{` and `}}` in a draft, each once, in the order of the draft's parts.
#[must_use]
pub fn names_in(draft: &Draft) -> Vec<String> {
    fill(draft, &|_| None).1
}

/// One text filled. Values are not searched again: a value that holds braces is sent as it is.
#[must_use]
pub fn fill_text(
    text: &[u8],
    lookup: &dyn Fn(&str) -> Option<String>,
    unfilled: &mut Vec<String>,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_name(rest) {
        let tag = rest.get(before.len()..rest.len() - after.len()).unwrap_or_default();
        out.extend_from_slice(before);
        match lookup(name) {
            Some(value) => out.extend_from_slice(value.as_bytes()),
            None => {
                out.extend_from_slice(tag);
                if !unfilled.iter().any(|known| known == name) {
                    unfilled.push(name.to_owned());
                }
            }
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    out
}

/// What stands before the first `{{name}}`, the name, and what stands behind it.
fn next_name(text: &[u8]) -> Option<(&[u8], &str, &[u8])> {
    let mut from = 0;
    loop {
        let mut open = from + find(text.get(from..)?, b"{{")?;
        // Of three braces, as in `{"a":{{{id}}}}`, the first is the text's own.
        while text.get(open + 2) == Some(&b'{') {
            open += 1;
        }
        let inside = text.get(open + 2..)?;
        let close = find(inside, b"}}")?;
        let name = std::str::from_utf8(inside.get(..close)?).unwrap_or_default().trim();
        if is_name(name) {
            return Some((text.get(..open)?, name, inside.get(close + 2..)?));
        }
        from = open + 2;
    }
}

/// A name is one word without quotes, braces, commas or colons: JSON inside double braces is no variable.
fn is_name(name: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "{}[]\"',:;<>&=".contains(c);
    !name.is_empty() && !name.contains(odd)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, what)
}

/// Shows every text of a draft that may hold variables to `change`.
fn each_text(draft: &mut Draft, change: &mut dyn FnMut(&mut Vec<u8>)) {
    change(&mut draft.method);
    change(&mut draft.url);
    draft.raw_target.iter_mut().for_each(&mut *change);
    for param in &mut draft.params {
        change(&mut param.name);
        param.values.iter_mut().for_each(&mut *change);
    }
    for header in &mut draft.headers {
        change(&mut header.name);
        change(&mut header.value);
    }
    for cookie in &mut draft.cookies {
        change(&mut cookie.name);
        change(&mut cookie.value);
    }
    match &mut draft.auth {
        AuthDraft::None => {}
        AuthDraft::Bearer(token) => change(token),
        AuthDraft::Basic { user: first, password: second }
        | AuthDraft::ApiKey { name: first, value: second } => {
            change(first);
            change(second);
        }
    }
    each_body_text(&mut draft.body, change);
}

fn each_body_text(body: &mut BodyDraft, change: &mut dyn FnMut(&mut Vec<u8>)) {
    match body {
        BodyDraft::None => {}
        BodyDraft::Json(json) => change_string(json, change),
        BodyDraft::Raw { media_type, source } => {
            media_type.iter_mut().for_each(&mut *change);
            source_text(source, change);
        }
        BodyDraft::Stream(source) => source_text(source, change),
        BodyDraft::Form(fields) => {
            for (name, value) in fields {
                change(name);
                change(value);
            }
        }
        BodyDraft::Multipart(parts) => {
            for part in parts {
                change(&mut part.name);
                part.filename.iter_mut().for_each(&mut *change);
                part.media_type.iter_mut().for_each(&mut *change);
                source_text(&mut part.source, change);
                for (name, value) in &mut part.headers {
                    change(name);
                    change(value);
                }
            }
        }
    }
}

fn source_text(source: &mut Source, change: &mut dyn FnMut(&mut Vec<u8>)) {
    match source {
        Source::Bytes(bytes) => change(bytes),
        Source::File(path) => change_string(path, change),
    }
}

/// Text stays text: names and values are strings, and a replaced stretch begins and ends at ASCII braces.
fn change_string(text: &mut String, change: &mut dyn FnMut(&mut Vec<u8>)) {
    let mut bytes = text.clone().into_bytes();
    change(&mut bytes);
    if let Ok(changed) = String::from_utf8(bytes) {
        *text = changed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HeaderDraft;

    fn filled(text: &str) -> (String, Vec<String>) {
        let mut unfilled = Vec::new();
        let lookup = |name: &str| match name {
            "id" => Some("51677".to_owned()),
            "braces" => Some("{{id}}".to_owned()),
            _ => None,
        };
        let out = fill_text(text.as_bytes(), &lookup, &mut unfilled);
        (String::from_utf8(out).unwrap(), unfilled)
    }

    #[test]
    fn fills_names_and_leaves_json_alone() {
        for (text, want) in [
            (r#"{"a":{{id}}}"#, r#"{"a":51677}"#),
            (r#"{"a":{"b":{{ id }}}}"#, r#"{"a":{"b":51677}}"#),
            ("{{{id}}}", "{51677}"),
            ("{{braces}}", "{{id}}"),
            (r#"{{"a":{{id}}}}"#, r#"{{"a":51677}}"#),
            ("{{}} {{ }} {{id", "{{}} {{ }} {{id"),
        ] {
            assert_eq!(filled(text), (want.to_owned(), vec![]), "{text}");
        }
        assert_eq!(filled("{{no}}/{{$guid}}/{{no}}").1, ["no", "$guid"]);
    }

    #[test]
    fn names_are_found_in_every_part() {
        let mut draft = Draft::new("{{a}}", "https://{{b}}/{{a}}");
        draft.headers.push(HeaderDraft::set("{{c}}", "x{{d}}"));
        draft.auth = AuthDraft::Bearer(b"{{e}}".to_vec());
        draft.body = BodyDraft::Json("{{f}}".into());
        assert_eq!(names_in(&draft), ["a", "b", "c", "d", "e", "f"]);
    }

    #[test]
    fn values_are_looked_up_in_order() {
        let vars =
            [Variable { name: "api-key".into(), default: Some("default".into()), secret: true }];
        let env = |set: &'static [&'static str]| {
            move |name: &str| set.contains(&name).then(|| name.to_owned())
        };
        let look = |given: &[(String, String)], set| {
            Lookup::new(given, &env(set), &vars).value("api-key").unwrap()
        };
        let given =
            [("api-key".to_owned(), "1".to_owned()), ("api-key".to_owned(), "2".to_owned())];
        assert_eq!(look(&given, &["WHY4XX_API_KEY"]), "2");
        assert_eq!(look(&[], &["API_KEY", "WHY4XX_API_KEY"]), "WHY4XX_API_KEY");
        assert_eq!(look(&[], &["API_KEY"]), "API_KEY");
        assert_eq!(look(&[], &[]), "default");
    }

    #[test]
    fn an_undeclared_name_is_not_read_from_a_bare_environment_variable() {
        let env = |name: &str| (name == "PATH").then(|| "/bin".to_owned());
        let lookup = Lookup::new(&[], &env, &[]);
        assert_eq!(lookup.value("path"), None);
        assert!(lookup.is_secret("accessToken") && !lookup.is_secret("path"));
    }
}
