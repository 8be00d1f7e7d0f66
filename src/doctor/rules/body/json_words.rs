//! What one says of broken JSON: a label and a remedy for each fault, and how it came about.

use crate::semantics::JsonFault;
use crate::semantics::Look;

/// What is to be seen at the fault, and what mends it.
pub(super) fn words(fault: JsonFault, look: Option<Look>) -> (&'static str, &'static str) {
    look.and_then(of_look).unwrap_or_else(|| of_fault(fault))
}

fn of_look(look: Look) -> Option<(&'static str, &'static str)> {
    const WRITE: &str = "Write the object with a JSON serializer.";
    Some(match look {
        Look::ObjectObject => (
            "an object turned into text",
            "Serialize the object: `JSON.stringify(data)`, or hand the object to the option that does it.",
        ),
        Look::PythonRepr | Look::PythonBytesLiteral => (
            "Python's own notation",
            "Serialize with `json.dumps(…)`, not with `str(…)` or an f-string.",
        ),
        Look::JsObject => ("names without double quotes", WRITE),
        Look::SingleQuoted => ("single quotes, which JSON does not know", WRITE),
        Look::ShellQuoted => (
            "quotes that belong to a shell",
            "The Windows shell passes single quotes on: wrap the text in double quotes and escape those inside, or send a file.",
        ),
        Look::Escaped => (
            "backslashes before the quotes",
            "The text was escaped once too often: send it as it is.",
        ),
        Look::Form => ("a form, not JSON", "Serialize the data as JSON."),
        Look::UrlEncodedJson => {
            ("JSON in percent-encoding", "Send the JSON as it is, without percent-encoding.")
        }
        Look::Xml | Look::Html => ("markup, not JSON", "Send JSON, or declare what the body is."),
        Look::Multipart => (
            "a multipart form, not JSON",
            "Send JSON, or declare multipart/form-data with its boundary.",
        ),
        Look::JsonLines => (
            "a second JSON text",
            "Send one JSON value: wrap the lines in an array, or declare application/x-ndjson where the server takes that.",
        ),
        Look::Truncated => ("the text ends here", "Send the whole text; it breaks off."),
        _ => return None,
    })
}

/// What is to be seen where a quote inside a value ended it, and what mends it.
pub(super) const TORN: (&str, &str) = (
    "a quote inside a value has ended it here",
    "Escape quotes inside values (\\\"): build the text with a JSON serializer instead of pasting strings.",
);

/// How such a quote comes there.
pub(super) const TORN_HOW: &str = "The server wants JSON, and the body is none: a value with a quote in it was pasted into a JSON \
     template, and the quote ended the string.";

/// What is to be seen at a fault, and what mends it.
const FAULTS: &[(JsonFault, &str, &str)] = &[
    (JsonFault::TrailingComma, "a comma behind the last value", "Take the comma out."),
    (JsonFault::ExtraComma, "a comma too many", "Take the comma out."),
    (JsonFault::MissingComma, "a comma is missing here", "Put a comma between the two values."),
    (JsonFault::MissingColon, "a colon should stand here", "Put a colon between name and value."),
    (JsonFault::WrongSeparator, "a colon should stand here", "Put a colon between name and value."),
    (
        JsonFault::MissingValue,
        "no value stands here",
        "Put a value there; an empty variable in a text template leaves such a hole.",
    ),
    (JsonFault::MissingKey, "a name without double quotes", "Put the name in double quotes."),
    (JsonFault::UnquotedKey, "a name without double quotes", "Put the name in double quotes."),
    (JsonFault::SingleQuotes, "quotes that JSON does not know", "Use double quotes."),
    (JsonFault::Backticks, "quotes that JSON does not know", "Use double quotes."),
    (
        JsonFault::SmartQuotes,
        "typographic quotes",
        "Use plain double quotes; a text editor or chat has replaced them.",
    ),
    (
        JsonFault::UnterminatedString,
        "a string that never ends",
        "Close the string; a quote inside it must be written \\\".",
    ),
    (
        JsonFault::ControlInString,
        "a raw control character inside a string",
        "Escape it (\\n for a line break): build the text with a JSON serializer instead of pasting strings.",
    ),
    (
        JsonFault::BadEscape,
        "a backslash that starts no escape",
        "Write a backslash as \\\\ (Windows paths and patterns need it), or use a JSON serializer.",
    ),
    (
        JsonFault::PythonLiteral,
        "a literal that JSON does not know",
        "Write true, false and null in lower case.",
    ),
    (
        JsonFault::LiteralCase,
        "a literal that JSON does not know",
        "Write true, false and null in lower case.",
    ),
    (JsonFault::PythonPrefix, "a prefix of a Python string", "Serialize with `json.dumps(…)`."),
    (
        JsonFault::Undefined,
        "undefined, which is no JSON value",
        "Leave the field out, or send null.",
    ),
    (
        JsonFault::NotANumber,
        "NaN or Infinity, which JSON does not have",
        "Send null or a number; `json.dumps(…, allow_nan=False)` would have told.",
    ),
    (
        JsonFault::LeadingZero,
        "a number with a leading zero",
        "Send the number without it, or as a string where the zero matters.",
    ),
    (
        JsonFault::BadNumber,
        "no number by JSON's grammar",
        "Write the number plainly, or as a string.",
    ),
    (JsonFault::Comment, "a comment", "JSON has no comments: take it out."),
    (
        JsonFault::OddSpace,
        "a space that JSON does not know",
        "Replace the no-break space by a plain one.",
    ),
    (
        JsonFault::TrailingContent,
        "more text behind the JSON",
        "Send one JSON value and nothing behind it.",
    ),
    (JsonFault::Truncated, "the text ends here", "Send the whole text; it breaks off."),
    (JsonFault::MismatchedClose, "the wrong closing bracket", "Close what was opened."),
    (
        JsonFault::UnknownWord,
        "bare text",
        "Put text in double quotes; a variable in a template is not quoted by itself.",
    ),
];

fn of_fault(fault: JsonFault) -> (&'static str, &'static str) {
    let row = FAULTS.iter().find(|(kind, ..)| *kind == fault);
    row.map_or(
        ("a character out of place", "Build the text with a JSON serializer."),
        |(_, label, summary)| (label, summary),
    )
}

/// What happened, for the client that did it.
pub(super) fn explanation(client: &str, fault: JsonFault, look: Option<Look>) -> String {
    let (what, _) = words(fault, look);
    let mut text = format!("The server wants JSON, and the body is none: {what}.");
    text.push_str(match look {
        Some(Look::ObjectObject) => {
            " The body is the literal text `[object …]`: JavaScript turned an object into text because nothing \
             serialized it."
        }
        Some(Look::PythonRepr) => {
            " This is what Python prints for a dict (single quotes, True, None); it only looks like JSON."
        }
        Some(Look::PythonBytesLiteral) => " This is what Python prints for bytes, with b'…' around them.",
        Some(Look::ShellQuoted) => {
            " The quotes around it belong to a shell; cmd.exe does not take single quotes away, so they became part of \
             the body."
        }
        Some(Look::SingleQuoted) => {
            " Either an object of a language was printed, or a shell (cmd.exe, PowerShell) took the double quotes away \
             and left the single ones."
        }
        Some(Look::Escaped) => " The quotes were escaped for a string literal or a shell that keeps the backslashes.",
        Some(Look::JsObject) if matches!(client, "curl" | "powershell" | "wget" | "httpie" | "xh") => {
            " A shell took the double quotes away: PowerShell and cmd.exe need them escaped inside an argument."
        }
        Some(Look::JsObject) => " This is an object as a program's source has it, or double quotes were lost on the way.",
        Some(Look::Form) => " It is a form: the data went to the option that encodes forms.",
        Some(Look::UrlEncodedJson) => " A form encoder was given the finished JSON text.",
        Some(Look::Truncated) => " It is fine until it stops: a buffer, a limit or a length cut it off.",
        _ => match fault {
            JsonFault::ControlInString => {
                " The text of a value was pasted into a JSON template as it was, line breaks and all."
            }
            JsonFault::UnterminatedString | JsonFault::MissingComma | JsonFault::BadEscape => {
                " That happens where a value with a quote or backslash in it is pasted into a JSON template."
            }
            JsonFault::TrailingComma => {
                " JavaScript and Python allow a comma there, JSON does not; loops that write JSON by hand leave one."
            }
            JsonFault::NotANumber => " Python's and some other serializers write it all the same.",
            JsonFault::SmartQuotes => " They come from a word processor, a chat or a web page.",
            _ => "",
        },
    });
    text
}
