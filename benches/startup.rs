//! From exec to the first full frame of the interactive screen, in a real pty, and the memory resident then.
//!
//! Run with `cargo bench --bench startup`; it drives the release binary, as a user starts it.

#![expect(clippy::print_stdout, reason = "figures are what it is for")]

use portable_pty::CommandBuilder;
use portable_pty::PtySize;
use portable_pty::native_pty_system;
use std::io::Read as _;
use std::io::Write as _;
use std::time::Duration;
use std::time::Instant;

const RUNS: usize = 30;

/// The last words of the first full frame: the footer.
const FULL: &str = "help";

fn main() {
    let mut times = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..RUNS {
        let Some((time, resident)) = start() else { continue };
        times.push(time);
        memory.extend(resident);
    }
    times.sort_unstable();
    memory.sort_unstable();
    let middle = |list: &[u64]| list.get(list.len() / 2).copied().unwrap_or_default();
    let micros: Vec<u64> =
        times.iter().filter_map(|time| u64::try_from(time.as_micros()).ok()).collect();
    println!(
        "exec to first full frame: median {:.1} ms, fastest {:.1} ms",
        middle(&micros) as f64 / 1000.0,
        micros.first().copied().unwrap_or_default() as f64 / 1000.0
    );
    println!("resident then: median {:.1} MiB", middle(&memory) as f64 / 1024.0);
}

/// One start: how long until the footer is drawn, and how many KiB are resident then.
fn start() -> Option<(Duration, Option<u64>)> {
    let pair = native_pty_system()
        .openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 })
        .ok()?;
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_why4xx"));
    command.env("TERM", "xterm-256color");
    let mut reader = pair.master.try_clone_reader().ok()?;
    let began = Instant::now();
    let mut child = pair.slave.spawn_command(command).ok()?;
    drop(pair.slave);
    let cells = |count| std::num::NonZero::new(count);
    let mut screen = vt100::Parser::new(cells(40)?, cells(120)?, 0);
    let mut buffer = [0; 8192];
    while !screen.screen().contents().contains(FULL) {
        let read = reader.read(&mut buffer).ok().filter(|read| *read > 0)?;
        screen.process(buffer.get(..read)?);
    }
    let time = began.elapsed();
    let resident = child.process_id().and_then(resident);
    let mut keys = pair.master.take_writer().ok()?;
    let _ = keys.write_all(b"\x03");
    let _ = child.wait();
    Some((time, resident))
}

/// `VmRSS` in KiB, where the system tells it.
fn resident(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
