//! Rules about the body and what declares it.

mod base64_flaw;
mod base64_invalid;
mod body_bom;
mod body_charset;
mod body_field_differs;
mod body_field_missing;
mod body_field_type;
mod body_field_unexpected;
mod body_not_utf8;
mod complaint;
mod complaint_words;
mod content_encoding;
mod content_type_mismatch;
mod content_type_missing;
mod field;
mod form_encoding;
mod form_nesting;
mod form_slip;
mod json_double_encoded;
mod json_invalid;
mod json_lines;
mod json_repair;
mod json_words;
mod kind_words;
mod multipart_boundary;
mod multipart_part;
mod part_defect;
mod part_head;
mod printed_value;
mod query_hash;
mod rewrite;
mod type_asked;
mod type_words;
mod unread_field;
mod value_slip;

use crate::doctor::rule::Rule;

pub(super) static RULES: &[&dyn Rule] = &[
    &content_encoding::ContentEncoding,
    &multipart_boundary::MultipartBoundary,
    &multipart_part::MultipartPart,
    &body_charset::BodyCharset,
    &content_type_missing::ContentTypeMissing,
    &content_type_mismatch::ContentTypeMismatch,
    &body_bom::BodyBom,
    &body_not_utf8::BodyNotUtf8,
    &json_invalid::JsonInvalid,
    &json_double_encoded::JsonDoubleEncoded,
    &form_encoding::FormEncoding,
    &base64_invalid::Base64Invalid,
    &body_field_missing::BodyFieldMissing,
    &body_field_type::BodyFieldType,
    &body_field_unexpected::BodyFieldUnexpected,
    &body_field_differs::BodyFieldDiffers,
];
