//! Writing a folder of files, each with its hash and what is compressed of it beside it.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::ScopedJoinHandle;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A file of a site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileEntry {
    /// Where it is, relative to the site, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// The first 32 hexadecimal digits of its SHA-256.
    pub sha256: String,
}

/// How much time compressing may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// It is one of thousands.
    Little,
    /// Everybody reads it.
    Much,
}

/// A folder that is being written.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    /// Whether compressed forms lie beside the files.
    compressed: bool,
    before: Option<Before>,
}

/// Files that need not be written again where they would be the same.
#[derive(Debug, Clone)]
struct Before {
    site: Standing,
    files: Arc<HashMap<String, FileEntry>>,
}

/// A site that was whole when its manifest was written, after all its other files.
#[derive(Debug, Clone)]
pub struct Standing {
    root: PathBuf,
    whole_at: Option<SystemTime>,
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// By Brotli.
    Brotli,
    /// By gzip.
    Gzip,
}

impl Form {
    /// Each server that looks for compressed files looks for gzipped ones; Brotli makes small
    /// files a tenth smaller, at several times the cost.
    fn of(effort: Effort) -> &'static [Form] {
        match effort {
            Effort::Little => &[Form::Gzip],
            Effort::Much => &[Form::Brotli, Form::Gzip],
        }
    }

    fn of_path(self, path: &str) -> String {
        let ending = match self {
            Form::Brotli => "br",
            Form::Gzip => "gz",
        };
        format!("{path}.{ending}")
    }

    fn compress(self, content: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
        match self {
            Form::Brotli => brotli(content),
            Form::Gzip => gzip(content, effort),
        }
    }
}

/// Below this size compressing is not worth a file of its own.
const WORTH_COMPRESSING: usize = 1_024;
/// From this size on compressing takes some tenth of a second.
const WORTH_A_THREAD: usize = 1 << 20;

impl Folder {
    /// The folder at this place; it is made when the first file is written.
    pub fn new(root: &Path, compressed: bool) -> Folder {
        Folder { root: root.to_owned(), compressed, before: None }
    }

    /// Takes files over from the site that is there, with their compressed forms, where they would
    /// be written with the same content.
    pub fn taking_over<'a>(
        mut self,
        site: Standing,
        files: impl Iterator<Item = &'a FileEntry>,
    ) -> Folder {
        let files = files.map(|entry| (entry.path.clone(), entry.clone())).collect();
        self.before = Some(Before { site, files: Arc::new(files) });
        self
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Makes folders in it.
    ///
    /// # Errors
    /// When one cannot be made.
    pub fn make(&self, folders: &[&str]) -> io::Result<()> {
        folders.iter().try_for_each(|folder| std::fs::create_dir_all(self.root.join(folder)))
    }

    /// Writes a file, and its compressed forms where the site has these. Its folder must be there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &str, content: &[u8], effort: Effort) -> io::Result<Vec<FileEntry>> {
        self.write_with(path, content, effort, &[])
    }

    /// The same where some of the compressed forms have been made already.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_with(
        &self,
        path: &str,
        content: &[u8],
        effort: Effort,
        made: &[(Form, &[u8])],
    ) -> io::Result<Vec<FileEntry>> {
        let is_compressed = self.compressed && content.len() >= WORTH_COMPRESSING;
        let forms = if is_compressed { Form::of(effort) } else { &[] };
        let paths: Vec<String> = forms.iter().map(|form| form.of_path(path)).collect();
        if let Some(entries) = self.taken_over(path, content, &paths)? {
            return Ok(entries);
        }
        let mut entries = vec![self.write_plain(path, content)?];
        let compressed = std::thread::scope(|scope| {
            let compress = |form: &Form| match made.iter().find(|(made, _)| made == form) {
                Some((_, bytes)) => Ok(bytes.to_vec()),
                None => form.compress(content, effort),
            };
            // Large files are worth a thread for each form.
            match content.len() < WORTH_A_THREAD {
                true => forms.iter().map(compress).collect::<Vec<_>>(),
                false => {
                    let begin = |form| scope.spawn(move || compress(form));
                    let begun: Vec<_> = forms.iter().map(begin).collect();
                    let end = |thread: ScopedJoinHandle<'_, _>| {
                        thread.join().unwrap_or_else(|_| Err(io::Error::other("it panicked")))
                    };
                    begun.into_iter().map(end).collect()
                }
            }
        });
        for (bytes, path) in compressed.into_iter().zip(&paths) {
            entries.push(self.write_plain(path, &bytes?)?);
        }
        Ok(entries)
    }

    fn taken_over(
        &self,
        path: &str,
        content: &[u8],
        forms: &[String],
    ) -> io::Result<Option<Vec<FileEntry>>> {
        let Some(Before { site, files }) = &self.before else { return Ok(None) };
        let paths = || std::iter::once(path).chain(forms.iter().map(String::as_str));
        let entries = paths().map(|path| files.get(path).cloned());
        let Some(entries) = entries.collect::<Option<Vec<FileEntry>>>() else { return Ok(None) };
        if entries[0].sha256 != digest(content) || !entries.iter().all(|it| site.has(it)) {
            return Ok(None);
        }
        self.take_over(&site.root, paths())?;
        Ok(Some(entries))
    }

    /// Writes a file as it is.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_plain(&self, path: &str, content: &[u8]) -> io::Result<FileEntry> {
        let at = self.root.join(path);
        remove_file(&at)?;
        std::fs::write(at, content)?;
        Ok(FileEntry {
            path: path.to_owned(),
            bytes: content.len() as u64,
            sha256: digest(content),
        })
    }

    /// Takes files over from another folder: by a link, or where there can be none by a copy.
    ///
    /// # Errors
    /// When one is not there, or cannot be written.
    pub fn take_over<'a>(
        &self,
        from: &Path,
        paths: impl IntoIterator<Item = &'a str>,
    ) -> io::Result<()> {
        for path in paths {
            let (from, to) = (from.join(path), self.root.join(path));
            remove_file(&to)?;
            match std::fs::hard_link(&from, &to) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
                Err(_) => drop(std::fs::copy(&from, &to)?),
                Ok(()) => {}
            }
        }
        Ok(())
    }

    /// Whether a file is there as it was written.
    pub fn holds(&self, entry: &FileEntry) -> bool {
        holds(&self.root, entry)
    }
}

impl Standing {
    /// The site in this folder, if there is one.
    pub fn at(root: &Path) -> Standing {
        let about = std::fs::metadata(root.join(super::manifest::PATH));
        Standing { root: root.to_owned(), whole_at: about.and_then(|it| it.modified()).ok() }
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether a file is there as it was written, by its size and its time; only one that is
    /// newer than the manifest is read. A change that left both as they were is not seen.
    pub fn has(&self, entry: &FileEntry) -> bool {
        let Ok(about) = std::fs::metadata(self.root.join(&entry.path)) else { return false };
        let is_older = || about.modified().is_ok_and(|time| Some(time) <= self.whole_at);
        about.is_file() && about.len() == entry.bytes && (is_older() || holds(&self.root, entry))
    }
}

fn holds(root: &Path, entry: &FileEntry) -> bool {
    let content = std::fs::read(root.join(&entry.path));
    content.is_ok_and(|content| digest(&content) == entry.sha256)
}

/// Removes a file, if it is there. One that stands in the way may be half of what a run that was
/// killed wrote, or a link to a file of another site, which must stay as it is.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_file(at: &Path) -> io::Result<()> {
    match std::fs::remove_file(at) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// As in [`FileEntry::sha256`].
pub fn digest(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Nearly as small as it gets, at a tenth of the time.
fn brotli(content: &[u8]) -> io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 9,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &params)?;
    Ok(compressed)
}

fn gzip(content: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let level = match effort {
        Effort::Little => flate2::Compression::new(4),
        Effort::Much => flate2::Compression::best(),
    };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    encoder.write_all(content)?;
    encoder.finish()
}
