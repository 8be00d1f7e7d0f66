//! Exit codes, as in CLI.md.

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All well; for the doctor: no finding of severity `error`.
    Well,
    /// The doctor found at least one `error`.
    Found,
    /// Usage, or input that is unreadable or unrecognised.
    Usage,
    /// The network failed on a send.
    Network,
    /// The status of a command that was run.
    Of(u8),
}

impl Exit {
    /// The process's exit status.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Found => 1,
            Self::Usage => 2,
            Self::Network => 3,
            Self::Of(code) => code,
        }
    }
}
