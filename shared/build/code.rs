//! Code as one number, for the build scripts of this workspace.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Stands for the files at and below these places, by which cargo is told to run the script again.
pub fn number_of(places: &[&str]) -> String {
    let mut hasher = DefaultHasher::new();
    for place in places {
        println!("cargo::rerun-if-changed={place}");
        for path in files(Path::new(place)) {
            path.hash(&mut hasher);
            std::fs::read(&path).unwrap_or_default().hash(&mut hasher);
        }
    }
    format!("{:016x}", hasher.finish())
}

/// The files at and below a place, sorted.
fn files(place: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(place) else { return vec![place.to_owned()] };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().flat_map(|path| files(path)).collect()
}
