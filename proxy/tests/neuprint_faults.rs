//! The `neuprint` source before servers that answer byte by byte as they are told: too slowly,
//! too much, without an end, or with a certificate that is not to be trusted.

mod tls;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use quickpage::source::neuprint::{Neuprint, Options, SetupError};
use quickpage::source::{Source, SourceError};
use rustls::{ServerConnection, StreamOwned};

/// The list of datasets: one, without any neuron.
const LIST: &str = r#"{"a:v1":{"uuid":"u","last-mod":"2020","hidden":false}}"#;
/// The answer to the question for its types.
const TYPES: &str = r#"{"columns":["type","neurons"],"data":[["EPG",3]],"debug":"…"}"#;

/// Answers every connection by `answer` with what was asked; ends with the test's process.
fn serve(answer: impl Fn(&str, &mut dyn Write) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, answer) = (stream.expect("a connection"), answer.clone());
            thread::spawn(move || {
                let request = read_request(&mut stream);
                answer(&request, &mut stream);
            });
        }
    });
    address
}

/// A request with its body; none of the source's is longer than its first two packets.
fn read_request(stream: &mut impl Read) -> String {
    let mut request = Vec::new();
    let mut bytes = [0; 65_536];
    loop {
        let read = stream.read(&mut bytes).unwrap_or(0);
        request.extend_from_slice(&bytes[..read]);
        let text = String::from_utf8_lossy(&request);
        let whole = match text.split_once("\r\n\r\n") {
            Some((head, _)) if head.starts_with("GET") => true,
            Some((_, body)) => body.ends_with('}'),
            None => false,
        };
        if whole || read == 0 {
            return text.into_owned();
        }
    }
}

/// An answer with its length; what the client no longer wants to read is no fault of the server.
fn send(stream: &mut dyn Write, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    let _ = stream.flush();
}

/// Lists one dataset; everything else is answered by `answer`.
fn serve_queries(answer: impl Fn(&mut dyn Write) + Send + Sync + 'static) -> SocketAddr {
    serve(move |request, stream| match request.starts_with("GET") {
        true => send(stream, "200 OK", "", LIST),
        false => answer(stream),
    })
}

fn options(address: SocketAddr) -> Options {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Options { timeout: Duration::from_secs(5), ..Options::new(format!("http://{address}")) }
}

async fn types_error(options: Options) -> SourceError {
    let source = Neuprint::new(options).expect("good options");
    source.types("a:v1").await.expect_err("a fault")
}

#[tokio::test]
async fn a_whole_answer_is_read_however_it_is_framed() {
    let framed = [
        format!("content-length: {}\r\n\r\n{TYPES}", TYPES.len()),
        format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n{TYPES}\r\n0\r\n\r\n", TYPES.len()),
        format!("\r\n{TYPES}"),
    ];
    for rest in framed {
        let address = serve_queries(move |stream| {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\n{rest}");
        });
        let source = Neuprint::new(options(address)).expect("good options");
        let types = source.types("a:v1").await.expect("types").types;
        assert_eq!((&*types[0].name, types[0].neurons), ("EPG", 3));
    }
}

#[tokio::test]
async fn an_answer_that_the_connection_cut_may_be_whole_the_next_time() {
    let half = &TYPES[..TYPES.len() / 2];
    let check = async |rest: String, is_it: fn(&SourceError) -> bool| {
        let head = rest.clone();
        let address = serve_queries(move |stream| {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\n{rest}");
        });
        let error = types_error(options(address)).await;
        assert!(is_it(&error), "{head}: {error:?}");
    };
    let broken: fn(&SourceError) -> bool = |error| matches!(error, SourceError::Incomplete(_));
    let unreadable: fn(&SourceError) -> bool = |error| matches!(error, SourceError::Unreadable(_));
    check(format!("content-length: {}\r\n\r\n{half}", TYPES.len()), broken).await;
    let chunk = format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n{half}\r\n", half.len());
    check(chunk.clone(), broken).await;
    check(format!("\r\n{half}"), broken).await;
    check(format!("content-length: {}\r\n\r\n{half}", half.len()), unreadable).await;
    check(format!("{chunk}0\r\n\r\n"), unreadable).await;
}

#[tokio::test]
async fn a_dripping_answer_does_not_outlive_the_whole_time() {
    let address = serve_queries(|stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n");
        while stream.write_all(b" ").and_then(|()| stream.flush()).is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    let started = Instant::now();
    let timeout = Duration::from_millis(500);
    let error = types_error(Options { timeout, ..options(address) }).await;
    assert!(matches!(error, SourceError::TimedOut), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

#[tokio::test]
async fn an_answer_that_stands_still_is_given_up_before_the_whole_time() {
    let address = serve_queries(|stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n{{");
        let _ = stream.flush();
        thread::sleep(Duration::from_secs(20));
    });
    let started = Instant::now();
    let (timeout, idle_timeout) = (Duration::from_secs(15), Duration::from_millis(200));
    let error = types_error(Options { timeout, idle_timeout, ..options(address) }).await;
    assert!(matches!(error, SourceError::TimedOut), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn an_answer_without_end_is_read_up_to_the_limit() {
    let address = serve_queries(|stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\n{{\"columns\":[\"type\",\"neurons\"],");
        let _ = stream.write_all(b"\"data\":[[\"EPG\",3]");
        while stream.write_all(br#",["EPG",3]"#).is_ok() {}
    });
    let max_answer_bytes = 100_000;
    let error = types_error(Options { max_answer_bytes, ..options(address) }).await;
    assert!(matches!(error, SourceError::TooLarge { limit: 100_000 }), "{error:?}");
}

#[tokio::test]
async fn an_overloaded_server_says_how_long_it_wants_to_be_left_alone() {
    let check = async |status: &'static str, header: &'static str, expected: Option<u64>| {
        let address = serve_queries(move |stream| send(stream, status, header, "busy"));
        match types_error(options(address)).await {
            SourceError::Overloaded { retry_after } => {
                assert_eq!(retry_after, expected.map(Duration::from_secs), "{status} {header}");
            }
            error => panic!("{status} {header}: {error:?}"),
        }
    };
    check("429 Too Many Requests", "retry-after: 5\r\n", Some(5)).await;
    check("503 Service Unavailable", "retry-after: 5000\r\n", Some(60)).await;
    let past = "retry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    check("503 Service Unavailable", past, Some(1)).await;
    check("503 Service Unavailable", "retry-after: -1\r\n", None).await;
    check("429 Too Many Requests", "", None).await;
}

/// A server with this certificate that lists one dataset.
fn serve_tls(certificate: &str) -> SocketAddr {
    let config = tls::config(certificate);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = move |stream: TcpStream| {
        let connection = ServerConnection::new(config.clone()).expect("a server");
        let mut stream = StreamOwned::new(connection, stream);
        if !read_request(&mut stream).is_empty() {
            send(&mut stream, "200 OK", "", LIST);
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    };
    thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.expect("one"))));
    address
}

#[tokio::test]
async fn a_certificate_is_trusted_by_the_file_of_its_authority_alone() {
    let listed = async |certificate: &str, ca_file: Option<PathBuf>| {
        let server = format!("https://{}", serve_tls(certificate));
        let timeout = Duration::from_secs(5);
        let source = Neuprint::new(Options { ca_file, timeout, ..Options::new(server) });
        source.expect("good options").datasets().await
    };
    let ca = || Some(tls::file("ca.pem"));
    let datasets = listed("good.pem", ca()).await.expect("the list of datasets");
    assert_eq!(datasets[0].name, "a:v1");
    let refused = [("good.pem", None), ("elsewhere.pem", ca()), ("expired.pem", ca())];
    for (certificate, ca_file) in refused {
        let error = listed(certificate, ca_file).await.expect_err(certificate);
        assert!(matches!(error, SourceError::Tls(_)), "{certificate}: {error:?}");
    }
}

/// Whether it answers in plain text or hangs up.
#[tokio::test]
async fn a_server_without_tls_is_not_asked_in_plain_text() {
    for answer in ["HTTP/1.1 400 Bad Request\r\n\r\n", ""] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut bytes = [0; 65_536];
            let read = stream.read(&mut bytes).expect("a greeting");
            let _ = stream.write_all(answer.as_bytes());
            String::from_utf8_lossy(&bytes[..read]).into_owned()
        });
        let server = format!("https://{address}");
        let source = Neuprint::new(Options { server, ..options(address) }).expect("good options");
        let error = source.datasets().await.expect_err("no TLS");
        assert!(matches!(error, SourceError::Tls(_)), "{answer:?}: {error:?}");
        assert!(!asked.join().expect("a server").contains("HTTP"), "asked in plain text");
    }
}

#[test]
fn a_file_without_certificates_is_refused() {
    let address = ([127, 0, 0, 1], 1).into();
    for name in ["README.md", "nothing.pem"] {
        let ca_file = Some(tls::file(name));
        let error = Neuprint::new(Options { ca_file, ..options(address) }).expect_err(name);
        assert!(matches!(error, SetupError::Certificates), "{error:?}");
    }
}
