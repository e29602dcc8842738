//! The list of all files of a site, with their hashes and what each type's were made of.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::site::Site;

use super::files::{FileEntry, Folder, Standing};

/// Its place in a site.
pub const PATH: &str = "manifest.json";

/// Version of its form.
const FORMAT: u32 = 1;

/// All that a site is made of, but for files that somebody else put there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this form.
    pub format: u32,
    /// Version of the program that wrote the site.
    pub quickpage: String,
    /// The dataset, by its exact name.
    pub dataset: String,
    /// The dataset's version.
    pub version: String,
    /// Hash of all that pages are made of besides their type: see
    /// [`Recipe`](super::recipe::Recipe).
    pub recipe: String,
    /// Hash of what else it is made of: the app, and what pages of others there are.
    #[serde(default)]
    pub surroundings: String,
    /// See [`Site::demand`](shared::site::Site::demand).
    #[serde(default)]
    pub demand: u64,
    /// Types that could not be read, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<Failed>,
    /// The files of each type, sorted by name.
    pub types: Vec<TypeFiles>,
    /// All other files, sorted by path.
    pub files: Vec<FileEntry>,
    /// Whether it stands for one that is of no use, so that nobody knows which files are the
    /// site's own.
    #[serde(skip)]
    pub is_salvaged: bool,
}

/// What every version of the form has.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

/// A type that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// Its name.
    #[serde(rename = "type")]
    pub name: String,
    /// Why, in words for people.
    pub error: String,
}

/// The files of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeFiles {
    /// Its name.
    #[serde(rename = "type")]
    pub name: String,
    /// Hash of what they were made of.
    pub inputs: String,
    /// The files.
    pub files: Vec<FileEntry>,
}

/// What is wrong with a site.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Files that are listed.
    pub files: u64,
    /// Files that are listed and not there.
    pub missing: Vec<String>,
    /// Files that are not as they were written.
    pub changed: Vec<String>,
    /// Whether some of these look unchanged by size and time, so that only `--force` mends them.
    pub looks_unchanged: bool,
    /// Files that are not listed: somebody else put them there, and they are kept.
    pub others: Vec<String>,
}

impl Manifest {
    /// An empty one.
    pub fn new() -> Manifest {
        let quickpage = env!("CARGO_PKG_VERSION").to_owned();
        Manifest { format: FORMAT, quickpage, ..Manifest::default() }
    }

    /// That of a site; `None` where there is none.
    ///
    /// # Errors
    /// When it is there and cannot be read: [`io::ErrorKind::InvalidData`] where what it says is of
    /// no use, with why.
    pub fn read(site: &Path) -> io::Result<Option<Manifest>> {
        let text = match std::fs::read(site.join(PATH)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let manifest = serde_json::from_slice::<Manifest>(&text);
        if let Ok(Manifest { format: FORMAT, .. }) = manifest {
            return Ok(manifest.ok());
        }
        let why = match (serde_json::from_slice(&text), manifest) {
            (Ok(Form { format: FORMAT }) | Err(_), Err(error)) => error.to_string(),
            _ => "another version of quickpage wrote it".to_owned(),
        };
        Err(io::Error::new(io::ErrorKind::InvalidData, why))
    }

    /// What stands for the manifest of a site where that is of no use: the little that the site
    /// says of itself elsewhere. `None` where that is not a site.
    pub fn salvaged(site: &Path) -> Option<Manifest> {
        let text = std::fs::read(site.join(shared::site::ADDRESS)).ok()?;
        let about: Site = serde_json::from_slice(&text).ok()?;
        let (dataset, demand) = (about.dataset.name, about.demand);
        Some(Manifest { dataset, demand, is_salvaged: true, ..Manifest::new() })
    }

    /// As it is written.
    ///
    /// # Errors
    /// Never, of what this program makes.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    /// All files.
    pub fn every_file(&self) -> impl Iterator<Item = &FileEntry> {
        self.types.iter().flat_map(|of_type| &of_type.files).chain(&self.files)
    }

    /// The files of each type.
    pub fn by_type(&self) -> HashMap<&str, &TypeFiles> {
        self.types.iter().map(|of_type| (of_type.name.as_str(), of_type)).collect()
    }

    /// Holds a site against it, every byte.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn check(&self, site: &Path) -> io::Result<Checked> {
        let (folder, standing) = (Folder::new(site, false), Standing::at(site));
        let mut checked = Checked::default();
        for entry in self.every_file() {
            checked.files += 1;
            if !site.join(&entry.path).is_file() {
                checked.missing.push(entry.path.clone());
            } else if !folder.holds(entry) {
                checked.changed.push(entry.path.clone());
                checked.looks_unchanged |= standing.has(entry);
            }
        }
        checked.others = self.others(site)?;
        Ok(checked)
    }

    /// Files in a site that it does not list, sorted; the program's own cache is none of them.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn others(&self, site: &Path) -> io::Result<Vec<String>> {
        let listed: BTreeSet<&str> = self.every_file().map(|entry| entry.path.as_str()).collect();
        let mut others = every_path(site)?;
        others.retain(|path| {
            path != PATH && !path.starts_with(super::CACHE) && !listed.contains(path.as_str())
        });
        Ok(others)
    }
}

impl Checked {
    /// Whether all that is listed is there, unchanged.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.changed.is_empty()
    }
}

/// All files below a folder, links among them, relative to it with `/`, sorted. None where there is
/// no such folder.
///
/// # Errors
/// When it cannot be read, or a name is not UTF-8.
pub fn every_path(root: &Path) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(root.join(&folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().into_string().map_err(|name| {
                let what = format!("{} is no name in UTF-8", name.to_string_lossy());
                io::Error::new(io::ErrorKind::InvalidData, what)
            })?;
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else {
                paths.push(path);
            }
        }
    }
    paths.sort();
    Ok(paths)
}
