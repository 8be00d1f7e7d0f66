//! `POST /crm/rest/v1/files`: what its body must be.

use super::Answer;
use crate::wire::ExactRequest;
use crate::wire::FramingKind;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use serde_json::json;

pub(super) fn answer(request: &ExactRequest) -> Answer {
    let media_type = request.first("content-type").unwrap_or_default();
    let essence = media_type.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
    if !essence.eq_ignore_ascii_case(b"application/json") {
        return Answer::message(415, "Content-Type must be application/json")
            .with("Accept-Post", "application/json");
    }
    if !request.framing.complete || request.framing.kind != FramingKind::ContentLength {
        return Answer::message(400, "the body ended before its Content-Length");
    }
    let length = request.framing.end.saturating_sub(request.body.start) as usize;
    let body = request.text(request.body).get(..length).unwrap_or_default();
    let Ok(text) = std::str::from_utf8(body) else {
        return Answer::message(400, "Input could not be parsed");
    };
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return Answer::message(400, "Input could not be parsed");
    };
    match fields(&value) {
        Err(message) => Answer::message(400, &message),
        Ok(file) => Answer::json(201, &file),
    }
}

/// The stored file as the API describes it, or what is wrong with the fields.
fn fields(value: &Value) -> Result<Value, String> {
    if !value.is_object() {
        return Err("expected a JSON object".to_owned());
    }
    let text = |name: &str| match value.get(name) {
        None => Err(format!("{name}: missing")),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(format!("{name}: expected a string")),
    };
    let name = text("file_name")?;
    let data = text("file_data")?;
    let data = STANDARD.decode(data).map_err(|_| "file_data: expected base64".to_owned())?;
    let association = text("file_association")?;
    if !["CONTACT", "USER", "COMPANY"].contains(&association.as_str()) {
        return Err("file_association: expected CONTACT, USER or COMPANY".to_owned());
    }
    let contact = match value.get("contact_id") {
        None if association == "CONTACT" => return Err("contact_id: missing".to_owned()),
        None => &Value::Null,
        Some(id) if id.is_u64() => id,
        Some(_) => return Err("contact_id: expected a number".to_owned()),
    };
    Ok(json!({
        "file_descriptor": {
            "id": 1024,
            "file_name": name,
            "file_size": data.len(),
            "file_box_type": "Documents",
            "category": association,
            "contact_id": contact,
            "public": false,
        }
    }))
}
