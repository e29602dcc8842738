//! The only file that talks to IndexedDB: what this browser keeps of the datasets.
//!
//! Database [`DATABASE`], version 1, three object stores of plain records with inline keys:
//!
//! | store | key path | record |
//! |---|---|---|
//! | `manifest` | `dataset` | `{dataset, version, format, savedAt, chunks, lines, complete, untyped, about}` |
//! | `chunks` | `key` | `{key, dataset, lines}`, key = dataset, line feed, number in six digits |
//! | | | `{key, dataset, stamp, bytes}`, key = dataset, line feed, `#`, number in six digits |
//! | `hierarchy` | `dataset` | `{dataset, version, format, fetchedAt, json}` |
//!
//! `lines` of a chunk are the bytes of NDJSON as the proxy sent it, some hundred summaries: 11,700
//! records of one summary each would be as many requests to the database. Of two lines about one type
//! the later one holds; a line `{"type","error"}` says that the type is gone. `about` is the
//! dataset's [`Dataset`](shared::wire::Dataset) and `json` its hierarchy, both as JSON text;
//! times are milliseconds since 1970. A manifest is written in the same transaction as the
//! chunk that it counts, so chunks beyond `manifest.chunks` cannot be.
//!
//! The records with `#` are the pieces of the index that was built from the lines: what is shown
//! first, while the lines are read. `stamp` says of which lines, regions and code; any other is as good
//! as none, and then the index is built from the lines.
//!
//! A record of another `format` is as good as none. One that cannot be read is
//! [`Error::Damaged`]: the caller clears the dataset and fetches it again.

mod records;

use rexie::{KeyRange, ObjectStore, Rexie, Transaction, TransactionMode, TransactionResult};
use wasm_bindgen::JsValue;

pub use records::{Hierarchy, Manifest};
use records::{bytes, bytes_of, record, text, text_of_bytes};

/// Name of the database; that of a static site names its folder, too.
pub const DATABASE: &str = "quickpage";

const MANIFEST: &str = "manifest";
const CHUNKS: &str = "chunks";
const HIERARCHY: &str = "hierarchy";

/// The browsers' own words differ and help nobody: what can be done is the same.
const REFUSED: &str = "its storage is full, or closed to this page";

/// One variant per thing that the page can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Work without a cache, and say so.
    #[error("{0}")]
    Unavailable(String),
    /// Clear the dataset and fetch it again.
    #[error("{0}")]
    Damaged(String),
}

impl From<rexie::Error> for Error {
    fn from(_: rexie::Error) -> Self {
        Error::Unavailable(REFUSED.to_owned())
    }
}

/// The open database.
pub struct Store {
    database: Rexie,
}

impl Store {
    /// Opens the database, and makes it where there is none.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the browser does not allow it.
    pub async fn open(name: &str) -> Result<Store, Error> {
        let database = Rexie::builder(name)
            .version(1)
            .add_object_store(ObjectStore::new(MANIFEST).key_path("dataset"))
            .add_object_store(ObjectStore::new(CHUNKS).key_path("key"))
            .add_object_store(ObjectStore::new(HIERARCHY).key_path("dataset"))
            .build()
            .await?;
        Ok(Store { database })
    }

    /// The manifests of all datasets that are kept in this format.
    ///
    /// # Errors
    /// [`Error::Unavailable`]; a manifest that cannot be read is left out here.
    pub async fn manifests(&self, format: u32) -> Result<Vec<Manifest>, Error> {
        let transaction = self.database.transaction(&[MANIFEST], TransactionMode::ReadOnly)?;
        let records = transaction.store(MANIFEST)?.get_all(None, None).await?;
        let manifests = records.iter().filter_map(|record| Manifest::read(record).ok());
        Ok(manifests.filter(|manifest| manifest.format == format).collect())
    }

    /// What is kept of a dataset's summaries; the chunks that it counts are read one by one.
    ///
    /// # Errors
    /// [`Error::Damaged`] where the record is not what it should be.
    pub async fn manifest(&self, dataset: &str, format: u32) -> Result<Option<Manifest>, Error> {
        let transaction = self.database.transaction(&[MANIFEST], TransactionMode::ReadOnly)?;
        match transaction.store(MANIFEST)?.get(dataset.into()).await? {
            Some(record) => {
                let manifest = Manifest::read(&record)?;
                Ok(Some(manifest).filter(|manifest| manifest.format == format))
            }
            None => Ok(None),
        }
    }

    /// The lines of one chunk, counted from 0. One at a time, since all at once would freeze the
    /// page, and take twice the memory, which never shrinks again.
    ///
    /// # Errors
    /// [`Error::Damaged`] where the record is missing, or not what it should be.
    pub async fn chunk(&self, dataset: &str, number: u32) -> Result<String, Error> {
        let transaction = self.database.transaction(&[CHUNKS], TransactionMode::ReadOnly)?;
        let key = key_of(dataset, number);
        match transaction.store(CHUNKS)?.get(key.as_str().into()).await? {
            Some(record) => text_of_bytes(&record, "lines"),
            None => Err(Error::Damaged(format!("chunk {number} is missing"))),
        }
    }

    /// Forgets a dataset's summaries and keeps this manifest, to which chunks will be added.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the browser does not write.
    pub async fn begin(&self, manifest: &Manifest) -> Result<(), Error> {
        let transaction = self.writing(&[MANIFEST, CHUNKS])?;
        let range: JsValue = range_of(&manifest.dataset)?.into();
        transaction.store(CHUNKS)?.delete(range).await?;
        transaction.store(MANIFEST)?.put(&manifest.write()?, None).await?;
        committed(transaction).await
    }

    /// Adds a chunk of `lines` lines (none if there are none), and counts it in the manifest.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the browser does not write; then the manifest is as before.
    pub async fn append(
        &self,
        manifest: &mut Manifest,
        chunk: &str,
        lines: u32,
    ) -> Result<(), Error> {
        let mut next = manifest.clone();
        let transaction = self.writing(&[MANIFEST, CHUNKS])?;
        if lines > 0 {
            let key = key_of(&manifest.dataset, manifest.chunks);
            let record = record(&[
                ("key", key.into()),
                ("dataset", manifest.dataset.as_str().into()),
                ("lines", bytes_of(chunk.as_bytes())),
            ])?;
            transaction.store(CHUNKS)?.put(&record, None).await?;
            next.chunks += 1;
            next.lines += lines;
        }
        transaction.store(MANIFEST)?.put(&next.write()?, None).await?;
        committed(transaction).await?;
        *manifest = next;
        Ok(())
    }

    /// A piece of the packed index, if it has this stamp.
    ///
    /// # Errors
    /// [`Error::Damaged`] where the record is not what it should be.
    pub async fn piece(
        &self,
        dataset: &str,
        number: usize,
        stamp: &str,
    ) -> Result<Option<Vec<u8>>, Error> {
        let transaction = self.database.transaction(&[CHUNKS], TransactionMode::ReadOnly)?;
        let key = key_of_piece(dataset, number);
        match transaction.store(CHUNKS)?.get(key.as_str().into()).await? {
            Some(record) if text(&record, "stamp")? == stamp => bytes(&record, "bytes").map(Some),
            _ => Ok(None),
        }
    }

    /// Keeps the pieces of an index in place of those before, if the manifest is still this one:
    /// another tab may have gone on.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the browser does not write.
    pub async fn keep_pieces(
        &self,
        manifest: &Manifest,
        stamp: &str,
        pieces: &[Vec<u8>],
    ) -> Result<(), Error> {
        let dataset = manifest.dataset.as_str();
        let transaction = self.writing(&[MANIFEST, CHUNKS])?;
        let kept = transaction.store(MANIFEST)?.get(dataset.into()).await?;
        if kept.is_none_or(|kept| Manifest::read(&kept).as_ref() != Ok(manifest)) {
            return Ok(());
        }
        let range: JsValue = range_of_pieces(dataset)?.into();
        transaction.store(CHUNKS)?.delete(range).await?;
        for (number, piece) in pieces.iter().enumerate() {
            let record = record(&[
                ("key", key_of_piece(dataset, number).into()),
                ("dataset", dataset.into()),
                ("stamp", stamp.into()),
                ("bytes", bytes_of(piece)),
            ])?;
            transaction.store(CHUNKS)?.put(&record, None).await?;
        }
        committed(transaction).await
    }

    /// The kept ROI hierarchy of a dataset.
    ///
    /// # Errors
    /// [`Error::Damaged`] where the record is not what it should be.
    pub async fn hierarchy(&self, dataset: &str, format: u32) -> Result<Option<Hierarchy>, Error> {
        let transaction = self.database.transaction(&[HIERARCHY], TransactionMode::ReadOnly)?;
        match transaction.store(HIERARCHY)?.get(dataset.into()).await? {
            Some(record) => {
                let hierarchy = Hierarchy::read(&record)?;
                Ok(Some(hierarchy).filter(|hierarchy| hierarchy.format == format))
            }
            None => Ok(None),
        }
    }

    /// Keeps an ROI hierarchy in place of the one before.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the browser does not write.
    pub async fn keep_hierarchy(&self, hierarchy: &Hierarchy) -> Result<(), Error> {
        let transaction = self.writing(&[HIERARCHY])?;
        transaction.store(HIERARCHY)?.put(&hierarchy.write()?, None).await?;
        committed(transaction).await
    }

    /// Forgets everything of a dataset.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where the browser does not write.
    pub async fn clear(&self, dataset: &str) -> Result<(), Error> {
        let transaction = self.writing(&[MANIFEST, CHUNKS, HIERARCHY])?;
        let range: JsValue = range_of(dataset)?.into();
        transaction.store(CHUNKS)?.delete(range).await?;
        transaction.store(MANIFEST)?.delete(dataset.into()).await?;
        transaction.store(HIERARCHY)?.delete(dataset.into()).await?;
        committed(transaction).await
    }

    fn writing(&self, stores: &[&str]) -> Result<Transaction, Error> {
        Ok(self.database.transaction(stores, TransactionMode::ReadWrite)?)
    }
}

/// A transaction that the browser rolled back (a full disk, for one) has kept nothing.
async fn committed(transaction: Transaction) -> Result<(), Error> {
    match transaction.done().await? {
        TransactionResult::Committed => Ok(()),
        TransactionResult::Aborted => Err(Error::Unavailable(REFUSED.to_owned())),
    }
}

fn key_of(dataset: &str, chunk: u32) -> String {
    format!("{dataset}\n{chunk:06}")
}

fn key_of_piece(dataset: &str, number: usize) -> String {
    format!("{dataset}\n#{number:06}")
}

/// The keys of a dataset's chunks and pieces: all that begin with its name and a line feed, and
/// then have a digit or what comes before the digits.
fn range_of(dataset: &str) -> Result<KeyRange, Error> {
    range(format!("{dataset}\n"), format!("{dataset}\n:"))
}

fn range_of_pieces(dataset: &str) -> Result<KeyRange, Error> {
    range(format!("{dataset}\n#"), format!("{dataset}\n$"))
}

fn range(from: String, to: String) -> Result<KeyRange, Error> {
    KeyRange::bound(&from.into(), &to.into(), None, None)
        .map_err(|_| Error::Unavailable("a name cannot be a key".to_owned()))
}
