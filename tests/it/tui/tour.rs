//! Tours: a story told by keys, each step seen on the screen.

use super::bench::Bench;

/// The seed story, from the refusal to a request that works.
fn seed_story(width: u16, height: u16) {
    let mut bench = Bench::demo(width, height);
    let text = bench.text();
    for word in ["401", "auth-missing", "X-Keap-API-Key", "x-keap-api-key", "Invalid Access Token"]
    {
        assert!(text.contains(word), "{word} is not on the screen:\n{text}");
    }
    bench.keys("<enter>");
    assert!(bench.text().contains("finding 1 of"), "{}", bench.text());
    bench.keys("<esc>w");
    assert!(bench.text().contains('+'), "{}", bench.text());
    bench.keys("w1t");
    assert!(bench.text().contains("now the server says"), "{}", bench.text());
    bench.keys("t");
    // What is left is taken from the request that works, difference by difference.
    for _ in 0..6 {
        if bench.text().contains("✔ 201") {
            break;
        }
        bench.keys("2g");
        for _ in 0..4 {
            bench.keys("t");
            if bench.text().contains("answered 201") || bench.text().contains("is mended") {
                break;
            }
            bench.keys("j");
        }
    }
    assert!(bench.text().contains("✔ 201 Created"), "{}", bench.text());
    bench.keys("u");
    assert!(!bench.text().contains("✔ 201 Created"));
}

#[test]
fn seed_story_80x24() {
    seed_story(80, 24);
}

#[test]
fn seed_story_200x60() {
    seed_story(200, 60);
}

#[test]
fn every_story_opens() {
    for story in why4xx::engine::STORIES {
        let mut bench = Bench::new(120, 40);
        let effects = bench.app.begin(Some(story.name), &[]);
        bench.perform(effects);
        assert!(bench.text().contains("[1] Findings"), "{}:\n{}", story.name, bench.text());
    }
}

#[test]
fn a_file_is_opened_marked_and_diagnosed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("refused.raw");
    std::fs::write(&path, "POST /v1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcdef")
        .unwrap();
    let mut bench = Bench::new(80, 24);
    bench.keys("o");
    bench.paste(path.to_str().unwrap());
    bench.keys("<enter>");
    assert!(bench.text().contains("POST /v1"), "{}", bench.text());
    bench.keys("d");
    assert!(bench.text().contains("[1] Findings"), "{}", bench.text());
}
