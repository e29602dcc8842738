//! Taking connections: who is slow to ask or to read is cut off, and the last requests may end.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, Request};
use hyper::body::{Body as _, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tower::Service;
use tower_http::timeout::DeadlineBody;

/// How long a client may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the headers of a request; also how long a connection may do nothing between two.
    pub asking: Duration,
    /// For the body of a request, from its first byte to its last.
    pub sending: Duration,
    /// To take any of an answer that waits for it.
    pub reading: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            asking: Duration::from_secs(15),
            sending: Duration::from_secs(15),
            reading: Duration::from_secs(30),
        }
    }
}

/// Connections at once; further ones wait to be taken.
const CONNECTIONS: usize = 2_048;
/// After an error that concerns the whole process, such as too many open files.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(500);

/// Where requests come in, and how.
pub struct Listening {
    /// The socket.
    pub listener: TcpListener,
    /// What answers.
    pub router: Router,
    /// How long a client may take.
    pub patience: Patience,
    /// The header in which a reverse proxy names its client, if one is trusted.
    pub forwarded_header: Option<HeaderName>,
}

impl Listening {
    /// Serves until told to end, then takes no more connections and waits until the requests in
    /// progress have been answered.
    pub async fn serve(self, mut end: watch::Receiver<bool>) {
        let Listening { listener, router, patience, forwarded_header } = self;
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        let mut connections = JoinSet::new();
        loop {
            let place = tokio::select! {
                Ok(place) = places.clone().acquire_owned() => place,
                () = told(&mut end) => break,
            };
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = told(&mut end) => break,
            };
            while connections.try_join_next().is_some() {}
            match accepted {
                Ok((stream, peer)) => {
                    let client = Client { peer, header: forwarded_header.clone() };
                    let (router, end) = (router.clone(), end.clone());
                    connections.spawn(async move {
                        converse(stream, client, router, patience, end).await;
                        drop(place);
                    });
                }
                Err(error) if is_one_connections(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "no connection can be taken");
                    tokio::time::sleep(PAUSE_AFTER_ERROR).await;
                }
            }
        }
        drop(listener);
        while connections.join_next().await.is_some() {}
    }
}

/// Waits until this is the end.
async fn told(end: &mut watch::Receiver<bool>) {
    if end.wait_for(|end| *end).await.is_err() {
        // Nobody is left who could say so.
        std::future::pending().await
    }
}

/// Waits until a client has had its time and not asked for anything. The builder does not look at
/// the time before it knows which version of HTTP is spoken.
async fn silence(time: Duration, has_asked: &AtomicBool) {
    tokio::time::sleep(time).await;
    if has_asked.load(Ordering::Relaxed) {
        std::future::pending().await
    }
}

/// Answers the requests of one connection.
async fn converse(
    stream: TcpStream,
    client: Client,
    router: Router,
    patience: Patience,
    mut end: watch::Receiver<bool>,
) {
    // Without it only small answers are a little slower.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience.reading));
    let has_asked = Arc::new(AtomicBool::new(false));
    let asks = has_asked.clone();
    let answer = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        asks.store(true, Ordering::Relaxed);
        let address = client.address(request.headers());
        request.extensions_mut().insert(ConnectInfo(address));
        router.clone().call(request.map(|body| in_time(body, patience.sending)))
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(patience.asking);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(patience.asking);
    let io = TokioIo::new(Box::pin(stream));
    let connection = builder.serve_connection(io, answer);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = silence(patience.asking, &has_asked) => return,
        () = told(&mut end) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// The body of a request, which ends with an error where it drips.
fn in_time(body: Incoming, time: Duration) -> Body {
    match body.is_end_stream() {
        true => Body::empty(),
        false => Body::new(DeadlineBody::new(time, body)),
    }
}

/// Who is at the other end.
struct Client {
    peer: SocketAddr,
    header: Option<HeaderName>,
}

impl Client {
    /// The client's address: the peer's, or what a trusted reverse proxy says.
    fn address(&self, headers: &HeaderMap) -> SocketAddr {
        let said = self.header.as_ref().and_then(|header| forwarded(headers, header));
        said.map_or(self.peer, |ip| SocketAddr::new(ip, self.peer.port()))
    }
}

/// The address that the nearest proxy has added, which is the last one: a client may have made up
/// those before it.
fn forwarded(headers: &HeaderMap, header: &HeaderName) -> Option<IpAddr> {
    let last = headers.get_all(header).into_iter().next_back()?.to_str().ok()?;
    let last = last.rsplit(',').next()?.trim();
    let parts = last.split(';').map(str::trim);
    // The form of `Forwarded`: for="[2001:db8::1]:4711".
    let named =
        parts.clone().find(|part| part.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("for=")));
    let address = named.map_or(last, |part| &part[4..]).trim_matches('"');
    let address = address
        .parse::<SocketAddr>()
        .map(|address| address.ip())
        .ok()
        .or_else(|| address.trim_start_matches('[').trim_end_matches(']').parse().ok())?;
    Some(address.to_canonical())
}

/// Whether the error concerns one connection only, which is gone.
fn is_one_connections(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_proxy_says_who_the_client_is() {
        let check = |lines: &[&str], expected: Option<&str>| {
            let header = HeaderName::from_static("x-forwarded-for");
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(&header, line.parse().expect("a value"));
            }
            let expected = expected.map(|ip| ip.parse::<IpAddr>().expect("an address"));
            assert_eq!(forwarded(&headers, &header), expected, "{lines:?}");
        };
        check(&["203.0.113.7"], Some("203.0.113.7"));
        check(&["6.6.6.6, 203.0.113.7"], Some("203.0.113.7"));
        check(&["6.6.6.6", "203.0.113.7"], Some("203.0.113.7"));
        check(&["203.0.113.7:4711"], Some("203.0.113.7"));
        check(&["for=6.6.6.6, for=\"[2001:db8::1]:4711\";proto=https"], Some("2001:db8::1"));
        check(&["For=203.0.113.7"], Some("203.0.113.7"));
        check(&["2001:db8::1"], Some("2001:db8::1"));
        check(&["::ffff:203.0.113.7"], Some("203.0.113.7"));
        check(&["unknown"], None);
        check(&["é, "], None);
        check(&[""], None);
        check(&[], None);
    }
}
