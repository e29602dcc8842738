//! Types that have been written, one after another, so that a run that ends early is gone on with.
//!
//! Beside the files lies a journal: a line on what all are made of, then a line per type, added
//! when its files are there; last a line per type that could not be read and was left out, which
//! the next run tries again. A line that was not written to its end counts for nothing, nor does
//! one whose files are not what it says. The journal stays with the site that it has become, for
//! the run that writes the next one.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::side::Side;

use super::files::{FileEntry, Folder};
use super::manifest::Failed;

/// Where the journal is, relative to the folder that is written, and to the site that this becomes.
pub const JOURNAL: &str = ".cache/journal.ndjson";

/// What all types of a part have in common; a journal of another one is begun anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The dataset's version.
    pub version: String,
    /// Hash of all that pages are made of besides their type.
    pub recipe: String,
    /// Which part this is, from 1 on, and of how many.
    pub shard: (usize, usize),
}

/// A type that has been written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its name.
    #[serde(rename = "type")]
    pub name: String,
    /// Hash of what its files were made of.
    pub inputs: String,
    /// See [`Source::fingerprints`](crate::source::Source::fingerprints).
    pub fingerprint: Option<u64>,
    /// Hash of its summary.
    pub hash: String,
    /// How many neurons it has.
    pub neurons: u64,
    /// Its files.
    pub files: Vec<FileEntry>,
    /// Its brief summary, as a line without its break.
    pub line: String,
    /// Its neurons: body id, instance and side.
    pub bodies: Vec<(u64, Option<Box<str>>, Side)>,
}

/// A part that is being written.
pub struct Part {
    folder: Folder,
    journal: File,
}

impl Part {
    /// Goes on with the part in this folder where there is one of this header, else begins one.
    /// Tells which types it has.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn open(folder: Folder, header: &Header) -> io::Result<(Part, BTreeSet<String>)> {
        let path = folder.root().join(JOURNAL);
        let mut done = BTreeSet::new();
        match read(&path) {
            Ok(Some(journal)) if journal.header == *header => {
                let mut whole = journal.records.len();
                for (at, record) in journal.records.iter().enumerate() {
                    if !record.files.iter().all(|entry| folder.holds(entry)) {
                        whole = at;
                        break;
                    }
                    done.insert(record.name.clone());
                }
                let end = journal.ends.get(whole).copied().unwrap_or(0);
                let mut file = File::options().write(true).open(&path)?;
                file.set_len(end)?;
                file.seek(SeekFrom::End(0))?;
                return Ok((Part { folder, journal: file }, done));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        remove_folder(folder.root())?;
        folder.make(&[super::CACHE])?;
        let mut part = Part { journal: File::create(path)?, folder };
        part.append(header)?;
        Ok((part, done))
    }

    /// Where its files go.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Notes a type whose files are there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn note(&mut self, record: &Record) -> io::Result<()> {
        self.append(record)
    }

    /// Notes types that were left out, when all others are noted: whoever goes on with the part
    /// forgets them.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn leave_out(&mut self, failed: &[Failed]) -> io::Result<()> {
        failed.iter().try_for_each(|failed| self.append(failed))
    }

    fn append(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.journal.write_all(&line)
    }
}

/// A journal as it was found.
#[derive(Debug)]
pub struct Journal {
    /// What all its types have in common.
    pub header: Header,
    /// Its types, in the order in which they were written.
    pub records: Vec<Record>,
    /// Types that were left out.
    pub failed: Vec<Failed>,
    /// Where the header ends, then where each record does.
    ends: Vec<u64>,
}

impl Journal {
    /// The types that it tells of, those that were left out, too.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let failed = self.failed.iter().map(|failed| failed.name.as_str());
        self.records.iter().map(|record| record.name.as_str()).chain(failed)
    }
}

/// The journal of the part in a folder, as far as its lines are whole; `None` where not even the
/// first one is.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn journal(folder: &Path) -> io::Result<Option<Journal>> {
    read(&folder.join(JOURNAL))
}

fn read(path: &Path) -> io::Result<Option<Journal>> {
    let mut lines = BufReader::new(File::open(path)?);
    let mut line = String::new();
    let mut end = 0;
    let mut next = |line: &mut String| -> io::Result<Option<u64>> {
        line.clear();
        // What was cut within a character is cut as well.
        let read = match lines.read_line(line) {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => 0,
            read => read?,
        };
        end += read as u64;
        Ok(line.ends_with('\n').then_some(end))
    };
    let Some(first) = next(&mut line)? else { return Ok(None) };
    let Ok(header) = serde_json::from_str(&line) else { return Ok(None) };
    let (records, failed, ends) = (Vec::new(), Vec::new(), vec![first]);
    let mut journal = Journal { header, records, failed, ends };
    while let Some(end) = next(&mut line)? {
        if let Ok(record) = serde_json::from_str(&line) {
            journal.records.push(record);
            journal.ends.push(end);
        } else if let Ok(failed) = serde_json::from_str(&line) {
            journal.failed.push(failed);
        } else {
            break;
        }
    }
    Ok(Some(journal))
}

/// Removes a folder and all in it, if it is there.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::Effort;
    use super::*;

    fn header(version: &str) -> Header {
        Header { version: version.to_owned(), recipe: "r".to_owned(), shard: (1, 1) }
    }

    fn write(part: &mut Part, name: &str) {
        let path = format!("{name}.html");
        let files = part.folder().write(&path, name.as_bytes(), Effort::Little).expect("a file");
        let record = Record {
            name: name.to_owned(),
            inputs: String::new(),
            fingerprint: None,
            hash: String::new(),
            neurons: 1,
            files,
            line: "{}".to_owned(),
            bodies: vec![],
        };
        part.note(&record).expect("a note");
    }

    #[test]
    fn a_part_that_ended_early_is_gone_on_with() {
        let place = tempfile::tempdir().expect("a folder");
        let root = place.path().join("building");
        let open = |version| Part::open(Folder::new(&root, false), &header(version)).expect("it");
        let (mut part, done) = open("v1");
        assert!(done.is_empty());
        ["A", "B", "C"].into_iter().for_each(|name| write(&mut part, name));
        drop(part);
        // The last line was cut, within a character.
        let path = root.join(JOURNAL);
        let mut text = std::fs::read(&path).expect("the journal");
        text.truncate(text.len() - 3);
        text.push(0xc3);
        std::fs::write(&path, text).expect("written");
        let (mut part, done) = open("v1");
        assert_eq!(done, BTreeSet::from(["A".to_owned(), "B".to_owned()]));
        write(&mut part, "C");
        assert_eq!(journal(&root).expect("it").expect("it").records.len(), 3);
        // A file is not what was noted: it and what came after are written again.
        std::fs::write(root.join("B.html"), "X").expect("written");
        assert_eq!(open("v1").1, BTreeSet::from(["A".to_owned()]));
        assert_eq!(open("v2").1, BTreeSet::new(), "another version is begun anew");
        assert!(!root.join("A.html").exists());
    }
}
