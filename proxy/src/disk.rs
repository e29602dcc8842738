//! ROI hierarchies on disk, so that a restarted proxy need not ask for them. The only file that
//! reads or writes the cache folder.
//!
//! One file per source and dataset, replaced as a whole. What is corrupt, of another format or from
//! the future is not there, and is removed; what is too old stays until there is a newer one. A disk
//! that cannot be written is warned of once and is never a failure: the hierarchy is in memory all
//! the same.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::wire::RoiHierarchy;

/// The kept ROI hierarchies of a cache folder.
#[derive(Debug)]
pub struct RoiCache {
    /// Where the files are; nothing is kept without.
    folder: Option<PathBuf>,
    /// The one file there is, whatever it is of.
    only_file: Option<PathBuf>,
    ttl: Duration,
    warned: AtomicBool,
}

/// A kept file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// What it holds; `None` where that cannot be read.
    pub about: Option<About>,
}

/// What a kept file is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The source, by its address.
    pub source: String,
    /// The dataset.
    pub dataset: String,
    /// The dataset's version.
    pub version: String,
    /// When it was written, in seconds since 1970.
    pub written: u64,
}

/// How much was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleared {
    /// Files.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
}

/// The content of a file.
#[derive(Serialize, Deserialize)]
struct Envelope {
    format: u32,
    source: String,
    dataset: String,
    version: String,
    written: u64,
    /// Of the hierarchy's JSON, as [`digest`] gives it.
    sha256: String,
    hierarchy: RoiHierarchy,
}

/// Changes with the form of a file; files of another form are removed.
const FORMAT: u32 = 1;
/// The folder within the cache folder: nothing outside it is ever read or removed.
const FOLDER: &str = "roi-hierarchies";
const EXTENSION: &str = "json";
/// Of a file that is being written, and of one whose writer died.
const UNFINISHED: &str = ".unfinished-";

impl RoiCache {
    /// The hierarchies in this cache folder, each taken to be true for so long. Without a folder
    /// nothing is kept.
    pub fn new(cache_folder: Option<&Path>, ttl: Duration) -> RoiCache {
        let folder = cache_folder.map(|folder| folder.join(FOLDER));
        RoiCache { folder, only_file: None, ttl, warned: AtomicBool::new(false) }
    }

    /// One hierarchy in this file.
    pub fn in_file(path: PathBuf, ttl: Duration) -> RoiCache {
        let folder = path.parent().map(Path::to_owned);
        RoiCache { folder, only_file: Some(path), ttl, warned: AtomicBool::new(false) }
    }

    /// Where the files are.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// How long a file is taken to be true.
    pub fn ttl(&self) -> Duration {
        self.ttl
    }

    /// The kept hierarchy of this version of a dataset, while it still holds.
    pub fn load(&self, source: &str, dataset: &str, version: &str) -> Option<RoiHierarchy> {
        let (hierarchy, age) = self.load_any(source, dataset, version)?;
        (age < self.ttl).then_some(hierarchy)
    }

    /// The same however old it is, and its age.
    pub fn load_any(
        &self,
        source: &str,
        dataset: &str,
        version: &str,
    ) -> Option<(RoiHierarchy, Duration)> {
        let path = self.path(source, dataset)?;
        let text = std::fs::read(&path).ok()?;
        let envelope = read(&text).filter(|envelope| {
            let is_it = envelope.source == source && envelope.dataset == dataset;
            is_it && envelope.written <= now()
        });
        let Some(envelope) = envelope else {
            tracing::debug!(dataset, "the kept ROI hierarchy is damaged");
            // What cannot be removed is refused again the next time.
            let _ = std::fs::remove_file(&path);
            return None;
        };
        let age = Duration::from_secs(now().saturating_sub(envelope.written));
        (envelope.version == version).then_some((envelope.hierarchy, age))
    }

    /// Keeps a hierarchy, in place of the one that was kept for the dataset.
    pub fn store(&self, source: &str, dataset: &str, version: &str, hierarchy: &RoiHierarchy) {
        let Some(path) = self.path(source, dataset) else { return };
        let envelope = Envelope {
            format: FORMAT,
            source: source.to_owned(),
            dataset: dataset.to_owned(),
            version: version.to_owned(),
            written: now(),
            sha256: digest(hierarchy),
            hierarchy: hierarchy.clone(),
        };
        let written = replace(&path, &envelope, self.only_file.is_some());
        if let Err(error) = written
            && !self.warned.swap(true, Ordering::Relaxed)
        {
            let folder = self.folder.as_deref().map(Path::display);
            let folder = folder.map(|folder| folder.to_string());
            tracing::warn!(%error, folder, "ROI hierarchies cannot be kept; see --cache-dir");
        }
    }

    /// All kept files, by name.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for path in self.files()? {
            let text = std::fs::read(&path).unwrap_or_default();
            let about = read(&text).map(|envelope| About {
                source: envelope.source,
                dataset: envelope.dataset,
                version: envelope.version,
                written: envelope.written,
            });
            entries.push(Entry { path, bytes: text.len() as u64, about });
        }
        Ok(entries)
    }

    /// Removes what is kept of a dataset, or everything.
    ///
    /// # Errors
    /// When something cannot be removed; the rest has been.
    pub fn clear(&self, dataset: Option<&str>) -> io::Result<Cleared> {
        self.remove(|about| dataset.is_none_or(|name| about.is_some_and(|it| it.dataset == name)))
    }

    /// Removes what is kept of a source's datasets but those that stay.
    ///
    /// # Errors
    /// When something cannot be removed; the rest has been.
    pub fn clear_source(&self, source: &str, stays: impl Fn(&str) -> bool) -> io::Result<Cleared> {
        let goes = |about: &About| about.source == source && !stays(&about.dataset);
        self.remove(|about| about.is_some_and(goes))
    }

    fn remove(&self, is_meant: impl Fn(Option<&About>) -> bool) -> io::Result<Cleared> {
        let mut cleared = Cleared::default();
        let mut failed = None;
        for entry in self.entries()? {
            if !is_meant(entry.about.as_ref()) {
                continue;
            }
            match std::fs::remove_file(&entry.path) {
                Ok(()) => {
                    cleared.files += 1;
                    cleared.bytes += entry.bytes;
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(cleared), Err)
    }

    /// The files in the folder; links and folders are not ours.
    fn files(&self) -> io::Result<Vec<PathBuf>> {
        let Some(folder) = &self.folder else { return Ok(Vec::new()) };
        let listing = match std::fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            listing => listing?,
        };
        let mut files = Vec::new();
        for entry in listing {
            let entry = entry?;
            let path = entry.path();
            let is_unfinished = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
            let is_kept = path.extension().is_some_and(|extension| extension == EXTENSION);
            if entry.file_type()?.is_file() && (is_kept || is_unfinished) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// The file of a dataset: its name is safe on every file system, and another one for every
    /// source and dataset.
    fn path(&self, source: &str, dataset: &str) -> Option<PathBuf> {
        if let Some(path) = &self.only_file {
            return Some(path.clone());
        }
        let mut hash = Sha256::new();
        hash.update((source.len() as u64).to_le_bytes());
        hash.update(source);
        hash.update(dataset);
        let hash = format!("{:x}", hash.finalize());
        let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let slug: String = dataset.chars().take(60).map(safe).collect();
        Some(self.folder.as_ref()?.join(format!("{slug}-{}.{EXTENSION}", &hash[..16])))
    }
}

/// A file's content, if it is whole and of this format.
fn read(text: &[u8]) -> Option<Envelope> {
    let envelope: Envelope = serde_json::from_slice(text).ok()?;
    let is_whole = envelope.format == FORMAT && envelope.sha256 == digest(&envelope.hierarchy);
    is_whole.then_some(envelope)
}

/// Writes beside the file, then puts the whole in its place. A file of a site may be read by
/// whoever serves it; one of the cache, by its owner alone.
fn replace(path: &Path, envelope: &Envelope, is_of_site: bool) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    if is_of_site {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = is_of_site;
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(&serde_json::to_vec(envelope)?)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

fn digest(hierarchy: &RoiHierarchy) -> String {
    let json = serde_json::to_vec(hierarchy).unwrap_or_default();
    format!("{:x}", Sha256::digest(json))
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use shared::wire::RoiNode;

    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);
    const SERVER: &str = "https://neuprint.example.org";

    fn hierarchy(roi: &str) -> RoiHierarchy {
        let node = RoiNode { name: roi.to_owned(), children: Vec::new() };
        RoiHierarchy { hierarchy: Some(node), ..RoiHierarchy::default() }
    }

    fn with_one_file() -> (tempfile::TempDir, RoiCache, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = RoiCache::new(Some(folder.path()), DAY);
        cache.store(SERVER, "a:v1", "1", &hierarchy("EB"));
        let [entry] = &*cache.entries().expect("a folder") else { panic!("one file") };
        let path = entry.path.clone();
        (folder, cache, path)
    }

    #[test]
    fn what_is_kept_is_found_again_under_its_source_dataset_and_version() {
        let (_folder, cache, path) = with_one_file();
        let names = ["a:v1", "A:v1", "a-v1", "../a:v1", "a/v1", "", "ä", &"x".repeat(300)];
        for name in names {
            cache.store(SERVER, name, "1", &hierarchy(name));
        }
        cache.store("https://other", "a:v1", "1", &hierarchy("other"));
        for name in names {
            assert_eq!(cache.load(SERVER, name, "1"), Some(hierarchy(name)), "{name}");
        }
        assert_eq!(cache.load("https://other", "a:v1", "1"), Some(hierarchy("other")));
        let entries = cache.entries().expect("a folder");
        assert_eq!(entries.len(), names.len() + 1);
        assert!(entries.iter().all(|entry| entry.path.parent() == path.parent()));
        assert_eq!(cache.load(SERVER, "a:v1", "2"), None, "another version");
        cache.store(SERVER, "a:v1", "2", &hierarchy("LAL"));
        assert_eq!(cache.load(SERVER, "a:v1", "2"), Some(hierarchy("LAL")));
        assert_eq!(cache.load(SERVER, "a:v1", "1"), None, "the old one was replaced");
    }

    #[test]
    fn a_file_that_is_too_old_is_there_for_those_who_take_it() {
        let (_folder, cache, path) = with_one_file();
        let text = std::fs::read(&path).expect("a file");
        let mut value: Value = serde_json::from_slice(&text).expect("JSON");
        value["written"] = json!(now() - 86_401);
        std::fs::write(&path, value.to_string()).expect("a file");
        assert_eq!(cache.load(SERVER, "a:v1", "1"), None);
        assert_eq!(cache.load_any(SERVER, "a:v1", "2"), None);
        let (kept, age) = cache.load_any(SERVER, "a:v1", "1").expect("a hierarchy");
        assert!(kept == hierarchy("EB") && age > Duration::from_secs(86_400), "{age:?}");
    }

    #[test]
    fn a_damaged_file_is_not_there_and_is_removed() {
        let check = |what: &str, change: &dyn Fn(&mut Value)| {
            let (_folder, cache, path) = with_one_file();
            let mut value: Value =
                serde_json::from_slice(&std::fs::read(&path).expect("a file")).expect("JSON");
            change(&mut value);
            std::fs::write(&path, value.to_string()).expect("a file");
            assert_eq!(cache.load(SERVER, "a:v1", "1"), None, "{what}");
            assert!(!path.exists(), "{what} is removed");
            cache.store(SERVER, "a:v1", "1", &hierarchy("EB"));
            assert!(cache.load(SERVER, "a:v1", "1").is_some(), "{what} is replaced");
        };
        check("another hierarchy", &|file| file["hierarchy"]["primary"] = json!(["EB"]));
        check("another format", &|file| file["format"] = json!(FORMAT + 1));
        check("one of another dataset", &|file| file["dataset"] = json!("b"));
        check("one of another source", &|file| file["source"] = json!("https://evil"));
        check("one of tomorrow", &|file| file["written"] = json!(now() + 100));
        check("no object", &|file| *file = json!([1]));
    }

    #[test]
    fn a_file_cut_anywhere_is_not_there() {
        let (_folder, cache, path) = with_one_file();
        let whole = std::fs::read(&path).expect("a file");
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).expect("a file");
            assert_eq!(cache.load(SERVER, "a:v1", "1"), None, "{length} bytes");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_costs_nothing_but_the_cache() {
        let (_folder, _, path) = with_one_file();
        let cache = RoiCache::new(Some(&path), DAY);
        cache.store(SERVER, "a:v1", "1", &hierarchy("EB"));
        assert_eq!(cache.load(SERVER, "a:v1", "1"), None);
        assert!(path.is_file(), "what stands in its place is left alone");
        let nowhere = RoiCache::new(None, DAY);
        nowhere.store(SERVER, "a:v1", "1", &hierarchy("EB"));
        assert_eq!(nowhere.load(SERVER, "a:v1", "1"), None);
        assert_eq!(nowhere.clear(None).expect("nothing"), Cleared::default());
    }

    #[test]
    fn clearing_removes_one_dataset_or_all_and_nothing_else() {
        let (folder, cache, path) = with_one_file();
        cache.store(SERVER, "b", "1", &hierarchy("EB"));
        let ours = path.parent().expect("a folder").to_owned();
        let others = [folder.path().join("notes.json"), ours.join("notes.txt")];
        others.iter().for_each(|other| std::fs::write(other, "mine").expect("a file"));
        std::fs::write(ours.join(".unfinished-x"), "half").expect("a file");
        assert_eq!(cache.clear(Some("b")).expect("cleared").files, 1);
        assert!(cache.load(SERVER, "a:v1", "1").is_some());
        assert_eq!(cache.clear(None).expect("cleared").files, 2, "one file and one half");
        assert_eq!(cache.entries().expect("a folder"), []);
        assert!(others.iter().all(|other| other.exists()));
        assert_eq!(RoiCache::new(Some(&ours.join("none")), DAY).entries().expect("none"), []);
    }
}
