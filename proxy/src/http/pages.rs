//! Pages of types that lie in a folder: which there are, and the files themselves.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use shared::site::Pages;

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
