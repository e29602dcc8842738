//! Rebuilds the binary when the app it embeds has changed, and tells the program by which code
//! static sites are written.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What decides how the files of a type look, from the rows of a source on.
const SITE_CODE: [&str; 7] = [
    "src/source",
    "src/source.rs",
    "src/site",
    "src/site.rs",
    "src/commands/create_index/making.rs",
    "templates",
    "../shared/src",
];

fn main() {
    // Debug builds read the app's files when they run.
    let embeds = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    println!("cargo::rerun-if-changed={}", if embeds { "../dist" } else { "build.rs" });

    let mut hasher = DefaultHasher::new();
    for place in SITE_CODE {
        println!("cargo::rerun-if-changed={place}");
        for path in files(Path::new(place)) {
            path.hash(&mut hasher);
            std::fs::read(&path).unwrap_or_default().hash(&mut hasher);
        }
    }
    println!("cargo::rustc-env=QUICKPAGE_SITE_CODE={:016x}", hasher.finish());
}

/// The files at and below a place, sorted.
fn files(place: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(place) else { return vec![place.to_owned()] };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().flat_map(|path| files(path)).collect()
}
