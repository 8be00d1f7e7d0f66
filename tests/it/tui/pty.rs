//! The real program on a real terminal: first picture, resizing, leaving; and the terminal given back, whatever happens.

use portable_pty::Child;
use portable_pty::CommandBuilder;
use portable_pty::MasterPty;
use portable_pty::PtySize;
use portable_pty::native_pty_system;
use std::io::Read;
use std::io::Write;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::channel;
use std::time::Duration;
use std::time::Instant;

/// The longest that any step may take; a step that works takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

struct Session {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
}

impl Session {
    fn start(program: &str, args: &[&str]) -> Self {
        Self::at(program, args, "/nonexistent")
    }

    fn at(program: &str, args: &[&str], home: &str) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env_remove("VISUAL");
        command.env("EDITOR", "sed -i s/POST/PUT/");
        command.env("HOME", home);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        // A backtrace would push the words that are looked for off the screen.
        command.env("RUST_BACKTRACE", "0");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let screen = vt100::Parser::new(cells(24), cells(80), 0);
        Self { master: pair.master, child, keys, output, screen }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Reads until the screen holds `word`.
    fn until(&mut self, word: &str) {
        self.until_so(word, |screen| screen.contents().contains(word));
    }

    fn until_so(&mut self, what: &str, is: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is(self.screen.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("never seen: {what}\n{}", self.screen.screen().contents());
            };
            self.screen.process(&bytes);
        }
    }

    /// Waits for the end; returns whether it was a success.
    fn end(mut self) -> (bool, vt100::Parser) {
        let status = self.child.wait().unwrap();
        drop(self.keys);
        drop(self.master);
        while let Ok(bytes) = self.output.recv_timeout(PATIENCE) {
            self.screen.process(&bytes);
        }
        (status.success(), self.screen)
    }
}

/// The terminal is as it was: the ordinary screen, a visible cursor, no mouse, no bracketed paste.
fn assert_given_back(screen: &vt100::Screen) {
    assert!(!screen.alternate_screen(), "still on the alternate screen");
    assert!(!screen.hide_cursor(), "the cursor is still hidden");
    assert!(!screen.bracketed_paste(), "bracketed paste is still on");
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
}

fn why4xx(args: &[&str]) -> Session {
    Session::start(env!("CARGO_BIN_EXE_why4xx"), args)
}

#[test]
fn starts_resizes_and_quits() {
    let mut session = why4xx(&[]);
    session.until("[1] Presets");
    session.until("keap/files");
    let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
    session.screen.screen_mut().set_size(cells(40), cells(120));
    session.master.resize(size).unwrap();
    session.until_so("a footer in row 40", |screen| {
        screen.rows(0, 120).nth(39).is_some_and(|row| row.contains("help"))
    });
    session.press("q");
    let (success, screen) = session.end();
    assert!(success);
    assert_given_back(screen.screen());
}

#[test]
fn the_demo_shows_its_verdict_and_turns_green() {
    let mut session = why4xx(&["demo"]);
    session.until("auth-missing");
    session.press("t");
    session.until("is mended");
    session.press("\x03");
    let (_, screen) = session.end();
    assert_given_back(screen.screen());
}

#[test]
fn an_editor_gets_the_terminal_and_gives_it_back() {
    let mut session = why4xx(&["demo"]);
    session.until("auth-missing");
    session.press("e");
    session.until("Exact bytes");
    session.press("E");
    session.until("PUT /crm/rest/v1/files");
    session.press("\x03");
    let (success, screen) = session.end();
    assert!(success);
    assert_given_back(screen.screen());
}

#[test]
fn ctrl_c_while_sending_stops_only_the_sending() {
    // A server that takes the connection and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let mut session = why4xx(&[]);
    session.until("keap/files");
    session.press("a");
    session.until("[1] Request");
    session.press("e\x15");
    session.press(&format!("http://127.0.0.1:{port}/never\x12"));
    session.until("sending");
    session.press("\x03");
    session.until("stopped");
    session.press("\x03");
    let (success, screen) = session.end();
    assert!(success);
    assert_given_back(screen.screen());
}

#[cfg(unix)]
#[test]
fn a_signal_gives_the_terminal_back() {
    for signal in ["TERM", "HUP", "INT"] {
        let mut session = why4xx(&[]);
        session.until("keap/files");
        let id = session.child.process_id().unwrap().to_string();
        let sent = std::process::Command::new("kill").args(["-s", signal, &id]).status().unwrap();
        assert!(sent.success());
        let (success, screen) = session.end();
        assert!(!success, "{signal} ends the program as a signal does");
        assert_given_back(screen.screen());
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_its_words_stay_readable() {
    // This very binary, asked for the one test that panics.
    let program = std::env::current_exe().unwrap();
    let args = ["--exact", "tui::pty::panics_on_purpose", "--ignored", "--nocapture"];
    let session = Session::start(program.to_str().unwrap(), &args);
    let (success, screen) = session.end();
    assert!(!success);
    assert_given_back(screen.screen());
    let words = screen.screen().contents();
    assert!(words.contains("this panic is meant"), "{words}");
}

#[test]
#[ignore = "to panic on a terminal is all it does; run by the test above"]
fn panics_on_purpose() {
    let _screen = why4xx::tui::Screen::take();
    panic!("this panic is meant");
}

fn cells(count: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(count).unwrap()
}

/// A capture in that home, answered as the key says; and where it listens.
fn capturing(home: &str, key: &str) -> (Session, String) {
    let mut session = Session::at(env!("CARGO_BIN_EXE_why4xx"), &[], home);
    session.until("[1] Presets");
    session.press("C");
    session.until("practice server");
    session.press(key);
    session.until("http://127.0.0.1:");
    let contents = session.screen.screen().contents();
    let after = contents.split("http://127.0.0.1:").nth(1).unwrap();
    let port: String = after.chars().take_while(char::is_ascii_digit).collect();
    (session, format!("127.0.0.1:{port}"))
}

/// What a command says in that home.
fn said(home: &str, args: &[&str]) -> Vec<u8> {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_why4xx"));
    command.args(args).env("HOME", home).output().unwrap().stdout
}

#[test]
fn a_broken_request_is_captured_marked_and_kept_byte_for_byte() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().to_str().unwrap();
    let (mut session, addr) = capturing(path, "p");
    let sent = b"POST /crm/rest/v1/files HTTP/1.1\r\nhOST:x\r\nX-Odd : \xe9\x1b[31m\nContent-Length: 2\r\n\r\n{}";
    let mut client = std::net::TcpStream::connect(&addr).unwrap();
    client.write_all(sent).unwrap();
    session.until("POST /crm/rest/v1/files");
    session.until("hOST:x");
    session.press("-");
    session.until("F history:1");
    session.press("\x03");
    let (success, screen) = session.end();
    assert!(success);
    assert_given_back(screen.screen());
    let shown = said(path, &["history", "show", "1", "--format", "request"]);
    assert_eq!(shown, sent);
    let listed = said(path, &["history", "list", "--mark", "failing"]);
    assert!(String::from_utf8(listed).unwrap().contains("/crm/rest/v1/files"));
}

/// Sends a pasted curl command to a server of its own, and leaves once `word` is seen.
fn send_one(args: &[&str], home: &str, word: &str) {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let serving = std::thread::spawn(move || {
        let (mut client, _) = server.accept().unwrap();
        let _ = client.read(&mut [0; 4096]).unwrap();
        client.write_all(b"HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n").unwrap();
    });
    let mut session = Session::at(env!("CARGO_BIN_EXE_why4xx"), args, home);
    session.until("[1] Presets");
    session.press(&format!("\x1b[200~curl http://127.0.0.1:{port}/once\x1b[201~"));
    session.until("GET /once");
    session.press("\x12");
    session.until("418 Teapot");
    session.until(word);
    session.press("\x03");
    let (success, screen) = session.end();
    assert!(success);
    assert_given_back(screen.screen());
    serving.join().unwrap();
}

#[test]
fn what_is_sent_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().to_str().unwrap();
    send_one(&[], path, "sent as exact");
    let listed = said(path, &["history", "list", "--status", "418"]);
    assert!(String::from_utf8(listed).unwrap().contains("/once"));
}

#[test]
fn a_history_that_cannot_be_written_is_said_and_does_not_hinder() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join(".local"), "a file where a folder is to be").unwrap();
    send_one(&[], home.path().to_str().unwrap(), "not in the history yet");
}

#[test]
fn nothing_is_kept_where_that_is_wished() {
    let home = tempfile::tempdir().unwrap();
    send_one(&["--no-history"], home.path().to_str().unwrap(), "sent as exact");
    assert!(!home.path().join(".local/state/why4xx/history").exists());
}

#[cfg(unix)]
#[test]
fn a_closed_terminal_loses_no_exchange_under_way() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().to_str().unwrap();
    let (mut session, addr) = capturing(path, "a");
    let mut client = std::net::TcpStream::connect(&addr).unwrap();
    client.write_all(b"POST /whole HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").unwrap();
    session.until("/whole");
    client.write_all(b"POST /half-way HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc").unwrap();
    // Whatever of it has arrived by now is kept; the head has, or nothing would be owed.
    let mut peek = std::net::TcpStream::connect(&addr).unwrap();
    peek.write_all(b"GET /later HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
    session.until("/later");
    let pid = session.child.process_id().unwrap().to_string();
    std::process::Command::new("kill").args(["-HUP", &pid]).status().unwrap();
    let (_, screen) = session.end();
    assert_given_back(screen.screen());
    let listed = said(path, &["history", "list"]);
    let listed = String::from_utf8(listed).unwrap();
    assert!(listed.contains("/half-way"), "{listed}");
}
