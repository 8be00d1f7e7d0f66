//! The veil: known secrets are masked in any text, or shown where the user asked to see them.

use super::message::Message;
use super::message::Messages;
use crate::semantics::SecretForm;
use crate::semantics::credentials;
use crate::semantics::mask;
use crate::semantics::mask_one;
use crate::semantics::recurring;
use crate::wire::ExactRequest;
use crate::wire::Span;
use crate::wire::escape::visible;

/// Masks what is secret in texts that quote messages.
#[derive(Clone, Debug, Default)]
pub struct Veil {
    lifted: bool,
    known: Vec<Vec<u8>>,
}

impl Veil {
    /// A veil over the secrets of these messages; `lifted` shows everything.
    #[must_use]
    pub fn over(messages: &Messages, lifted: bool) -> Self {
        Self::of(messages.each(), lifted)
    }

    /// A veil over the secrets of some messages.
    pub fn of<'a>(messages: impl Iterator<Item = &'a Message>, lifted: bool) -> Self {
        let mut known: Vec<Vec<u8>> = Vec::new();
        for message in messages {
            known.extend(message.secret_texts().map(<[u8]>::to_vec));
            // A password that stands in base64 on the wire is a secret in clear, too.
            let head =
                ExactRequest::parse(message.bytes.slice(message.head.range(message.bytes.len())));
            for credential in credentials(&head) {
                if let SecretForm::Basic(basic) = credential.form {
                    known.extend(basic.password().map(<[u8]>::to_vec));
                }
            }
        }
        known.sort_unstable();
        known.dedup();
        Self { lifted, known }
    }

    /// A veil over the secrets in a request's head, for lines that quote nothing else.
    #[must_use]
    pub fn over_head(request: &ExactRequest, lifted: bool) -> Self {
        let head = ExactRequest::parse(request.bytes.slice(..request.head.end as usize));
        Self::of(std::iter::once(&Message::request(&head)), lifted)
    }

    /// Whether secrets are shown.
    #[must_use]
    pub const fn is_lifted(&self) -> bool {
        self.lifted
    }

    /// A text that may quote a secret: masked (unless lifted) and harmless.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        // Line breaks of our own sentences stay; everything else odd is made visible.
        let masked = self.bytes(text.as_bytes());
        let lines: Vec<String> = masked.split(|b| *b == b'\n').map(visible).collect();
        lines.join("\n")
    }

    /// The bytes with every known secret in them masked, unless lifted.
    #[must_use]
    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        if self.lifted {
            return bytes.to_vec();
        }
        let spans = recurring(bytes, self.known.iter().map(Vec::as_slice));
        mask(bytes, &spans).bytes
    }

    /// What stands at `span` of `message` as `text` says it (decoded, perhaps): masked where it holds a secret.
    #[must_use]
    pub fn quoted(&self, message: &Message, span: Span, text: &[u8]) -> Vec<u8> {
        if self.lifted {
            return text.to_vec();
        }
        let inside: Vec<Span> = message
            .secrets
            .iter()
            .filter(|secret| secret.overlaps(span))
            .map(|secret| {
                let start = secret.start.max(span.start) - span.start;
                Span::new(start, secret.end.min(span.end) - span.start)
            })
            .collect();
        if inside.is_empty() {
            return self.bytes(text);
        }
        if span.slice(&message.bytes) == text {
            mask(text, &inside).bytes
        } else {
            mask_one(text).into_bytes()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_one_message_are_veiled_in_any_text() {
        let good = ExactRequest::parse(
            "GET / HTTP/1.1\r\nX-Api-Key: abcdefghijkl\r\nAuthorization: Basic dTpwYXNzd29yZDE=\r\n\r\n",
        );
        let failing = ExactRequest::parse("GET /?x=abcdefghijkl HTTP/1.1\r\n\r\n");
        let messages = Messages::read(&failing, Some(&good), None);
        let veil = Veil::over(&messages, false);
        let text = veil.text("the key is abcdefghijkl,\nthe password password1");
        assert!(!text.contains("abcdefghijkl") && !text.contains("password1"), "{text}");
        assert!(text.contains("***12-") && text.contains('\n'));
        assert_eq!(messages.failing.secrets.len(), 1);
        assert!(Veil::over(&messages, true).text("abcdefghijkl").contains("abcdefghijkl"));
    }
}
