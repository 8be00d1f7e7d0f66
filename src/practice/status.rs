//! `/status/N`: answers that status, with the header the status calls for.

use super::Answer;
use super::answer::reason;
use serde_json::json;

pub(super) fn answer(number: &[u8]) -> Answer {
    let status = std::str::from_utf8(number).ok().and_then(|text| text.parse::<u16>().ok());
    let Some(status) = status.filter(|status| (200..=599).contains(status)) else {
        return Answer::message(400, "a status is a number from 200 to 599, as in /status/404");
    };
    let answer = Answer::json(status, &json!({ "status": status, "reason": reason(status) }));
    match status {
        301 | 302 | 303 | 307 | 308 => answer.with("Location", "/echo"),
        401 => answer.with("WWW-Authenticate", "Basic realm=\"practice\""),
        405 => answer.with("Allow", "OPTIONS"),
        407 => answer.with("Proxy-Authenticate", "Basic realm=\"practice\""),
        415 => answer.with("Accept-Post", "application/json"),
        426 => answer.with("Upgrade", "HTTP/2.0").with("Connection", "upgrade"),
        429 | 503 => answer.with("Retry-After", "1"),
        _ => answer,
    }
}
