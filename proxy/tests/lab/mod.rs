//! A place where sites are written by the command itself, and what is read of them.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::binary::{Place, Run};

/// Four types of unlike sides, and two neurons without a type.
pub const NEURONS: &str = "bodyId,type,instance,pre,post\n\
    1,EPG,EPG_L,10,20\n2,EPG,EPG_R,11,21\n3,EPG,EPG,12,22\n\
    4,PEG,PEG_R,5,6\n5,KC/a,KC/a_L,1,2\n6,KC_a,KC_a_L,3,4\n7,,,8,9\n18446744073709551615,,x_R,0,1\n";

/// Connections between them.
pub const CONNECTIONS: &str = "pre,post,weight\n1,4,7\n2,4,3\n4,1,5\n3,5,1\n";

pub fn read(site: &Path, path: &str) -> String {
    let at = site.join(path);
    std::fs::read_to_string(&at).unwrap_or_else(|error| panic!("{}: {error}", at.display()))
}

pub fn json<T: serde::de::DeserializeOwned>(site: &Path, path: &str) -> T {
    serde_json::from_str(&read(site, path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A place with a table in it.
pub struct Lab {
    pub place: Place,
    table: String,
    connections: String,
}

impl Lab {
    pub fn new() -> Lab {
        let place = Place::new();
        let table = place.write("neurons.csv", NEURONS);
        let connections = place.write("connections.csv", CONNECTIONS);
        Lab { place, table, connections }
    }

    pub fn site(&self) -> PathBuf {
        self.place.path("site")
    }

    pub fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let own = ["create-index", "--table", &self.table, "--connections", &self.connections];
        [&own, &["--dataset", "lab:v1", "--output-dir", "site"][..], more].concat()
    }

    pub fn run(&self, more: &[&str]) -> Run {
        self.place.run(&self.arguments(more))
    }

    pub fn done(&self, more: &[&str]) -> Run {
        let run = self.run(more);
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        run
    }

    pub fn check(&self) -> Run {
        self.place.run(&["create-index", "--output-dir", "site", "--check"])
    }

    pub fn report(&self, more: &[&str]) -> Value {
        let run = self.done(&[more, &["--json"]].concat());
        serde_json::from_str(&run.stdout).expect("JSON")
    }
}

/// All files of a site with their content, but for the program's own cache and the time of writing.
pub fn content(site: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![site.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.clone(), std::fs::read(path).expect("a file"));
            }
        }
    }
    files.retain(|path, _| !path.starts_with(site.join(".cache")));
    files
}

/// The same without the two files that tell when the site was written, by their place in it.
pub fn without_time(site: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = content(site);
    for name in ["quickpage.json", "manifest.json"] {
        files.remove(&site.join(name));
    }
    let below = |path: PathBuf| path.strip_prefix(site).expect("below").to_owned();
    files.into_iter().map(|(path, text)| (below(path), text)).collect()
}

/// Changes a byte of a file where it is, as a disk or an editor may.
pub fn spoil(path: &Path) {
    let mut text = std::fs::read(path).expect("a file");
    *text.last_mut().expect("a byte") ^= 1;
    std::fs::write(path, text).expect("written");
}

pub fn inode(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).expect("a file").ino()
}
