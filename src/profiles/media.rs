//! Media types by file ending, as the clients' own tables have them.

/// What a file of unknown kind is.
pub(super) const OCTETS: &str = "application/octet-stream";

/// The type of a file by its name's ending; the entries that mime-db and Python's `mimetypes` agree on.
pub(super) fn by_name(name: &[u8]) -> Option<&'static str> {
    Some(match ending(name)?.as_slice() {
        b"txt" | b"text" | b"log" => "text/plain",
        b"htm" | b"html" => "text/html",
        b"css" => "text/css",
        b"csv" => "text/csv",
        b"md" => "text/markdown",
        b"js" | b"mjs" => "text/javascript",
        b"xml" => "application/xml",
        b"json" => "application/json",
        b"pdf" => "application/pdf",
        b"zip" => "application/zip",
        b"gz" => "application/gzip",
        b"tar" => "application/x-tar",
        b"doc" => "application/msword",
        b"docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        b"xls" => "application/vnd.ms-excel",
        b"xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        b"ppt" => "application/vnd.ms-powerpoint",
        b"rtf" => "application/rtf",
        b"wasm" => "application/wasm",
        b"gif" => "image/gif",
        b"png" => "image/png",
        b"jpg" | b"jpeg" => "image/jpeg",
        b"svg" => "image/svg+xml",
        b"webp" => "image/webp",
        b"bmp" => "image/bmp",
        b"tif" | b"tiff" => "image/tiff",
        b"ico" => "image/vnd.microsoft.icon",
        b"mp3" => "audio/mpeg",
        b"wav" => "audio/x-wav",
        b"mp4" => "video/mp4",
        b"webm" => "video/webm",
        _ => return None,
    })
}

/// The type by curl's own list (`lib/formdata.c`, `mime.c`).
pub(super) fn by_curl(name: &[u8]) -> Option<&'static str> {
    Some(match ending(name)?.as_slice() {
        b"gif" => "image/gif",
        b"jpg" | b"jpeg" => "image/jpeg",
        b"png" => "image/png",
        b"svg" => "image/svg+xml",
        b"txt" => "text/plain",
        b"htm" | b"html" => "text/html",
        b"pdf" => "application/pdf",
        b"xml" => "application/xml",
        _ => return None,
    })
}

fn ending(name: &[u8]) -> Option<Vec<u8>> {
    let dot = name.iter().rposition(|b| *b == b'.')?;
    let ending = name.get(dot + 1..)?;
    (!ending.is_empty() && !ending.contains(&b'/')).then(|| ending.to_ascii_lowercase())
}
