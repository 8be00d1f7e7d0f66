//! The demo's stories: a failing request, one that works, and what happened, to be sent to the practice server.

/// One story.
#[derive(Clone, Copy, Debug)]
pub struct Story {
    /// Its name on the command line.
    pub name: &'static str,
    /// One sentence.
    pub about: &'static str,
    /// The failing request, as its client put it on the wire.
    pub failing: &'static [u8],
    /// The one that works.
    pub good: &'static [u8],
}

macro_rules! story {
    ($name:literal, $about:literal) => {
        Story {
            name: $name,
            about: $about,
            failing: include_bytes!(concat!("../../stories/", $name, "/failing.raw")),
            good: include_bytes!(concat!("../../stories/", $name, "/good.raw")),
        }
    };
}

/// Every story; the first is the default.
pub static STORIES: &[Story] = &[
    story!(
        "keap",
        "Postman uploads a file; requests.post(url, body, headers) gets 401. The key is fine."
    ),
    story!("length", "The key arrives, and the server answers 411: a body without Content-Length."),
    story!("latin1", "The length is right, and the server answers 400: the body is not UTF-8."),
    story!("bearer", "The key of a header of its own, sent as a bearer token."),
];

/// The story of that name; the default without one.
#[must_use]
pub fn story(name: Option<&str>) -> Option<&'static Story> {
    match name {
        None => STORIES.first(),
        Some(name) => STORIES.iter().find(|story| story.name == name),
    }
}
