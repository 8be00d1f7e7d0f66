//! The lines that a client makes of its auth option, of credentials in the URL, and of its cookies.

use super::composer::Line;
use super::manner::BasicWay;
use super::manner::Manner;
use super::prepare::value_bytes;
use super::profile::Author;
use super::profile::ComposeError;
use super::profile::ProfileCard;
use super::spelling::charset;
use super::spelling::charset::Charset;
use super::url::Url;
use crate::model::AuthDraft;
use crate::model::Draft;

/// The Authorization line (or the key's own line) of the auth option.
pub(super) fn auth_line(
    card: &'static ProfileCard,
    manner: &Manner,
    draft: &Draft,
    url: &Url,
    warnings: &mut Vec<String>,
) -> Result<Option<Line>, ComposeError> {
    let line = |value: Vec<u8>| {
        Some(Line::new("Authorization", value, Author::Computed("the auth option")))
    };
    Ok(match &draft.auth {
        AuthDraft::None => userinfo_line(manner, url),
        AuthDraft::Bearer(token) => {
            let value = [b"Bearer ".as_slice(), token].concat();
            line(value_bytes(card, manner, b"Authorization", &value)?)
        }
        AuthDraft::ApiKey { name, value } => {
            let mut line = Line::new("", value_bytes(card, manner, name, value)?, Author::You);
            line.name.clone_from(name);
            Some(line)
        }
        AuthDraft::Basic { user, password } => match manner.basic {
            BasicWay::AtOnce(charset) => line(basic_value(card, user, password, charset)?),
            BasicWay::WhenAsked(_) => {
                warnings.push(format!(
                    "{} sends user and password only after a 401 that asks for them; this is the first request",
                    card.id
                ));
                None
            }
            BasicWay::ByHand => {
                warnings.push(format!(
                    "{} has no option for Basic credentials; the header is written as people write it by hand",
                    card.id
                ));
                line(basic_value(card, user, password, Charset::Utf8)?)
            }
        },
    })
}

/// Basic credentials in a client's charset.
fn basic_value(
    card: &'static ProfileCard,
    user: &[u8],
    password: &[u8],
    charset: Charset,
) -> Result<Vec<u8>, ComposeError> {
    charset::basic(user, password, charset).map_err(|c| ComposeError::Header {
        client: card.id,
        name: "Authorization".to_owned(),
        reason: format!(
            "the credentials hold U+{:04X}, which this client cannot encode",
            u32::from(c)
        ),
    })
}

/// Credentials in the URL.
fn userinfo_line(manner: &Manner, url: &Url) -> Option<Line> {
    let userinfo = url.userinfo.as_deref()?;
    let BasicWay::AtOnce(charset) = manner.basic else { return None };
    let mut halves = userinfo.splitn(2, |b| *b == b':').map(super::spelling::percent::decode);
    let user = halves.next().unwrap_or_default();
    let password = halves.next().unwrap_or_default();
    let value = charset::basic(&user, &password, charset).ok()?;
    Some(Line::new("Authorization", value, Author::Computed("the URL's credentials")))
}

pub(super) fn cookie_line(
    card: &'static ProfileCard,
    manner: &Manner,
    draft: &Draft,
) -> Result<Option<Line>, ComposeError> {
    if draft.cookies.is_empty() {
        return Ok(None);
    }
    let pairs: Vec<Vec<u8>> = draft
        .cookies
        .iter()
        .map(|cookie| [cookie.name.as_slice(), b"=", &cookie.value].concat())
        .collect();
    let value = value_bytes(card, manner, b"Cookie", &pairs.join(&b"; "[..]))?;
    Ok(Some(Line::new("Cookie", value, Author::Computed("the cookies"))))
}
