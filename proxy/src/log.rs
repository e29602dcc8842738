//! The log: where it goes, in which form, and what may stand in it.
//!
//! One event is one line, whatever stands in it. Names come from databases and clients: they are
//! cut, and nothing in them can begin a line of its own. Tokens, queries and addresses with user
//! names are never logged.

use std::io::{IsTerminal, Write};

use tracing::Dispatch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Log, LogFormat};

mod words;

pub use words::{Reading, name};

/// Logs to stderr from now on.
///
/// # Errors
/// When the filter cannot be understood.
pub fn start(log: &Log) -> anyhow::Result<()> {
    to(log, std::io::stderr, std::io::stderr().is_terminal())?.init();
    Ok(())
}

/// A log that is written there, with colours or without.
///
/// # Errors
/// When the filter cannot be understood.
pub fn to<W, M>(log: &Log, writer: M, colours: bool) -> anyhow::Result<Dispatch>
where
    W: Write,
    M: Fn() -> W + Send + Sync + 'static,
{
    let lines =
        tracing_subscriber::fmt().with_env_filter(filter(&log.log)?).with_writer(Lines(writer));
    Ok(match log.log_format {
        LogFormat::Text => lines.with_ansi(colours).into(),
        LogFormat::Json => lines.json().with_span_list(false).into(),
    })
}

/// The parser takes every word for the name of a module: one that is neither this program's nor a
/// level would turn the whole log off.
fn filter(text: &str) -> anyhow::Result<EnvFilter> {
    for word in text.split(',').map(str::trim).filter(|word| !word.contains(['=', '['])) {
        let is_known = word.parse::<LevelFilter>().is_ok() || word.starts_with("quickpage");
        anyhow::ensure!(
            is_known || word.is_empty(),
            "`{word}` is no level: error, warn, info, debug, trace or off; that of a module is \
             written as quickpage::batcher=debug"
        );
    }
    Ok(EnvFilter::try_new(text)?)
}

/// Writes each event as one line.
struct Lines<M>(M);

impl<'a, W: Write, M: Fn() -> W + 'a> MakeWriter<'a> for Lines<M> {
    type Writer = Line<W>;

    fn make_writer(&'a self) -> Line<W> {
        Line { writer: (self.0)(), text: Vec::new() }
    }
}

/// The line of one event; written when it is dropped.
struct Line<W: Write> {
    writer: W,
    text: Vec<u8>,
}

impl<W: Write> Write for Line<W> {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.text.extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Drop for Line<W> {
    fn drop(&mut self) {
        let text = self.text.strip_suffix(b"\n").unwrap_or(&self.text);
        let mut line = Vec::with_capacity(text.len() + 1);
        for byte in text {
            match byte {
                b'\n' => line.extend_from_slice(b"\\n"),
                b'\r' => line.extend_from_slice(b"\\r"),
                byte => line.push(*byte),
            }
        }
        line.push(b'\n');
        // There is nowhere to say that the log cannot be written.
        let _ = self.writer.write_all(&line);
    }
}

/// An error and its causes, for the log.
pub fn describe(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
