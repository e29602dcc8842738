//! Checks of this machine: the cache folder.

use std::path::Path;

use super::finding::Finding;
use crate::config::Cache;

const ABOUT: &str = "cache folder";
/// Some hundred ROI hierarchies.
const ENOUGH: u64 = 64 << 20;

/// Whether ROI hierarchies can be kept.
pub fn cache_folder(cache: &Cache) -> Finding {
    let Some(folder) = cache.folder() else {
        return Finding::warning(ABOUT, "there is none", "name one by --cache-dir");
    };
    let shown = folder.display();
    if let Err(error) = writable(&folder) {
        let found = format!("{shown} cannot be written: {error}");
        return Finding::warning(
            ABOUT,
            found,
            "correct its rights, or name another by --cache-dir",
        );
    }
    room(&folder, free(&folder))
}

fn room(folder: &Path, free: Option<u64>) -> Finding {
    let shown = folder.display();
    match free {
        Some(bytes) if bytes < ENOUGH => {
            let found = format!("{shown} has only {} MB left", bytes >> 20);
            Finding::warning(ABOUT, found, "make room, or name another folder by --cache-dir")
        }
        Some(bytes) => {
            Finding::ok(ABOUT, format!("{shown} can be written, {} MB free", bytes >> 20))
        }
        None => Finding::ok(ABOUT, format!("{shown} can be written")),
    }
}

fn writable(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    tempfile::NamedTempFile::new_in(folder).map(drop)
}

/// The bytes that this process may still write there, where the system tells.
fn free(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let file_system = rustix::fs::statvfs(folder).ok()?;
        file_system.f_bavail.checked_mul(file_system.f_frsize)
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_room_is_told() {
        let room = |free| room(Path::new("/c"), free);
        assert_eq!(room(Some(ENOUGH)), Finding::ok(ABOUT, "/c can be written, 64 MB free"));
        assert_eq!(room(None), Finding::ok(ABOUT, "/c can be written"));
        let full = room(Some(ENOUGH - 1));
        assert_eq!(full.found, "/c has only 63 MB left");
        assert!(full.advice.is_some_and(|advice| advice.contains("--cache-dir")));
    }
}
