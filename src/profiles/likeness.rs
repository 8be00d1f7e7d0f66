//! Which client wrote these bytes?

/// A client that may have written a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// Its name, as in `why4xx identify`.
    pub name: &'static str,
    /// Its version, where the bytes say it.
    pub version: Option<String>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// The traits that speak for it, strongest first.
    pub traits: Vec<String>,
}
