//! Pages of types that lie in a folder: which there are, and the files themselves.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use shared::site::Pages;
use tower_http::services::ServeDir;

use super::Stored;
use crate::datasets::Opened;
use crate::site::{scan, stems};

/// Where the proxy itself serves them.
pub const ROUTE: &str = "/pages";

/// How long the folder is not looked into again.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// A folder of pages, of the default dataset's types.
#[derive(Debug)]
pub struct PagesFolder {
    /// The folder.
    pub folder: PathBuf,
    /// Where browsers find it, ending in `/`; `None` where the proxy serves it.
    pub at: Option<String>,
    seen: Mutex<Option<Seen>>,
}

#[derive(Debug)]
struct Seen {
    version: String,
    at: Instant,
    pages: Arc<Stored>,
}

/// The files of a folder, and nothing that a link in it leads to elsewhere.
pub fn files(folder: &Path) -> Router {
    let root: Arc<Path> = folder.canonicalize().unwrap_or_else(|_| folder.to_owned()).into();
    Router::new().fallback_service(ServeDir::new(folder)).layer(from_fn_with_state(root, within))
}

async fn within(State(root): State<Arc<Path>>, request: Request, next: Next) -> Response {
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy();
    let at = root.join(path.trim_start_matches('/'));
    match tokio::fs::canonicalize(at).await {
        Ok(real) if !real.starts_with(&root) => StatusCode::NOT_FOUND.into_response(),
        // What is not there, the folder says itself.
        _ => next.run(request).await,
    }
}

impl PagesFolder {
    /// The pages in this folder, which browsers find at `at`, or get from the proxy.
    pub fn new(folder: PathBuf, at: Option<String>) -> PagesFolder {
        let with_slash = |at: String| if at.ends_with('/') { at } else { at + "/" };
        PagesFolder { folder, at: at.map(with_slash), seen: Mutex::default() }
    }

    /// Which pages there are, as they are told; none of any dataset but the default one.
    pub fn of(&self, opened: &Opened) -> Arc<Stored> {
        if !opened.dataset.default {
            return Arc::new(Stored::json(&Pages::default()));
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = &*seen
            && seen.version == opened.dataset.version
            && seen.at.elapsed() < LOOK_EVERY
        {
            return seen.pages.clone();
        }
        let pages = Arc::new(Stored::json(&self.scan(opened)));
        let version = opened.dataset.version.clone();
        *seen = Some(Seen { version, at: Instant::now(), pages: pages.clone() });
        pages
    }

    fn scan(&self, opened: &Opened) -> Pages {
        let names = opened.types.iter().map(|entry| entry.name.as_str());
        let stems = stems::stems(names.clone());
        let own = || format!("{}/", ROUTE.trim_start_matches('/'));
        let base = self.at.clone().unwrap_or_else(own);
        scan::scan(&self.folder, base, names, &stems).unwrap_or_else(|error| {
            let folder = self.folder.display().to_string();
            tracing::warn!(folder, %error, "the folder of pages cannot be read");
            Pages::default()
        })
    }
}
