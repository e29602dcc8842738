//! Writes what arrives into the store, chunk by chunk. A browser that does not let itself be
//! written to is no failure of the page: the first refusal ends the keeping and is remembered
//! in words.

use shared::wire::Line;

use crate::store::{Manifest, Store};

/// Lines per chunk: records of about a megabyte.
const CHUNK_LINES: usize = 400;

/// What is being kept of one dataset.
pub struct Keeping<'a> {
    store: Option<&'a Store>,
    /// The manifest as it is written, or would be.
    pub manifest: Manifest,
    /// Why nothing is kept.
    pub refused: Option<String>,
    waiting: Vec<String>,
}

impl<'a> Keeping<'a> {
    /// Goes on with what is kept already.
    pub fn resume(store: Result<&'a Store, String>, manifest: Manifest) -> Keeping<'a> {
        let (store, refused) = match store {
            Ok(store) => (Some(store), None),
            Err(reason) => (None, Some(reason)),
        };
        Keeping { store, manifest, refused, waiting: Vec::new() }
    }

    /// Forgets what is kept and begins anew.
    pub async fn start_over(&mut self) {
        self.manifest.chunks = 0;
        self.manifest.lines = 0;
        self.manifest.complete = false;
        self.waiting.clear();
        if let Some(store) = self.store {
            let done = store.begin(&self.manifest).await;
            self.note(done);
        }
    }

    /// How many lines there are, those included that are still to be written.
    pub fn lines(&self) -> usize {
        self.manifest.lines as usize + self.waiting.len()
    }

    /// Takes a line, to be written with the next chunk.
    pub fn push(&mut self, line: &str) {
        if self.store.is_some() {
            self.waiting.push(line.to_owned());
        }
    }

    /// Takes note that a type is gone.
    pub fn push_gone(&mut self, name: &str) {
        let line: Line = Line::Failed { name: name.to_owned(), error: "gone".to_owned() };
        if let Ok(line) = serde_json::to_string(&line) {
            self.push(&line);
        }
    }

    /// Writes a chunk if there is enough for one.
    pub async fn write_full(&mut self) {
        while self.waiting.len() >= CHUNK_LINES {
            self.write(CHUNK_LINES).await;
        }
    }

    /// Writes all that is left, and the manifest.
    pub async fn finish(&mut self) {
        while self.waiting.len() > CHUNK_LINES {
            self.write(CHUNK_LINES).await;
        }
        self.write(self.waiting.len()).await;
    }

    async fn write(&mut self, lines: usize) {
        let chunk: Vec<String> = self.waiting.drain(..lines.min(self.waiting.len())).collect();
        if let Some(store) = self.store {
            let text = chunk.join("\n");
            let done = store.append(&mut self.manifest, &text, chunk.len() as u32).await;
            self.note(done);
        }
    }

    fn note(&mut self, done: Result<(), crate::store::Error>) {
        if let Err(error) = done {
            self.refused = Some(error.to_string());
            self.store = None;
            self.waiting.clear();
        }
    }
}
