//! The law of the ground floor: pieces tile every byte of any input, and nothing is changed by reading it.

use bytes::Bytes;
use proptest::prelude::*;
use std::fmt::Write as _;
use why4xx::wire::ChunkScan;
use why4xx::wire::ChunkScanner;
use why4xx::wire::Edit;
use why4xx::wire::ExactRequest;
use why4xx::wire::ExactResponse;
use why4xx::wire::FramingKind;
use why4xx::wire::Note;
use why4xx::wire::Piece;
use why4xx::wire::Span;
use why4xx::wire::apply;
use why4xx::wire::apply_bytes;
use why4xx::wire::escape;
use why4xx::wire::head_end;
use why4xx::wire::tiles;

/// Pieces and notes, one a line, as one reads a syntax tree.
fn dump(bytes: &[u8], pieces: &[Piece], notes: &[Note]) -> String {
    let mut text = String::new();
    for piece in pieces {
        let (span, shown) = (piece.span, escape::visible(piece.span.slice(bytes)));
        writeln!(text, "{:>4}..{:<4} {:?} {shown}", span.start, span.end, piece.kind).unwrap();
    }
    for note in notes {
        writeln!(text, "note {}..{} {}", note.span.start, note.span.end, note.kind.code()).unwrap();
    }
    text
}

#[test]
fn odd_requests_are_taken_apart_like_this() {
    insta::glob!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/wire"), "*.raw", |path| {
        let bytes = Bytes::from(std::fs::read(path).unwrap());
        let request = ExactRequest::parse(bytes.clone());
        assert_eq!(request.bytes, bytes);
        assert!(tiles(&request.pieces, bytes.len()));
        let mut text = dump(&bytes, &request.pieces, &request.notes);
        writeln!(text, "framing {:?}, complete {}", request.framing.kind, request.framing.complete)
            .unwrap();
        insta::assert_snapshot!(text);
    });
}

/// Text that is nearly HTTP: the alphabet of what goes wrong.
fn nearly_http() -> impl Strategy<Value = Vec<u8>> {
    let token = prop::sample::select(vec![
        &b"GET "[..],
        b"POST ",
        b"/",
        b" HTTP/1.1",
        b"HTTP/1.1 200 OK",
        b"\r\n",
        b"\n",
        b"\r",
        b"Host: a",
        b"Content-Length: ",
        b"3",
        b"Transfer-Encoding: chunked",
        b"\r\n\r\n",
        b"0\r\n\r\n",
        b"5\r\nhello\r\n",
        b": ",
        b" ",
        b"\t",
        b"\xff",
        b"\0",
        b"x",
        b";",
    ]);
    prop::collection::vec(token, 0..40).prop_map(|parts| parts.concat())
}

fn any_input() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![nearly_http(), prop::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn pieces_of_a_request_tile_it(input in any_input()) {
        let request = ExactRequest::parse(input.clone());
        prop_assert!(tiles(&request.pieces, input.len()));
        let joined: Vec<u8> = request.pieces.iter().flat_map(|p| p.span.slice(&request.bytes).to_vec()).collect();
        prop_assert_eq!(joined, input);
    }

    #[test]
    fn everything_that_is_pointed_at_lies_inside(input in any_input()) {
        let request = ExactRequest::parse(input.clone());
        let whole = Span::of(0, input.len());
        let headers = request.headers.iter().chain(&request.trailers).flat_map(|h| [h.name, h.value, h.span]);
        let notes = request.notes.iter().map(|n| n.span);
        let line = [request.line.method, request.line.target, request.line.version, request.line.span, request.head, request.body, request.header_gap()];
        for span in headers.chain(notes).chain(line).chain(request.framing.chunks.iter().copied()) {
            prop_assert!(span.start <= span.end && whole.encloses(span), "{span:?}");
        }
        for note in &request.notes {
            prop_assert!(!note.kind.message().is_empty());
        }
    }

    #[test]
    fn a_chain_of_responses_keeps_every_byte(input in any_input(), head in any::<bool>()) {
        let bytes = Bytes::from(input);
        let all = ExactResponse::parse_all(&bytes, if head { b"HEAD" } else { b"GET" });
        let joined: Vec<u8> = all.iter().flat_map(|response| response.bytes.to_vec()).collect();
        prop_assert_eq!(joined, bytes.to_vec());
        for response in &all {
            prop_assert!(tiles(&response.pieces, response.bytes.len()));
        }
    }

    #[test]
    fn no_edits_change_nothing_and_edits_change_only_their_span(input in any_input(), at in any::<prop::sample::Index>(), with in prop::collection::vec(any::<u8>(), 0..9)) {
        let request = ExactRequest::parse(input.clone());
        prop_assert_eq!(&apply(&request, &[]).unwrap().bytes, &request.bytes);
        let start = if input.is_empty() { 0 } else { at.index(input.len()) };
        let edited = apply_bytes(&input, &[Edit::replace(Span::of(start, start), with.clone())]).unwrap();
        let expected = [&input[..start], &with, &input[start..]].concat();
        prop_assert_eq!(edited.to_vec(), expected);
    }

    #[test]
    fn the_way_from_content_to_the_wire_ascends_and_lands_on_the_same_byte(input in any_input()) {
        let request = ExactRequest::parse([b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", &input[..]].concat());
        let content = request.content();
        let mut last = None;
        for at in 0..content.bytes.len() {
            let wire = content.to_wire(Span::of(at, at + 1));
            prop_assert_eq!(wire.slice(&request.bytes), &content.bytes[at..=at]);
            prop_assert!(last.is_none_or(|last| last < wire.start));
            last = Some(wire.start);
        }
    }

    #[test]
    fn the_scanner_agrees_with_the_parser_on_where_a_chunked_body_ends(input in any_input(), step in 1usize..9) {
        let head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        let request = ExactRequest::parse([head, &input[..]].concat());
        prop_assert_eq!(request.framing.kind, FramingKind::Chunked);
        let mut scanner = ChunkScanner::default();
        let mut seen = 0;
        let end = input.chunks(step).find_map(|part| match scanner.push(part) {
            ChunkScan::Done(n) => Some(seen + n),
            ChunkScan::More | ChunkScan::Broken => { seen += part.len(); None }
        });
        // The parser forgives a missing line end behind a chunk's data; the scanner does not wait for miracles.
        if let Some(end) = end {
            prop_assert!(request.framing.complete);
            prop_assert_eq!(request.framing.end as usize, head.len() + end);
        }
    }

    #[test]
    fn the_end_of_a_head_is_found_from_wherever_the_search_goes_on(input in any_input(), from in any::<prop::sample::Index>()) {
        let whole = head_end(&input, 0);
        let from = if input.is_empty() { 0 } else { from.index(input.len()) };
        if let Some(end) = whole
            && from + 4 <= end
        {
            prop_assert_eq!(head_end(&input, from), Some(end));
        }
    }

    #[test]
    fn what_is_shown_is_harmless_and_covers_every_byte(input in prop::collection::vec(any::<u8>(), 0..120)) {
        prop_assert!(escape::visible(&input).chars().all(escape::is_harmless));
        let mut at = 0;
        for glyph in escape::glyphs(&input) {
            prop_assert_eq!(glyph.span.start, at);
            at = glyph.span.end;
        }
        prop_assert_eq!(at as usize, input.len());
    }
}
