//! Where the user's things are, by the XDG base directory specification.

use std::path::PathBuf;

/// The folders that the program reads and writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// `$XDG_CONFIG_HOME/why4xx`, else `~/.config/why4xx`; `None` without a home.
    pub config: Option<PathBuf>,
    /// `$XDG_STATE_HOME/why4xx`, else `~/.local/state/why4xx`.
    pub state: Option<PathBuf>,
    /// Where the program was started.
    pub project: PathBuf,
}

impl Folders {
    /// The folders of this environment; `env` gives its variables.
    #[must_use]
    pub fn of(env: &dyn Fn(&str) -> Option<String>) -> Self {
        let home = env("HOME").or_else(|| env("USERPROFILE")).map(PathBuf::from);
        let xdg = |name: &str, below: &str| {
            let set = env(name).filter(|path| !path.is_empty()).map(PathBuf::from);
            set.or_else(|| home.as_ref().map(|home| home.join(below)))
                .map(|base| base.join("why4xx"))
        };
        Self {
            config: xdg("XDG_CONFIG_HOME", ".config"),
            state: xdg("XDG_STATE_HOME", ".local/state"),
            project: std::env::current_dir().unwrap_or_default(),
        }
    }

    /// The folders where presets are looked for: the project's first, then the user's.
    #[must_use]
    pub fn presets(&self) -> Vec<PathBuf> {
        let user = self.config.as_ref().map(|config| config.join("presets"));
        std::iter::once(self.project.join("presets")).chain(user).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xdg_wins_over_home() {
        let env = |name: &str| match name {
            "HOME" => Some("/home/u".to_owned()),
            "XDG_CONFIG_HOME" => Some("/cfg".to_owned()),
            _ => None,
        };
        let folders = Folders::of(&env);
        assert_eq!(folders.config, Some(PathBuf::from("/cfg/why4xx")));
        assert_eq!(folders.state, Some(PathBuf::from("/home/u/.local/state/why4xx")));
    }
}
