//! The terminal: taken over by a guard, and given back whatever ends the program: return, panic or signal.

use crossterm::cursor;
use crossterm::event::DisableBracketedPaste;
use crossterm::event::DisableMouseCapture;
use crossterm::event::EnableBracketedPaste;
use crossterm::event::EnableMouseCapture;
use crossterm::execute;
use crossterm::terminal;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use std::io::Stdout;
use std::io::Write;
use std::io::stdout;
use std::sync::Mutex;
use std::sync::Once;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

/// Whether the screen is ours at this moment; the one thing that hooks and signals look at.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The screen, taken over for as long as this lives.
pub struct Screen {
    /// What is drawn on.
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Screen {
    /// Takes the terminal over: raw mode, alternate screen, mouse, bracketed paste.
    pub fn take() -> std::io::Result<Self> {
        guard_panics();
        guard_signals()?;
        enter()?;
        let terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(Self { terminal })
    }

    /// Gives the terminal to someone else (an editor, the shell) while `during` runs, then takes it again.
    pub fn lend<T>(&mut self, during: impl FnOnce() -> T) -> std::io::Result<T> {
        leave();
        let result = during();
        enter()?;
        self.renew()?;
        Ok(result)
    }

    /// Forgets what was drawn, so that the next picture is drawn whole. (The library's own way asks the terminal for
    /// its cursor, and not every terminal answers.)
    pub fn renew(&mut self) -> std::io::Result<()> {
        execute!(stdout(), terminal::Clear(terminal::ClearType::All))?;
        self.terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

fn enter() -> std::io::Result<()> {
    terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(
        stdout(),
        terminal::EnterAlternateScreen,
        EnableBracketedPaste,
        EnableMouseCapture,
        cursor::Hide
    )
}

/// Gives the terminal back, once; errors are past caring for here, since nobody could be told.
fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = execute!(
        out,
        cursor::Show,
        DisableMouseCapture,
        DisableBracketedPaste,
        terminal::LeaveAlternateScreen
    );
    let _ = terminal::disable_raw_mode();
    let _ = out.flush();
}

/// A panic's message belongs on the ordinary screen, where it stays readable.
fn guard_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        let screen = std::thread::current().id();
        std::panic::set_hook(Box::new(move |info| {
            // Work on other threads ends in a message on the screen; only here the program itself ends.
            if std::thread::current().id() == screen || !TAKEN.load(Ordering::SeqCst) {
                leave();
                before(info);
            }
        }));
    });
}

/// What is still to be done where a signal ends the program.
static LAST_WORK: Mutex<Option<Box<dyn FnOnce() + Send>>> = Mutex::new(None);

/// Has this done before a signal ends the program; it takes the place of what was given before.
pub(super) fn before_end(work: impl FnOnce() + Send + 'static) {
    *LAST_WORK.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(work));
}

/// SIGTERM, SIGHUP, SIGINT and SIGQUIT end the program as they should, after the terminal is given back.
#[cfg(unix)]
fn guard_signals() -> std::io::Result<()> {
    use signal_hook::consts::SIGHUP;
    use signal_hook::consts::SIGINT;
    use signal_hook::consts::SIGQUIT;
    use signal_hook::consts::SIGTERM;
    static ONCE: Once = Once::new();
    let mut signals = None;
    ONCE.call_once(|| {
        signals = Some(signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT]));
    });
    let Some(signals) = signals else { return Ok(()) };
    let mut signals = signals?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            // First, since the screen is drawn on until the terminal is given back.
            if let Some(last) = LAST_WORK.lock().unwrap_or_else(PoisonError::into_inner).take() {
                last();
            }
            leave();
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    })?;
    Ok(())
}

#[cfg(not(unix))]
fn guard_signals() -> std::io::Result<()> {
    Ok(())
}

/// Stops the program as the shell's `ctrl-z` does; returns when it goes on.
#[cfg(unix)]
pub(super) fn stop_here() {
    let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
}

/// There is no such thing here.
#[cfg(not(unix))]
pub(super) fn stop_here() {}
