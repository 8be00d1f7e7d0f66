//! Role → style: one table with colours, one without. What a role means is never told by its colour alone.

use crate::present::Role;
use crate::present::Roles;
use crate::tui::widgets::toast::Tone;
use ratatui::style::Color;
use ratatui::style::Modifier;
use ratatui::style::Style;
use ratatui::symbols::border;

/// How things look. Colours are the terminal's own sixteen, so that they fit whatever the user chose.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    colours: bool,
}

impl Theme {
    /// With colours, or (`NO_COLOR`) with bold, underline and reverse only.
    #[must_use]
    pub const fn new(colours: bool) -> Self {
        Self { colours }
    }

    fn paint(self, style: Style, colour: Color) -> Style {
        if self.colours { style.fg(colour) } else { style }
    }

    /// The look of a run: what it is, then how it differs, then whether it is evidence.
    #[must_use]
    pub fn style(self, roles: Roles) -> Style {
        let mut style = self.syntax(roles.syntax);
        if let Some(change) = roles.change {
            style = self.change(style, change);
        }
        match roles.evidence {
            Some(Role::Gap) => self.syntax(Role::Gap),
            Some(_) => self.evidence(style),
            None => style,
        }
    }

    fn evidence(self, style: Style) -> Style {
        let style = style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        if self.colours {
            style.fg(Color::Black).bg(Color::Yellow)
        } else {
            style.add_modifier(Modifier::REVERSED)
        }
    }

    fn change(self, style: Style, change: Role) -> Style {
        let colour = match change {
            Role::Added => Color::Green,
            Role::Removed => Color::Red,
            Role::Moved => Color::Cyan,
            _ => Color::Yellow,
        };
        self.paint(style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED), colour)
    }

    fn syntax(self, role: Role) -> Style {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        match role {
            Role::Plain | Role::Value | Role::Body | Role::Target => plain,
            Role::Dim | Role::Punctuation | Role::Version => {
                if self.colours {
                    plain.fg(Color::DarkGray)
                } else {
                    plain.add_modifier(Modifier::DIM)
                }
            }
            Role::Title => bold,
            Role::Code => self.paint(bold, Color::Magenta),
            Role::Link => self.paint(plain.add_modifier(Modifier::UNDERLINED), Color::Blue),
            Role::Method | Role::Status => self.paint(bold, Color::Cyan),
            Role::Name => self.paint(plain, Color::Cyan),
            Role::Number | Role::Keyword => self.paint(plain, Color::Yellow),
            Role::String => self.paint(plain, Color::Green),
            Role::Stray | Role::Invalid => {
                self.paint(bold.add_modifier(Modifier::REVERSED), Color::Red)
            }
            Role::Invisible => self.paint(bold, Color::Magenta),
            Role::Added | Role::Removed | Role::Changed | Role::Moved => {
                self.change(plain, role).remove_modifier(Modifier::UNDERLINED)
            }
            Role::Evidence => self.evidence(plain),
            Role::Gap => self.paint(bold.add_modifier(Modifier::REVERSED), Color::Yellow),
            Role::Secret => self.paint(plain.add_modifier(Modifier::ITALIC), Color::Magenta),
            Role::Error => self.paint(bold, Color::Red),
            Role::Warning => self.paint(bold, Color::Yellow),
            Role::Info => self.paint(plain, Color::Blue),
            Role::Good => self.paint(bold, Color::Green),
            Role::You => self.paint(bold, Color::Green),
            Role::Client => self.paint(plain, Color::Yellow),
            Role::Computed => self.paint(plain, Color::Blue),
        }
    }

    /// The look of a role by itself.
    #[must_use]
    pub fn role(self, role: Role) -> Style {
        self.style(role.into())
    }

    /// A pane's border; the focused one is also thick.
    #[must_use]
    pub fn border(self, focused: bool) -> Style {
        if focused {
            self.paint(Style::new().add_modifier(Modifier::BOLD), Color::Cyan)
        } else {
            self.role(Role::Dim)
        }
    }

    /// The border's characters: thick for the pane that hears the keys.
    #[must_use]
    pub const fn border_set(self, focused: bool) -> border::Set<'static> {
        if focused { border::THICK } else { border::PLAIN }
    }

    /// The row under the cursor, laid over its runs.
    #[must_use]
    pub fn selected(self, focused: bool) -> Style {
        if focused {
            let plain = Style::new().fg(Color::Reset).bg(Color::Reset);
            plain.add_modifier(Modifier::REVERSED)
        } else {
            Style::new().add_modifier(Modifier::BOLD)
        }
    }

    /// A field being typed into.
    #[must_use]
    pub const fn typing(self) -> Style {
        Style::new().add_modifier(Modifier::UNDERLINED)
    }

    /// The cursor in it.
    #[must_use]
    pub const fn cursor(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The first line and the footer.
    #[must_use]
    pub const fn bar(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// A word in passing.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Style {
        let style = Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD);
        self.paint(
            style,
            match tone {
                Tone::Good => Color::Green,
                Tone::Info => Color::Blue,
                Tone::Warning => Color::Yellow,
                Tone::Error => Color::Red,
            },
        )
    }
}
