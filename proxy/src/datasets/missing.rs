//! Datasets that a source lists and, when asked, does not have. For a while they are not asked
//! for again, however many want them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const REMEMBERED: Duration = Duration::from_secs(30);

/// The names of these datasets, and until when each is remembered. Only names that are listed get
/// here, so that they are few.
#[derive(Debug, Default)]
pub struct Missing {
    until: Mutex<HashMap<String, Instant>>,
}

impl Missing {
    /// Notes that a dataset is not there.
    pub fn note(&self, name: &str) {
        self.until().insert(name.to_owned(), Instant::now() + REMEMBERED);
    }

    /// A dataset is listed that was not: it may be there again.
    pub fn forget(&self, name: &str) {
        self.until().remove(name);
    }

    /// Whether that was noted a short while ago.
    pub fn has(&self, name: &str) -> bool {
        let now = Instant::now();
        let mut until = self.until();
        until.retain(|_, until| *until > now);
        until.contains_key(name)
    }

    fn until(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
