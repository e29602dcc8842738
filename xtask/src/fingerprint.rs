//! A number that changes with the content of files, whatever their times say.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Of all the files at and below `paths`, with their names relative to `root`.
pub fn of(root: &Path, paths: &[&str]) -> io::Result<u64> {
    let mut files = BTreeSet::new();
    for path in paths {
        collect(&root.join(path), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(root).unwrap_or(&file).hash(&mut hasher);
        fs::read(&file)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn collect(path: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.insert(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if !is_ignored(&entry.file_name()) {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

/// What an editor leaves beside a file, and what only tests and benches read.
fn is_ignored(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || name.ends_with('~') || matches!(&*name, "tests" | "benches")
}

#[cfg(test)]
mod folders {
    use super::*;

    /// A folder with one file `app/src/main.rs`, and what `change` does to it.
    fn check(name: &str, change: impl FnOnce(&Path), expect_change: bool) {
        let root = std::env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
        fs::create_dir_all(root.join("app/src")).expect("the temporary folder is writable");
        write(&root, "app/src/main.rs", "fn main() {}");
        let before = of(&root, &["app"]).expect("the folder is there");
        change(&root);
        let after = of(&root, &["app"]).expect("the folder is there");
        fs::remove_dir_all(&root).expect("the folder is ours");
        assert_eq!(before != after, expect_change, "{name}");
    }

    fn write(root: &Path, name: &str, text: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("it is writable");
        fs::write(path, text).expect("it is writable");
    }

    #[test]
    fn content_and_names_count() {
        check("edited", |root| write(root, "app/src/main.rs", "fn main() { }"), true);
        check("added", |root| write(root, "app/src/lib.rs", ""), true);
        let rename = |root: &Path| {
            fs::rename(root.join("app/src"), root.join("app/source")).expect("it is there");
        };
        check("renamed", rename, true);
    }

    #[test]
    fn times_tests_and_editors_do_not_count() {
        check("saved again", |root| write(root, "app/src/main.rs", "fn main() {}"), false);
        check("a test", |root| write(root, "app/tests/page.rs", ""), false);
        check("a swap file", |root| write(root, "app/src/.main.rs.swp", ""), false);
    }

    #[test]
    fn a_missing_input_is_an_error() {
        assert!(of(&std::env::temp_dir(), &["there is no such file"]).is_err());
    }
}
