//! The only file that writes to the disk: ROI hierarchies, each in a file of its own.
//!
//! A file is there whole or not at all. One that is damaged, too old, of another version or from
//! the future is as good as none, and is removed. What cannot be written is not kept, and that
//! is said once.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::wire::RoiHierarchy;

/// Version of the files' form.
const FORMAT: u32 = 1;
const ENDING: &str = ".roi-hierarchy.json";

/// ROI hierarchies in a folder.
#[derive(Debug)]
pub struct RoiCache {
    folder: PathBuf,
    ttl: Duration,
    has_complained: AtomicBool,
}

/// What a file holds.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    format: u32,
    source: String,
    dataset: String,
    version: String,
    /// Seconds since 1970.
    written: u64,
    /// Of the hierarchy as JSON.
    sha256: String,
    hierarchy: RoiHierarchy,
}

/// What is told of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Where it is.
    pub path: PathBuf,
    /// The dataset it is of.
    pub dataset: String,
    /// Where the dataset is.
    pub source: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Seconds since it was written.
    pub age_seconds: u64,
    /// Seconds until it is too old; 0 when it is.
    pub expires_in_seconds: u64,
}

impl RoiCache {
    /// The hierarchies in this folder, each good for so long. The folder need not be there.
    pub fn new(folder: PathBuf, ttl: Duration) -> RoiCache {
        RoiCache { folder, ttl, has_complained: AtomicBool::new(false) }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The hierarchy of this version of a dataset, if it is kept and not too old.
    pub fn load(&self, source: &str, dataset: &str, version: &str) -> Option<RoiHierarchy> {
        let path = self.path(source, dataset);
        let text = fs::read(&path).ok()?;
        let file = self.read(&text).filter(|file| {
            (&*file.source, &*file.dataset, &*file.version) == (source, dataset, version)
        });
        if file.is_none() {
            // Whether it can be removed or not: it is not used.
            let _ = fs::remove_file(&path);
        }
        Some(file?.hierarchy)
    }

    /// Keeps a hierarchy in place of the one before.
    pub fn store(&self, source: &str, dataset: &str, version: &str, hierarchy: &RoiHierarchy) {
        let file = File {
            format: FORMAT,
            source: source.to_owned(),
            dataset: dataset.to_owned(),
            version: version.to_owned(),
            written: now(),
            sha256: digest(hierarchy),
            hierarchy: hierarchy.clone(),
        };
        let path = self.path(source, dataset);
        if let Err(error) = self.write(&path, &file)
            && !self.has_complained.swap(true, Ordering::Relaxed)
        {
            let folder = self.folder.display();
            tracing::warn!(%folder, %error, "ROI hierarchies cannot be kept on disk");
        }
    }

    /// Removes what is kept of a dataset, from whatever source.
    pub fn forget(&self, dataset: &str) {
        for entry in self.entries().into_iter().filter(|entry| entry.dataset == dataset) {
            let _ = fs::remove_file(entry.path);
        }
    }

    /// All that is kept, sorted by dataset; what cannot be read is left out.
    pub fn entries(&self) -> Vec<Entry> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut entries: Vec<Entry> = files.filter_map(|file| self.entry(file.path())).collect();
        entries.sort_by(|a, b| (&a.dataset, &a.source).cmp(&(&b.dataset, &b.source)));
        entries
    }

    fn entry(&self, path: PathBuf) -> Option<Entry> {
        if !path.file_name()?.to_str()?.ends_with(ENDING) {
            return None;
        }
        let text = fs::read(&path).ok()?;
        let file: File = serde_json::from_slice(&text).ok()?;
        let age = now().saturating_sub(file.written);
        Some(Entry {
            path,
            dataset: file.dataset,
            source: file.source,
            bytes: text.len() as u64,
            age_seconds: age,
            expires_in_seconds: self.ttl.as_secs().saturating_sub(age),
        })
    }

    /// A file that may be used.
    fn read(&self, text: &[u8]) -> Option<File> {
        let file: File = serde_json::from_slice(text).ok()?;
        // A clock that was set back makes files of the future: nobody knows how old they are.
        let age = now().checked_sub(file.written)?;
        let is_good = file.format == FORMAT
            && age < self.ttl.as_secs()
            && file.sha256 == digest(&file.hierarchy);
        is_good.then_some(file)
    }

    fn write(&self, path: &Path, file: &File) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut new = tempfile::NamedTempFile::new_in(&self.folder)?;
        new.write_all(&serde_json::to_vec(file)?)?;
        new.as_file().sync_all()?;
        new.persist(path)?;
        Ok(())
    }

    /// A name that every file system takes, unlike any other's.
    fn path(&self, source: &str, dataset: &str) -> PathBuf {
        let safe = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
        let slug: String = dataset.chars().take(60).map(safe).collect();
        let hash = hex(&Sha256::digest(format!("{source}\n{dataset}")));
        self.folder.join(format!("{}-{}{ENDING}", slug.trim_start_matches('.'), &hash[..16]))
    }
}

fn digest(hierarchy: &RoiHierarchy) -> String {
    hex(&Sha256::digest(serde_json::to_vec(hierarchy).unwrap_or_default()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hierarchy() -> RoiHierarchy {
        RoiHierarchy { primary: vec!["EB".to_owned()], ..RoiHierarchy::default() }
    }

    fn cache(folder: &Path) -> RoiCache {
        RoiCache::new(folder.join("cache"), Duration::from_secs(3_600))
    }

    #[test]
    fn what_was_kept_is_found_under_its_source_dataset_and_version_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = cache(folder.path());
        assert_eq!(cache.load("s", "a:v1", "1"), None);
        cache.store("s", "a:v1", "1", &hierarchy());
        assert_eq!(cache.load("s", "a:v1", "1"), Some(hierarchy()));
        assert_eq!(cache.load("other", "a:v1", "1"), None);
        assert_eq!(cache.load("s", "a-v1", "1"), None);
        assert_eq!(cache.entries().len(), 1);
        assert_eq!(cache.load("s", "a:v1", "2"), None);
        assert_eq!(cache.entries(), [], "the file of the old version is gone");
    }

    #[test]
    fn a_file_that_cannot_be_trusted_is_as_good_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = cache(folder.path());
        let damages: [fn(String) -> String; 6] = [
            |text| text[..text.len() / 2].to_owned(),
            |_| String::new(),
            |text| text.replace("\"EB\"", "\"FB\""),
            |text| text.replace("\"format\":1", "\"format\":2"),
            |text| text.replace("\"written\":", "\"written\":9"),
            |text| text.replace("\"written\":1", "\"written\":"),
        ];
        for damage in damages {
            cache.store("s", "d", "1", &hierarchy());
            let path = cache.path("s", "d");
            let text = fs::read_to_string(&path).expect("the file");
            fs::write(&path, damage(text)).expect("the damaged file");
            assert_eq!(cache.load("s", "d", "1"), None);
            assert!(!path.exists(), "it is removed");
        }
    }

    #[test]
    fn where_nothing_can_be_written_nothing_fails() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("cache"), "a file where the folder should be").expect("it");
        let cache = cache(folder.path());
        cache.store("s", "d", "1", &hierarchy());
        assert_eq!(cache.load("s", "d", "1"), None);
        assert_eq!(cache.entries(), []);
    }

    #[test]
    fn forgetting_leaves_the_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = cache(folder.path());
        for dataset in ["a", "b", "../../c", ".hidden", &"long".repeat(100)] {
            cache.store("s", dataset, "1", &hierarchy());
        }
        assert_eq!(cache.entries().len(), 5);
        cache.forget("a");
        assert_eq!(cache.load("s", "a", "1"), None);
        assert_eq!(cache.load("s", "b", "1"), Some(hierarchy()));
    }
}
