//! What the page holds in memory: the index, and each type's summary as the text it came in.
//!
//! A summary is read again only when its type is opened; kept as values, 11,700 of them would
//! take several times the memory. Where the index comes whole, the lines may come after it.

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
    /// By type; those that are not there yet are empty.
    lines: Vec<Box<str>>,
}

impl Library {
    /// An empty one over these regions.
    pub fn new(regions: Arc<Regions>) -> Library {
        Library { index: Index::new(regions), lines: Vec::new() }
    }

    /// One whose lines are still to come.
    pub fn of(index: Index) -> Library {
        let lines = vec![Box::default(); index.len()];
        Library { index, lines }
    }

    /// Adds a type by its summary and the line that this was read from. A type that is there
    /// already stays as it is: the index takes each name once.
    pub fn add(&mut self, read: &Read<'_>, line: &str) {
        if self.index.find(&read.summary.name).is_none() {
            self.index.push_read(read);
            self.lines.push(line.into());
        }
    }

    /// Takes a line of a type whose entry is there already; of several the first.
    pub fn add_line(&mut self, name: &str, line: &str) {
        if let Some(id) = self.index.find(name)
            && let Some(place) = self.lines.get_mut(id as usize)
            && place.is_empty()
        {
            *place = line.into();
        }
    }

    /// Whether each type has its line.
    pub fn is_whole(&self) -> bool {
        !self.lines.iter().any(|line| line.is_empty())
    }

    /// All of what is known of a type.
    pub fn summary(&self, name: &str) -> Option<Summary> {
        serde_json::from_str(&self.lines[self.index.find(name)? as usize]).ok()
    }

    /// Hash by name of everything it holds.
    pub fn hashes(&self) -> HashMap<&str, &str> {
        self.index.entries.iter().map(|entry| (&*entry.name, &*entry.hash)).collect()
    }

    /// The lines of the types for which `keep` says so.
    pub fn lines_of(&self, keep: impl Fn(&str) -> bool) -> Vec<String> {
        let all = self.index.entries.iter().zip(&self.lines);
        all.filter(|(entry, _)| keep(&entry.name)).map(|(_, line)| line.to_string()).collect()
    }
}
