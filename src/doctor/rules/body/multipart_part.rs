//! `multipart-part`: a part whose name, file name, type, order or head is not what the server looks for.

use crate::doctor::card::Card;
use crate::doctor::card::Family;
use crate::doctor::case::Case;
use crate::doctor::difference::Change;
use crate::doctor::difference::Difference;
use crate::doctor::difference::Place;
use crate::doctor::difference::multipart::name_of;
use crate::doctor::finding::Safety;
use crate::doctor::reading::Reading;
use crate::doctor::remedy;
use crate::doctor::rule::Report;
use crate::doctor::rule::Rule;
use crate::doctor::rules::body::field::folded;
use crate::doctor::rules::body::part_defect;
use crate::doctor::rules::body::part_defect::Defect;
use crate::doctor::rules::body::part_head;
use crate::doctor::rules::body::part_head::Head;
use crate::doctor::rules::body::part_head::HeadSlip;
use crate::doctor::suspicion::Suspicion;
use crate::doctor::suspicion::quote;
use crate::semantics::BodyKind;
use crate::semantics::Part;
use crate::wire::Span;

pub(super) static CARD: Card = Card {
    code: "multipart-part",
    family: Family::Body,
    title: "a part of the multipart form is not what the server looks for",
    why: "\
A server finds a part by its name, and takes it for a file only where it has a filename. Another name,
a missing filename or type, and the upload counts as absent.",
    example: "Content-Disposition: form-data; name=\"file\"   # no filename: a text field",
    references: &["RFC 7578 section 4.2", "RFC 7578 section 4.4"],
};

/// The rule.
pub(super) struct MultipartPart;

impl Rule for MultipartPart {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn check(&self, case: &Case<'_>, report: &mut Report) {
        let failing = case.failing;
        if failing.body.kind() != BodyKind::Multipart || failing.body.multipart().parts.is_empty() {
            return;
        }
        if case.good.is_some_and(|good| good.body.kind() == BodyKind::Multipart) {
            renamed(case, report);
            for difference in case.at(|place| matches!(place, Place::PartHeader { .. })) {
                if let Some(suspicion) = of_header(case, difference)
                    && !report.is_claimed(difference)
                {
                    report.add(suspicion);
                }
            }
            for difference in case.at(|place| matches!(place, Place::Part { .. } | Place::Body)) {
                if let Some(suspicion) = of_part(case, difference) {
                    report.add(suspicion);
                }
            }
        }
        if case.is_solo()
            && let Some(found) = formatless(case)
        {
            report.add(found);
            return;
        }
        if let Some(defect) = part_defect::first(failing) {
            let twin = case.good.and_then(part_defect::first).map(|twin| twin.kind);
            if twin != Some(defect.kind) && !report.has(CARD.code) {
                report.add(defective(case, &defect));
            }
        }
    }
}

/// A part of the failing request by the name in a place.
fn part<'a>(reading: &'a Reading<'_>, name: &str) -> Option<&'a Part> {
    let parts = &reading.body.multipart().parts;
    parts.iter().find(|p| crate::wire::escape::lossy_hex(&name_of(&reading.body, p)) == name)
}

/// Where a part's names stand: its disposition, else its beginning.
fn head(reading: &Reading<'_>, part: &Part) -> Span {
    let span = part.disposition.unwrap_or(Span::at(part.span.start));
    reading.body.to_wire_or_all(span)
}

/// One part missing and another one too many, with the same content or a like name: it bears the wrong name.
fn renamed(case: &Case<'_>, report: &mut Report) {
    let Some(good) = case.good else { return };
    let parts = |change: Change| -> Vec<&Difference> {
        case.at(|place| matches!(place, Place::Part { .. }))
            .filter(|d| d.change == change)
            .collect()
    };
    let (missing, extra) = (parts(Change::Missing), parts(Change::Unexpected));
    for lost in &missing {
        let Place::Part { name: wanted, .. } = &lost.place else { continue };
        let like = |other: &&&Difference| {
            let Place::Part { name, .. } = &other.place else { return false };
            let content = lost.good.as_ref().map(|side| &side.text)
                == other.failing.as_ref().map(|side| &side.text);
            content || folded(name) == folded(wanted) || missing.len() == 1 && extra.len() == 1
        };
        let Some(found) = extra.iter().find(like) else { continue };
        let Place::Part { name, .. } = &found.place else { continue };
        let (Some(ours), Some(theirs)) = (part(case.failing, name), part(good, wanted)) else {
            continue;
        };
        let (shown, needed) = (quote(name.as_bytes()), quote(wanted.as_bytes()));
        let mut text = format!(
            "The part is named `{shown}`, and the server looks for `{needed}`: it does not find it, and says that the field or \
             the file is missing."
        );
        if name.starts_with(['\'', '"']) || name.ends_with(['\'', '"']) {
            text.push_str(
                " The quotes belong to a shell: cmd.exe on Windows does not take single quotes away, so they became part of \
                 the name.",
            );
        }
        let edits = ours.name.map_or_else(Vec::new, |span| {
            super::rewrite::body(case.failing, vec![(span, wanted.clone().into())])
        });
        let snippet = (case.failing.client_name() == "curl" && name.starts_with('\'')).then(|| {
            format!("curl -F \"{}=…\" …   # double quotes on Windows", quote(wanted.as_bytes()))
        });
        report.add(
            Suspicion::error(
                &CARD,
                5.5,
                format!("the part `{needed}` of the good request is named `{shown}` here"),
            )
            .failing(head(case.failing, ours), "the name here")
            .good(head(good, theirs), "the name there")
            .explain(text)
            .fix(remedy::mend(
                case,
                format!("Name the part `{needed}`."),
                snippet,
                edits,
                Safety::Guess,
            ))
            .claim(lost)
            .claim(found),
        );
        return;
    }
}

/// A header of a part that is missing, too many or another one.
fn of_header(case: &Case<'_>, difference: &Difference) -> Option<Suspicion> {
    let Place::PartHeader { part: name, header } = &difference.place else { return None };
    if difference.is_harmless() {
        return None;
    }
    let ours = part(case.failing, name)?;
    let good = case.good?;
    let theirs = part(good, name)?;
    let shown = quote(name.as_bytes());
    let value = |side: &Option<crate::doctor::difference::Sided>| {
        side.as_ref().map(|side| quote(&side.text)).unwrap_or_default()
    };
    let (a, b) = (value(&difference.failing), value(&difference.good));
    let slip = match part_head::slip(header, difference.change, ours.filename.is_some(), (&a, &b)) {
        HeadSlip::Extension | HeadSlip::OtherType if is_other_file(case, good, ours, theirs) => {
            HeadSlip::OtherFile
        }
        slip => slip,
    };
    let told = Head { slip, part: &shown, ours: &a, theirs: &b };
    let snippet = snippet(case.failing.client_name(), header);
    let mine =
        difference.failing.as_ref().map_or_else(|| head(case.failing, ours), |side| side.span);
    let their = difference.good.as_ref().map_or_else(|| head(good, theirs), |side| side.span);
    // A file that is not marked as one mostly lacks its type, too.
    let kin = case.at(|place| {
        matches!(place, Place::PartHeader { part, header }
            if part == name && (header.contains("filename") || header == "content-type"))
    });
    let suspicion = Suspicion::error(&CARD, told.points(), told.because())
        .failing(mine, "the part here")
        .good(their, "the part there")
        .explain(told.explanation())
        .fix(remedy::mend(case, told.summary(), snippet, Vec::new(), Safety::ShowOnly))
        .claim(difference);
    Some(if header.contains("filename") { suspicion.claim_all(kin) } else { suspicion })
}

/// Whether two parts hold two files, each with an extension of its own: other data, and not the same file misnamed.
fn is_other_file(case: &Case<'_>, good: &Reading<'_>, ours: &Part, theirs: &Part) -> bool {
    let end = |reading: &Reading<'_>, part: &Part| {
        let name = part.filename.map(|span| quote(reading.body.slice(span))).unwrap_or_default();
        part_head::extension(&name)
    };
    let (a, b) = (end(case.failing, ours), end(good, theirs));
    let content = case.failing.body.slice(ours.body) != good.body.slice(theirs.body);
    content
        && !a.is_empty()
        && !b.is_empty()
        && a != b
        && ours.content_type.is_some()
        && theirs.content_type.is_some()
}

/// How that client writes the head of a part.
fn snippet(client: &str, header: &str) -> Option<String> {
    let filename = header.contains("filename");
    Some(
        match client {
            "python-requests" | "python-httpx" => {
                "files={\"file\": (\"name.png\", data, \"image/png\")}   # name, content, type"
            }
            "python-aiohttp" => "form.add_field(\"file\", data, filename=\"name.png\", content_type=\"image/png\")",
            "curl" => "curl -F 'file=@path;filename=name.png;type=image/png' …",
            "okhttp" => "addFormDataPart(\"file\", \"name.png\", RequestBody.create(bytes, type))",
            "go-http" => "part, _ := writer.CreateFormFile(\"file\", \"name.png\")",
            "axios" | "got" | "node-http" | "node-fetch" => {
                "form.append('file', data, { filename: 'name.png', contentType: 'image/png' })"
            }
            "chromium" | "node-fetch-builtin" | "undici-fetch-npm" => {
                "form.append('file', new Blob([data], { type: 'image/png' }), 'name.png')"
            }
            "dotnet-httpclient" => "content.Add(new ByteArrayContent(bytes), \"file\", \"name.png\")",
            "php-curl" => "new CURLFile($path, 'image/png', 'name.png')",
            "apache-httpclient" => "builder.addBinaryBody(\"file\", bytes, ContentType.IMAGE_PNG, \"name.png\")",
            "reqwest" => "Part::bytes(data).file_name(\"name.png\").mime_str(\"image/png\")?",
            "java-httpurlconnection" if filename => {
                "new ByteArrayResource(bytes) { public String getFilename() { return \"name.png\"; } }"
            }
            _ => return None,
        }
        .to_owned(),
    )
}

/// Content that is gone, and parts in another order.
fn of_part(case: &Case<'_>, difference: &Difference) -> Option<Suspicion> {
    let good = case.good?;
    if difference.change == Change::Moved {
        let last_is_file = good.body.multipart().parts.last().is_some_and(|p| p.filename.is_some());
        let points = if last_is_file { 4.0 } else { 2.5 };
        let text = "The parts stand in another order than in the request that works. Servers that read a form as it comes \
                    (object stores with a signed policy among them) want the fields before the file.";
        return Some(
            Suspicion::error(&CARD, points, "the parts stand in another order")
                .failing(difference.failing.as_ref()?.span, "the parts here")
                .good(difference.good.as_ref()?.span, "the parts there")
                .explain(text)
                .fix(remedy::mend(
                    case,
                    "Write the fields first and the file last.",
                    None,
                    Vec::new(),
                    Safety::ShowOnly,
                ))
                .claim(difference),
        );
    }
    let Place::Part { name, .. } = &difference.place else { return None };
    let (ours, theirs) = (difference.failing.as_ref()?, difference.good.as_ref()?);
    let own = part(case.failing, name)?;
    if !ours.text.is_empty() || theirs.text.is_empty() || own.filename.is_none() {
        return None;
    }
    let shown = quote(name.as_bytes());
    Some(
        Suspicion::error(&CARD, 5.0, format!("the file in the part `{shown}` is empty here"))
            .failing(head(case.failing, own), "a file without a byte")
            .good(theirs.span, "the file there")
            .explain(format!(
                "The part `{shown}` holds no byte: the file was read to its end before (or is open for writing), so nothing was \
                 left to send."
            ))
            .fix(remedy::mend(
                case,
                "Rewind or reopen the file before it is sent.",
                case.failing.client_name().starts_with("python").then(|| "f.seek(0)".to_owned()),
                Vec::new(),
                Safety::ShowOnly,
            ))
            .claim(difference),
    )
}

/// A refusal of the file's format, where neither a type nor an extension tells what the file is.
fn formatless(case: &Case<'_>) -> Option<Suspicion> {
    let span = case.witness?.says_any(&[
        "file format",
        "file type",
        "filetype",
        "unsupported format",
        "file extension",
        "extension",
    ])?;
    let body = &case.failing.body;
    let own = body.multipart().parts.iter().find(|part| {
        let name = part.filename.map(|span| body.slice(span)).unwrap_or_default();
        !name.is_empty() && !name.contains(&b'.')
    })?;
    Some(
        Suspicion::error(&CARD, 4.5, "the file's name has no extension, and the server speaks of its format")
            .failing(head(case.failing, own), "a filename without an extension")
            .response(span, "what the server says of it")
            .explain("Servers often tell the format of an uploaded file by the extension of its name. This one has none.")
            .fix(remedy::mend(
                case,
                "Give the part a filename with the extension of its format.",
                snippet(case.failing.client_name(), "filename"),
                Vec::new(),
                Safety::ShowOnly,
            )),
    )
}

/// A defect that shows without a good request.
fn defective(case: &Case<'_>, defect: &Defect) -> Suspicion {
    let failing = case.failing;
    Suspicion::error(&CARD, defect.points, defect.because())
        .failing(failing.body.to_wire_or_all(defect.span), defect.label())
        .explain(defect.explanation())
        .fix(remedy::mend(
            case,
            defect.summary(),
            snippet(failing.client_name(), "filename"),
            Vec::new(),
            Safety::ShowOnly,
        ))
}
