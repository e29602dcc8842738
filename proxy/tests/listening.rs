//! Connections that are slow to ask or to read, on a real socket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::HeaderName;
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::StreamExt;
use quickpage::listening::{Listening, Patience};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(10);

struct Server {
    address: SocketAddr,
    end: watch::Sender<bool>,
    task: JoinHandle<()>,
    /// Streams that are being written.
    streams: Arc<AtomicUsize>,
}

/// Counts down when a stream is dropped.
struct Streaming(Arc<AtomicUsize>);

impl Drop for Streaming {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn serve(patience: Patience) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let streams = Arc::<AtomicUsize>::default();
    let counted = streams.clone();
    let endless = get(move || async move {
        counted.fetch_add(1, Ordering::SeqCst);
        let streaming = Streaming(counted);
        let piece = move |_| {
            let _held = &streaming;
            Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 65_536]))
        };
        Body::from_stream(futures_util::stream::iter(0..u64::MAX).map(piece))
    });
    let slow = get(async || {
        tokio::time::sleep(2 * SHORT).await;
        "done"
    });
    let who = get(async |ConnectInfo(client): ConnectInfo<SocketAddr>| client.ip().to_string());
    let take = post(async |Json(body): Json<Value>| body.to_string());
    let router = Router::new()
        .route("/endless", endless)
        .route("/slow", slow)
        .route("/who", who)
        .route("/take", take);
    let (end, ended) = watch::channel(false);
    let forwarded_header = Some(HeaderName::from_static("x-forwarded-for"));
    let listening = Listening { listener, router, patience, forwarded_header };
    let task = tokio::spawn(listening.serve(ended));
    Server { address, end, task, streams }
}

async fn ask(server: &Server, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.expect("a connection");
    stream.write_all(text.as_bytes()).await.expect("the request is sent");
    stream
}

async fn whole(mut stream: TcpStream) -> String {
    let mut text = String::new();
    timeout(LONG, stream.read_to_string(&mut text)).await.expect("an end").expect("text");
    text
}

async fn streams_become(server: &Server, count: usize) {
    let changed = async {
        while server.streams.load(Ordering::SeqCst) != count {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(LONG, changed).await.expect("the streams change");
}

#[tokio::test]
async fn a_client_that_never_reads_is_cut_off_and_its_stream_dropped() {
    let server = serve(Patience { asking: LONG, sending: LONG, reading: SHORT }).await;
    let unread = ask(&server, "GET /endless HTTP/1.1\r\nhost: a\r\n\r\n").await;
    streams_become(&server, 1).await;
    streams_become(&server, 0).await;
    drop(unread);
}

#[tokio::test]
async fn a_client_that_reads_slowly_is_not_cut_off() {
    let server = serve(Patience { asking: LONG, sending: LONG, reading: 3 * SHORT }).await;
    let mut stream = ask(&server, "GET /endless HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let mut piece = vec![0; 16 << 20];
    for _ in 0..8 {
        tokio::time::sleep(SHORT).await;
        timeout(LONG, stream.read_exact(&mut piece)).await.expect("in time").expect("more");
    }
    assert_eq!(server.streams.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn silence_and_half_a_request_are_cut_off_and_a_slow_answer_is_not() {
    let server = serve(Patience { asking: SHORT, sending: LONG, reading: LONG }).await;
    for text in ["", "PRI * HTTP", "GET /slow HTTP/1.1\r\nhost: a\r\n"] {
        let answer = whole(ask(&server, text).await).await;
        assert!(!answer.contains("done"), "{text:?}: {answer}");
    }
    let request = "GET /slow HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    assert!(whole(ask(&server, request).await).await.ends_with("done"));
}

/// Row 39.
#[tokio::test]
async fn a_body_that_drips_is_not_waited_for_and_a_slow_one_is() {
    let server = serve(Patience { asking: LONG, sending: 2 * SHORT, reading: LONG }).await;
    let head = "POST /take HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
                content-type: application/json\r\ncontent-length: 20\r\n\r\n";
    let drip = async |pause: Duration| {
        let (mut reading, mut writing) = ask(&server, head).await.into_split();
        let sending = async {
            for byte in b"[\"0123456789abcdef\"]" {
                tokio::time::sleep(pause).await;
                if writing.write_all(&[*byte]).await.is_err() {
                    return;
                }
            }
        };
        let mut answer = String::new();
        let read = async { reading.read_to_string(&mut answer).await };
        let (read, ()) = tokio::join!(timeout(LONG, read), sending);
        drop(read.expect("an end"));
        answer
    };
    assert!(drip(SHORT / 100).await.ends_with("0123456789abcdef\"]"));
    let late = drip(SHORT / 3).await;
    assert!(!late.starts_with("HTTP/1.1 200"), "{late}");
}

#[tokio::test]
async fn an_end_lets_requests_in_progress_end_and_takes_no_more() {
    let server = serve(Patience::default()).await;
    let asking = ask(&server, "GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await;
    // It may do nothing for long, but not while the server ends.
    let idle = ask(&server, "").await;
    tokio::time::sleep(SHORT / 2).await;
    server.end.send_replace(true);
    assert!(whole(asking).await.contains("done"));
    assert_eq!(whole(idle).await, "");
    timeout(LONG, server.task).await.expect("it ends").expect("no panic");
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn a_trusted_proxy_says_who_the_client_is() {
    let server = serve(Patience::default()).await;
    let who = async |header: &str| {
        let request = format!("GET /who HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{header}\r\n");
        whole(ask(&server, &request).await).await
    };
    assert!(who("").await.ends_with("\n127.0.0.1"));
    assert!(who("X-Forwarded-For: 6.6.6.6, 203.0.113.7\r\n").await.ends_with("\n203.0.113.7"));
}
