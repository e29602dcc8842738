//! A proxy in a process of its own, so that its memory is measured alone and the load on it comes
//! from elsewhere.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use reqwest::Url;
use tokio::sync::OnceCell;

use super::cold::{Cold, url};
use super::subject::Subject;
use crate::commands::memory::peak_bytes;
use crate::commands::{Ended, print};
use crate::config::given::AtSource;
use crate::datasets::Datasets;

/// The flag by which this command is told to be that proxy.
pub const FLAG: &str = "--as-proxy";
/// Where the bytes of the whole index, compressed by Brotli, are served as they are.
pub const STATIC: &str = "/bench/static";

/// A running proxy; it ends when this is dropped, or its parent ends.
pub struct Apart {
    child: Child,
    base: Url,
    dataset: String,
}

impl Apart {
    /// Starts this very command once more, with what it was told.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(subject: &Subject) -> anyhow::Result<Apart> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(std::env::args_os().skip(1))
            .arg(FLAG)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take();
        let mut apart = Apart {
            child,
            base: "http://localhost".parse()?,
            dataset: subject.dataset.name.clone(),
        };
        let line = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            stdout.map(|out| BufReader::new(out).read_line(&mut line));
            line
        });
        apart.base = line.await?.trim().parse().context("the proxy apart did not start")?;
        Ok(apart)
    }

    /// The address of its socket.
    ///
    /// # Errors
    /// Never, of a proxy that has started.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        let addresses = self.base.socket_addrs(|| None)?;
        addresses.into_iter().next().context("the proxy apart has no address")
    }

    /// The address of all summaries.
    ///
    /// # Errors
    /// Never, of a proxy that has started.
    pub fn summaries(&self) -> anyhow::Result<Url> {
        url(&self.base, &self.dataset, &["summaries"])
    }

    /// The most memory that it has had, in bytes, where the system says so.
    pub fn peak_bytes(&self) -> Option<u64> {
        peak_bytes(Some(self.child.id()))
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Is that proxy until nobody holds the other end of stdin any more.
///
/// # Errors
/// When the source cannot be opened or nothing can be listened on.
pub async fn be(at: &AtSource) -> anyhow::Result<Ended> {
    let subject = Subject::open(at).await?;
    let name = subject.dataset.name.clone();
    let proxy = Cold::start(&subject, |datasets| static_route(datasets.clone(), name)).await?;
    print(&format!("{}\n", proxy.base))?;
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(Ended::Done)
}

/// Serves the bytes that the proxy sends for the whole index, with nothing between them and the
/// socket.
fn static_route(datasets: Arc<Datasets>, dataset: String) -> Router {
    let kept: Arc<OnceCell<Bytes>> = Arc::default();
    let answer = move || {
        let (kept, datasets, dataset) = (kept.clone(), datasets.clone(), dataset.clone());
        async move {
            match kept.get_or_try_init(|| whole_index(&datasets, &dataset)).await {
                Ok(body) => ([(header::CONTENT_ENCODING, "br")], body.clone()).into_response(),
                Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            }
        }
    };
    Router::new().route(STATIC, get(answer))
}

async fn whole_index(datasets: &Arc<Datasets>, dataset: &str) -> anyhow::Result<Bytes> {
    let opened = datasets.open(dataset).await?;
    let complete = opened.complete().await.context("it has not been read yet")?;
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("br"));
    Ok(axum::body::to_bytes(complete.answer(&headers).into_body(), usize::MAX).await?)
}
