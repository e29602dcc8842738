//! Many connections that ask for the same again and again. A client of its own, on threads and
//! plain sockets, so that it takes as little as possible from the server beside it.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::timing::quantile;

/// What a server answered.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Load {
    /// Whole answers per second.
    pub requests_per_second: f64,
    /// The median of the times from the first byte asked to the last byte answered.
    pub p50_ms: f64,
    /// Of a hundred times one is longer.
    pub p99_ms: f64,
    /// Bytes of each body.
    pub bytes: u64,
}

/// No answer of a server that is alive takes so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks for a path with so many connections for so long.
///
/// # Errors
/// When a connection breaks, or an answer is not 200.
pub fn load(
    address: SocketAddr,
    path: &str,
    connections: usize,
    time: Duration,
) -> io::Result<Load> {
    let start = Barrier::new(connections);
    let one = || -> io::Result<(Vec<f64>, u64, Duration)> {
        let connection = Connection::open(address);
        start.wait();
        connection?.ask_for(path, time)
    };
    let all: Vec<io::Result<_>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(one)).collect();
        let failed = || Err(io::Error::other("a connection's thread ended"));
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| failed())).collect()
    });
    let (mut times, mut bytes, mut longest) = (Vec::new(), 0, Duration::ZERO);
    for answered in all {
        let (own, length, took) = answered?;
        times.extend(own);
        bytes = length;
        longest = longest.max(took);
    }
    times.sort_by(f64::total_cmp);
    Ok(Load {
        requests_per_second: times.len() as f64 / longest.as_secs_f64().max(1e-6),
        p50_ms: quantile(&times, 0.5),
        p99_ms: quantile(&times, 0.99),
        bytes,
    })
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    fn open(address: SocketAddr) -> io::Result<Connection> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Connection { stream, buffer: vec![0; 256 << 10] })
    }

    /// The times of its answers in milliseconds, the length of a body, and how long all of it
    /// took.
    fn ask_for(mut self, path: &str, time: Duration) -> io::Result<(Vec<f64>, u64, Duration)> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\naccept-encoding: br\r\n\r\n");
        let (mut times, mut bytes) = (Vec::new(), 0);
        let start = Instant::now();
        while times.is_empty() || start.elapsed() < time {
            let began = Instant::now();
            self.stream.write_all(request.as_bytes())?;
            bytes = self.read_answer()?;
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        Ok((times, bytes, start.elapsed()))
    }

    /// Reads a whole answer and gives the length of its body.
    fn read_answer(&mut self) -> io::Result<u64> {
        let mut filled = 0;
        let head = loop {
            filled += self.read_more(filled)?;
            let read = &self.buffer[..filled];
            if let Some(at) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break at + 4;
            }
        };
        let length = length_of(&self.buffer[..head])?;
        let mut left = length.saturating_sub((filled - head) as u64);
        while left > 0 {
            left = left.saturating_sub(self.read_more(0)? as u64);
        }
        Ok(length)
    }

    fn read_more(&mut self, at: usize) -> io::Result<usize> {
        match self.stream.read(&mut self.buffer[at..])? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => Ok(read),
        }
    }
}

/// The length of the body that a head announces.
fn length_of(head: &[u8]) -> io::Result<u64> {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let is_well = lines.next().is_some_and(|line| line.split(' ').nth(1) == Some("200"));
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    length.filter(|_| is_well).ok_or_else(|| io::Error::other("the answer is not whole"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_answer_counts() {
        let check = |head: &str, expected: Option<u64>| {
            assert_eq!(length_of(head.as_bytes()).ok(), expected, "{head}");
        };
        check("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n", Some(12));
        check("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 12\r\n\r\n", None);
        check("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", None);
    }
}
