//! Draws `screenshots/*.svg` and `*.png` from the real program: `cargo run --example screenshots`.
//!
//! The font travels along (`screenshots/font`, `DejaVu` Sans Mono, its licence beside it), so that pictures are the same
//! on every machine.

#![expect(clippy::unwrap_used, reason = "a tool for the developer's own hands")]

#[expect(dead_code, reason = "the tests' bench can do more than pictures need")]
#[path = "../tests/it/tui/bench.rs"]
mod bench;

use bench::Bench;
use ratatui::buffer::Buffer;
use ratatui::style::Color;
use ratatui::style::Modifier;
use resvg::tiny_skia::Pixmap;
use resvg::tiny_skia::Transform;
use resvg::usvg;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

/// A cell's size in pixels, and the font's.
const CELL: (f32, f32) = (8.43, 17.0);
const FONT: f32 = 14.0;

fn main() {
    let scenes: [(&str, (u16, u16), &str); 8] = [
        ("presets", (110, 30), "D<esc>Gk"),
        ("request", (130, 34), "/keap/files<enter><enter>ppp"),
        ("exchange", (130, 34), "D<esc>2j<enter>"),
        ("times", (110, 28), "D<esc>2<enter>vv"),
        ("doctor", (130, 34), "D"),
        ("doctor-80x24", (80, 24), "D"),
        ("doctor-bytes", (160, 40), "Dr"),
        ("explanation", (120, 40), "D<enter>"),
    ];
    for (name, size, keys) in scenes {
        let mut bench = Bench::new(size.0, size.1);
        bench.keys(keys);
        draw(name, &bench.buffer(true));
    }
    let mut bench = Bench::demo(130, 34);
    bench.keys("tt2gj");
    for _ in 0..4 {
        if bench.text().contains("✔ 201") {
            break;
        }
        bench.keys("tj");
    }
    draw("mended", &bench.buffer(true));
    let mut bench = Bench::new(130, 30);
    bench.paste(include_str!("../tests/import/har/browser.har"));
    bench.keys("-j");
    draw("requests", &bench.buffer(true));
    let mut bench = Bench::new(130, 34);
    bench.keys("Cp");
    for request in [GET, REFUSED, WORKS] {
        bench.arrives(request);
    }
    bench.keys("+k-q");
    draw("capture", &bench.buffer(true));
    bench.keys("jX");
    draw("convert", &bench.buffer(true));
    draw("no-color", &Bench::demo(110, 30).buffer(false));
}

/// What three programs send to the capture.
const GET: &str = "GET /crm/rest/v1/contacts?limit=5 HTTP/1.1\r\nHost: 127.0.0.1:8025\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\nAuthorization: Bearer KeapPAT-0123456789abcdef\r\n\r\n";
const REFUSED: &str = "POST /crm/rest/v1/files HTTP/1.1\r\nHost: 127.0.0.1:8025\r\nUser-Agent: python-requests/2.32.3\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\nContent-Length: 7\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=1&b=2";
const WORKS: &str = "POST /crm/rest/v1/files HTTP/1.1\r\nX-Keap-API-Key: KeapAK-0123456789abcdef\r\nContent-Type: application/json\r\nUser-Agent: PostmanRuntime/7.43.0\r\nAccept: */*\r\nPostman-Token: 8f6c1a6e-2d3c-4a53-9a51-0c5b9b0a7a11\r\nHost: 127.0.0.1:8025\r\nAccept-Encoding: gzip, deflate, br\r\nConnection: keep-alive\r\nContent-Length: 83\r\n\r\n{\"file_name\":\"a.txt\",\"file_data\":\"aGk=\",\"file_association\":\"USER\",\"is_public\":true}";

fn draw(name: &str, buffer: &Buffer) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    let text = svg(buffer);
    std::fs::write(folder.join(format!("{name}.svg")), &text).unwrap();
    let mut fonts = usvg::fontdb::Database::new();
    for file in ["DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"] {
        fonts.load_font_data(std::fs::read(folder.join("font").join(file)).unwrap());
    }
    fonts.set_monospace_family("DejaVu Sans Mono");
    let options = usvg::Options { fontdb: Arc::new(fonts), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(&text, &options).unwrap();
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).unwrap();
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.save_png(folder.join(format!("{name}.png"))).unwrap();
}

/// Control pictures, which the font lacks: drawn as their letters, in one cell.
const PICTURES: [(&str, &str); 4] = [("␍", "CR"), ("␊", "LF"), ("␉", "HT"), ("␀", "NU")];

/// The picture as SVG: backgrounds first, then runs of equal look, each character at its own column.
fn svg(buffer: &Buffer) -> String {
    let (width, height) = (buffer.area.width, buffer.area.height);
    let (wide, high) = (f32::from(width) * CELL.0 + 16.0, f32::from(height) * CELL.1 + 16.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide:.0}\" height=\"{high:.0}\" font-family=\"DejaVu Sans Mono, monospace\" font-size=\"{FONT}\">\n<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{GROUND}\"/>\n"
    );
    for y in 0..height {
        let mut x = 0;
        while x < width {
            let style = buffer[(x, y)].style();
            let start = x;
            while x < width && buffer[(x, y)].style() == style {
                x += 1;
            }
            run(&mut svg, buffer, (start, x, y));
        }
    }
    svg.push_str("</svg>\n");
    svg
}

const GROUND: &str = "#16181d";
const INK: &str = "#d6d9e0";

fn run(svg: &mut String, buffer: &Buffer, (start, end, y): (u16, u16, u16)) {
    let style = buffer[(start, y)].style();
    let has = |modifier: Modifier| style.add_modifier.contains(modifier);
    let mut ink = colour(style.fg, INK);
    let mut ground = colour(style.bg, GROUND);
    if has(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut ground);
    }
    let (left, top) = (8.0 + f32::from(start) * CELL.0, 8.0 + f32::from(y) * CELL.1);
    let wide = f32::from(end - start) * CELL.0;
    if ground != GROUND {
        writeln!(svg, "<rect x=\"{left:.2}\" y=\"{top:.2}\" width=\"{wide:.2}\" height=\"{}\" fill=\"{ground}\"/>", CELL.1)
            .unwrap();
    }
    let (mut text, mut places) = (String::new(), String::new());
    for x in start..end {
        let symbol = buffer[(x, y)].symbol();
        let place = 8.0 + f32::from(x) * CELL.0;
        if let Some((_, letters)) = PICTURES.iter().find(|(picture, _)| *picture == symbol) {
            let base = top + 12.0;
            writeln!(svg, "<text x=\"{place:.2}\" y=\"{base:.2}\" font-size=\"6.5\" fill=\"{ink}\">{letters}</text>")
                .unwrap();
            continue;
        }
        if symbol.trim().is_empty() {
            continue;
        }
        for c in symbol.chars() {
            write!(places, "{place:.2} ").unwrap();
            match c {
                '<' => text.push_str("&lt;"),
                '&' => text.push_str("&amp;"),
                c => text.push(c),
            }
        }
    }
    if text.is_empty() {
        return;
    }
    let mut look = String::new();
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::DIM, " opacity=\"0.6\""),
    ] {
        if has(modifier) {
            look.push_str(attribute);
        }
    }
    let base = top + 13.0;
    writeln!(
        svg,
        "<text x=\"{}\" y=\"{base:.2}\" fill=\"{ink}\"{look}>{text}</text>",
        places.trim_end()
    )
    .unwrap();
}

fn colour(colour: Option<Color>, otherwise: &'static str) -> &'static str {
    match colour {
        Some(Color::Black) => "#16181d",
        Some(Color::Red) => "#f47067",
        Some(Color::Green) => "#7ccf86",
        Some(Color::Yellow) => "#e5c07b",
        Some(Color::Blue) => "#6cb6ff",
        Some(Color::Magenta) => "#dcbdfb",
        Some(Color::Cyan) => "#76d4e0",
        Some(Color::DarkGray) => "#7a8290",
        _ => otherwise,
    }
}
