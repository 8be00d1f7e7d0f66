//! Changes of a form: a line's text put back into the draft, lines added, deleted, toggled.

use super::form::Form;
use super::form::Line;
use super::form::body_text;
use crate::model::AuthDraft;
use crate::model::BodyDraft;
use crate::model::CookieDraft;
use crate::model::HeaderDraft;
use crate::model::HeaderMode;
use crate::model::ParamDraft;
use crate::model::Source;
use crate::tui::typed::typed_bytes;

impl Form {
    /// Puts a line's text into the draft; an error says what the line should look like.
    pub fn set(&mut self, line: Line, text: &str) -> Result<(), String> {
        let draft = &mut self.draft;
        match line {
            Line::Method => draft.method = typed_bytes(text),
            Line::Url => draft.url = typed_bytes(text),
            Line::Dial => text.trim().clone_into(&mut self.dial),
            Line::Param(at) => {
                let (name, value) = pair(text, '=')?;
                if let Some(param) = draft.params.get_mut(at) {
                    *param = ParamDraft { name, values: vec![value], list: false };
                }
            }
            Line::Header(at) => {
                let (name, value) = pair(text, ':')?;
                if let Some(header) = draft.headers.get_mut(at) {
                    // One space behind the colon belongs to the form, not to the value.
                    let value = value.strip_prefix(b" ").map(<[u8]>::to_vec).unwrap_or(value);
                    (header.name, header.value) = (name, value);
                }
            }
            Line::Cookie(at) => {
                let (name, value) = pair(text, '=')?;
                if let Some(cookie) = draft.cookies.get_mut(at) {
                    *cookie = CookieDraft { name, value };
                }
            }
            Line::Auth => draft.auth = auth(text)?,
            Line::Body => self.set_body(text),
            Line::Client | Line::Var(_) => {}
        }
        Ok(())
    }

    /// Puts a text into the body, as the kind that it has.
    pub fn set_body(&mut self, text: &str) {
        let bytes = || Source::Bytes(text.as_bytes().to_vec());
        match &mut self.draft.body {
            BodyDraft::Json(json) => text.clone_into(json),
            BodyDraft::Form(pairs) => {
                let lines = text.lines().filter(|line| !line.is_empty());
                *pairs = lines
                    .map(|line| line.split_once('=').unwrap_or((line, "")))
                    .map(|(name, value)| (typed_bytes(name), typed_bytes(value)))
                    .collect();
            }
            BodyDraft::Raw { source, .. } | BodyDraft::Stream(source) => {
                *source =
                    text.strip_prefix('@').map_or_else(bytes, |path| Source::File(path.to_owned()));
            }
            body @ BodyDraft::None if !text.is_empty() => {
                *body = BodyDraft::Raw { media_type: None, source: bytes() };
            }
            BodyDraft::None | BodyDraft::Multipart(_) => {}
        }
    }

    /// Goes to the next kind of body, keeping the text; parts of a multipart body are not given up this way.
    pub fn next_body_kind(&mut self) {
        let text = body_text(&self.draft.body);
        self.draft.body = match self.draft.body {
            BodyDraft::None => BodyDraft::Json(String::new()),
            BodyDraft::Json(_) => BodyDraft::Form(Vec::new()),
            BodyDraft::Form(_) => {
                BodyDraft::Raw { media_type: None, source: Source::Bytes(Vec::new()) }
            }
            BodyDraft::Raw { .. } => BodyDraft::Stream(Source::Bytes(Vec::new())),
            BodyDraft::Stream(_) => BodyDraft::None,
            BodyDraft::Multipart(_) => return,
        };
        if self.draft.body != BodyDraft::None {
            self.set_body(&text.unwrap_or_default());
        }
    }

    /// Adds an empty header; returns its line.
    pub fn add_header(&mut self) -> Line {
        self.draft.headers.push(HeaderDraft::set("", ""));
        Line::Header(self.draft.headers.len() - 1)
    }

    /// Deletes what the line is about; false where it cannot be without.
    pub fn delete(&mut self, line: Line) -> bool {
        let draft = &mut self.draft;
        match line {
            Line::Param(at) if at < draft.params.len() => drop(draft.params.remove(at)),
            Line::Header(at) if at < draft.headers.len() => drop(draft.headers.remove(at)),
            Line::Cookie(at) if at < draft.cookies.len() => drop(draft.cookies.remove(at)),
            Line::Auth => draft.auth = AuthDraft::None,
            Line::Body => draft.body = BodyDraft::None,
            Line::Dial => self.dial.clear(),
            _ => return false,
        }
        true
    }

    /// Keeps a header without sending it, or sends it again.
    pub fn toggle(&mut self, line: Line) -> bool {
        let Line::Header(at) = line else { return false };
        let Some(header) = self.draft.headers.get_mut(at) else { return false };
        header.mode = match header.mode {
            HeaderMode::Disabled => HeaderMode::Set,
            _ => HeaderMode::Disabled,
        };
        true
    }

    /// The same line once more, behind it.
    pub fn duplicate(&mut self, line: Line) -> bool {
        let draft = &mut self.draft;
        match line {
            Line::Header(at) => again(&mut draft.headers, at),
            Line::Param(at) => again(&mut draft.params, at),
            Line::Cookie(at) => again(&mut draft.cookies, at),
            _ => false,
        }
    }
}

fn again<T: Clone>(list: &mut Vec<T>, at: usize) -> bool {
    let Some(item) = list.get(at).cloned() else { return false };
    list.insert(at + 1, item);
    true
}

fn pair(text: &str, between: char) -> Result<(Vec<u8>, Vec<u8>), String> {
    let (name, value) =
        text.split_once(between).ok_or_else(|| format!("write it as name{between}value"))?;
    Ok((typed_bytes(name), typed_bytes(value)))
}

fn auth(text: &str) -> Result<AuthDraft, String> {
    let text = text.trim();
    if text.is_empty() || text == "none" {
        return Ok(AuthDraft::None);
    }
    if let Some(rest) = text.strip_prefix("basic ") {
        let (user, password) = pair(rest, ':')?;
        return Ok(AuthDraft::Basic { user, password });
    }
    if let Some(token) = text.strip_prefix("bearer ") {
        return Ok(AuthDraft::Bearer(typed_bytes(token)));
    }
    let (name, value) = pair(text, ':').map_err(|_| {
        "write `basic user:password`, `bearer TOKEN`, `Header-Name: key`, or nothing".to_owned()
    })?;
    Ok(AuthDraft::ApiKey { name, value: value.trim_ascii().to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Draft;

    #[test]
    fn lines_go_in_and_come_out() {
        let mut form = Form::of(Draft::new("GET", "http://h/"), String::new());
        let header = form.add_header();
        form.set(header, "X-Key:  two spaces").unwrap();
        assert_eq!(form.draft.headers[0].value, b" two spaces");
        assert_eq!(form.text(header), "X-Key:  two spaces");
        form.set(Line::Auth, "basic a:b:c").unwrap();
        assert_eq!(form.text(Line::Auth), "basic a:b:c");
        assert!(form.set(header, "no colon").is_err());
    }

    #[test]
    fn a_body_keeps_its_text_from_kind_to_kind() {
        let mut form = Form::of(Draft::new("POST", "http://h/"), String::new());
        form.next_body_kind();
        form.set_body("a=1");
        form.next_body_kind();
        assert_eq!(form.draft.body, BodyDraft::Form(vec![(b"a".to_vec(), b"1".to_vec())]));
        form.next_body_kind();
        assert_eq!(body_text(&form.draft.body).as_deref(), Some("a=1"));
    }
}
