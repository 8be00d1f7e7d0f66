//! What a pure room may ask of the world, as traits that `engine` fills: files and randomness.

use bytes::Bytes;

/// Reads files that a request names: `@file`, `< file`, multipart parts.
pub trait Files {
    /// The whole content of `path`.
    fn read(&self, path: &str) -> Result<Bytes, FileError>;
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read `{path}`: {reason}")]
pub struct FileError {
    /// The path as named in the request.
    pub path: String,
    /// What the system said.
    pub reason: String,
}

/// Random bytes, for boundaries and tokens.
pub trait Entropy {
    /// Fills `into` with random bytes.
    fn fill(&mut self, into: &mut [u8]);
}

/// The surroundings of one composition.
pub struct Surroundings<'a> {
    /// Files that the draft names.
    pub files: &'a dyn Files,
    /// Randomness for what is volatile.
    pub entropy: &'a mut dyn Entropy,
}
