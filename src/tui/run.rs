//! The loop: wait for input or news, take everything that waits, draw once.

use super::app::App;
use super::desk::Desk;
use super::editor;
use super::effect::Effect;
use super::input;
use super::input::Input;
use super::msg::Msg;
use super::runtime::Runtime;
use super::runtime::Wish;
use super::terminal::Screen;
use super::terminal::stop_here;
use super::theme::Theme;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crossterm::event;
use std::io::IsTerminal;
use std::io::Write;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::channel;
use std::time::Duration;
use std::time::Instant;

/// What the program is started with.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The demo story to load.
    pub story: Option<String>,
    /// The files to open.
    pub files: Vec<String>,
    /// Whether what is sent and captured is kept in the history.
    pub history: bool,
    /// Whether colours may be used (`NO_COLOR` is not set).
    pub colours: bool,
}

/// Why the screens could not be shown, or not any longer.
#[derive(Debug, thiserror::Error)]
#[error("the terminal cannot be used: {0}; the commands of `why4xx --help` need none")]
pub struct TuiError(#[from] std::io::Error);

/// While work runs: how long to wait for input before looking for news.
const SOON: Duration = Duration::from_millis(12);
/// While nothing runs: news cannot come, so only input ends the wait; this is only how long one wait may be.
const LATER: Duration = Duration::from_secs(3600);
/// While something is listened at: how long to wait for input before looking for news.
const LISTENING: Duration = Duration::from_millis(50);
/// How long the spinner stands.
const TURN: Duration = Duration::from_millis(100);

/// Shows the screens until the user leaves.
///
/// # Errors
/// Where the terminal cannot be taken, drawn on or read.
pub fn run(start: &Start) -> Result<(), TuiError> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(std::io::Error::other("input and output are not both a terminal").into());
    }
    let mut screen = Screen::take()?;
    let theme = Theme::new(start.colours);
    let (sender, news) = channel();
    let desk = Desk::new(Box::new(|name| std::env::var(name).ok()));
    let desk = if start.history { desk } else { desk.without_history() };
    let mut runtime = Runtime::new(desk, sender);
    let mut app = App::default();
    let size = screen.terminal.size()?;
    app.facts.size = (size.width, size.height);
    draw(&mut screen, &app, theme)?;
    // Only now, with a picture on the screen, anything is read or started.
    let mut effects = app.begin(start.story.as_deref(), &start.files);
    let mut turned = Instant::now();
    // Whether anything happened since the last picture.
    let mut changed = true;
    loop {
        for effect in std::mem::take(&mut effects) {
            let Some(wish) = runtime.perform(effect) else { continue };
            if wish == Wish::Quit {
                runtime.close();
                return Ok(());
            }
            effects.extend(grant(wish, &mut app, &mut screen)?);
        }
        if !effects.is_empty() {
            continue;
        }
        if changed {
            draw(&mut screen, &app, theme)?;
        }
        changed = wait(&mut app, &news, &mut effects)?;
        if app.is_busy() && turned.elapsed() >= TURN {
            changed = true;
            turned = Instant::now();
            effects.extend(app.update(Msg::Tick));
        }
    }
}

fn draw(screen: &mut Screen, app: &App, theme: Theme) -> std::io::Result<()> {
    screen.terminal.draw(|frame| app.view(frame.area(), frame.buffer_mut(), theme))?;
    Ok(())
}

/// Waits until there is something to draw, and takes all that waits then; false where nothing came for a while.
fn wait(app: &mut App, news: &Receiver<Msg>, effects: &mut Vec<Effect>) -> std::io::Result<bool> {
    let limit = match (app.is_busy(), app.may_hear()) {
        (true, _) => SOON,
        (false, true) => LISTENING,
        (false, false) => LATER,
    };
    let since = Instant::now();
    let mut took = false;
    while !took && since.elapsed() < TURN.min(limit.max(SOON)) {
        for msg in news.try_iter() {
            effects.extend(app.update(msg));
            took = true;
        }
        let limit = if took { Duration::ZERO } else { limit };
        if event::poll(limit)? {
            // A burst of keys or wheel turns is taken as one before the next drawing.
            loop {
                if let Some(input) = input::from_event(event::read()?) {
                    effects.extend(app.update(Msg::Input(input)));
                }
                took = true;
                let waits = effects.is_empty() && event::poll(Duration::ZERO)?;
                if !waits {
                    break;
                }
            }
        }
    }
    Ok(took)
}

/// Does what needs the terminal itself.
fn grant(wish: Wish, app: &mut App, screen: &mut Screen) -> std::io::Result<Vec<Effect>> {
    match wish {
        Wish::Copy(text) => {
            let mut out = std::io::stdout();
            write!(out, "\x1b]52;c;{}\x07", STANDARD.encode(text))?;
            out.flush()?;
        }
        Wish::Edit(text) => {
            let edited = screen.lend(|| editor::edit(&text))?;
            let mut effects = again(app, screen)?;
            effects.extend(app.update(Msg::Edited(edited)));
            return Ok(effects);
        }
        Wish::Suspend => {
            screen.lend(stop_here)?;
            return again(app, screen);
        }
        Wish::Redraw => screen.renew()?,
        Wish::Quit => {}
    }
    Ok(Vec::new())
}

/// After the terminal was lent, it may have another size.
fn again(app: &mut App, screen: &mut Screen) -> std::io::Result<Vec<Effect>> {
    let size = screen.terminal.size()?;
    Ok(app.update(Msg::Input(Input::Resize(size.width, size.height))))
}
