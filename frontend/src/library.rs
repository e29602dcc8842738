//! What the page holds in memory: the index, and each type's summary as the text it came in.
//!
//! A summary is read again only when its type is opened; kept as values, 11,700 of them would
//! take several times the memory.

use std::collections::HashMap;
use std::sync::Arc;

use shared::index::{Index, Read};
use shared::roi::Regions;
use shared::wire::Summary;

/// The index and the summaries it was built from.
#[derive(Default)]
pub struct Library {
    /// The index.
    pub index: Index,
    lines: HashMap<Box<str>, Box<str>>,
}

impl Library {
    /// An empty one over these regions.
    pub fn new(regions: Arc<Regions>) -> Library {
        Library { index: Index::new(regions), lines: HashMap::new() }
    }

    /// Adds a type by its summary and the line that this was read from. A type that is there
    /// already stays as it is: the index takes each name once.
    pub fn add(&mut self, read: &Read<'_>, line: &str) {
        let name = &read.summary.name;
        if !self.holds(name) {
            self.index.push_read(read);
            self.lines.insert(name.as_str().into(), line.into());
        }
    }

    /// Whether it has this type.
    pub fn holds(&self, name: &str) -> bool {
        self.lines.contains_key(name)
    }

    /// All of what is known of a type.
    pub fn summary(&self, name: &str) -> Option<Summary> {
        serde_json::from_str(self.lines.get(name)?).ok()
    }

    /// Hash by name of everything it holds.
    pub fn hashes(&self) -> HashMap<&str, &str> {
        self.index.entries.iter().map(|entry| (&*entry.name, &*entry.hash)).collect()
    }

    /// The lines of the types for which `keep` says so.
    pub fn lines_of(&self, keep: impl Fn(&str) -> bool) -> Vec<String> {
        let kept = self.lines.iter().filter(|(name, _)| keep(name));
        kept.map(|(_, line)| line.to_string()).collect()
    }
}
