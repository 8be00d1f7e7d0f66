//! What begins with a dollar sign or a backtick: variables and commands.

use super::Shell;
use super::is_name;

impl Shell<'_, '_> {
    /// `$NAME`, `${NAME}`, `$(command)`, `` `command` ``; a dollar sign that begins none of these stays.
    pub(super) fn expansion(&mut self, text: &mut Vec<u8>) {
        let start = self.at;
        if self.rest().starts_with("$(") || self.rest().starts_with('`') {
            let (open, close) = if self.eat("$(") { ('(', ')') } else { ('\0', '`') };
            self.at += usize::from(close == '`');
            self.pass_over(open, close);
            let inside = self.text.get(start..self.at).unwrap_or_default();
            let message = format!("the output of `{inside}` is not known; it stands as typed");
            text.extend_from_slice(inside.as_bytes());
            let at = self.place(start);
            self.out.leftovers.push(self.source.leftover(at, message));
            return;
        }
        self.at += 1;
        let rest = self.rest();
        if let Some(inside) = rest.strip_prefix('{').and_then(|r| r.split('}').next()) {
            let (name, default) = match inside.split_once(":-").or_else(|| inside.split_once('-')) {
                Some((name, default)) => (name, Some(default)),
                None => (inside, None),
            };
            if is_name(name) {
                self.at += inside.len() + 2;
                self.variable(name, default, text);
                return;
            }
        }
        let name = rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next();
        match name.filter(|name| is_name(name)) {
            Some(name) => {
                self.at += name.len();
                self.variable(name, None, text);
            }
            None => text.push(b'$'),
        }
    }

    fn variable(&mut self, name: &str, default: Option<&str>, text: &mut Vec<u8>) {
        match self.assigned.iter().rfind(|(known, _)| known == name) {
            Some((_, value)) => text.extend_from_slice(value),
            None => {
                text.extend_from_slice(format!("{{{{{name}}}}}").as_bytes());
                self.out.variable(name, default);
            }
        }
    }

    /// Passes over a nested command up to behind its closing mark.
    fn pass_over(&mut self, open: char, close: char) {
        let mut depth = 1;
        while let Some(c) = self.take() {
            if c == '\\' {
                self.take();
            } else if c == close {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            } else if c == open {
                depth += 1;
            }
        }
    }
}
