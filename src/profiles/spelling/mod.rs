//! How clients spell what they are given: percent-encoding, JSON, forms, base64, charsets.

pub(super) mod charset;
pub(super) mod form;
pub(super) mod json;
pub(super) mod json_comments;
pub(super) mod json_text;
pub(super) mod number;
pub(super) mod percent;
