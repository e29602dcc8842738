//! Where the data of a Neo4j is. Two of them in one folder would spoil each other's settings and
//! data, so each claims its own.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::process::{Failure, Result};
use crate::workspace::Workspace;

/// A folder that no other xtask uses while this is there.
pub struct Folder {
    path: PathBuf,
    /// The system lets go of it however this process ends.
    _lock: File,
}

impl Folder {
    /// The folder of this name, made where it is not there yet.
    pub fn claim(workspace: &Workspace, name: &str) -> Result<Self> {
        Self::claim_in(&workspace.target.join("neo4j"), name)
    }

    fn claim_in(parent: &Path, name: &str) -> Result<Self> {
        let path = parent.join(name);
        let lock = parent.join(format!("{name}.lock"));
        fs::create_dir_all(&path).map_err(|cause| Failure::writing(&path, cause))?;
        let file = File::create(&lock).map_err(|cause| Failure::writing(&lock, cause))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path, _lock: file }),
            Err(TryLockError::WouldBlock) => Err(Failure::new(format!(
                "another Neo4j of xtask runs in {}: end that one first, or use its address",
                path.display()
            ))),
            Err(TryLockError::Error(cause)) => Err(Failure::writing(&lock, cause)),
        }
    }

    /// Removes all that is in it.
    pub fn empty(&self) -> Result<()> {
        let emptied = fs::remove_dir_all(&self.path).and_then(|()| fs::create_dir(&self.path));
        emptied.map_err(|cause| Failure::writing(&self.path, cause))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_one_is_told_that_the_folder_is_in_use() {
        let parent = std::env::temp_dir().join(format!("quickpage-neo4j-{}", std::process::id()));
        let first = Folder::claim_in(&parent, "kept").expect("nobody has it");
        let Err(failure) = Folder::claim_in(&parent, "kept") else { panic!("it is in use") };
        assert!(failure.to_string().contains("another Neo4j"), "{failure}");
        Folder::claim_in(&parent, "test").expect("another folder");
        drop(first);
        Folder::claim_in(&parent, "kept").expect("it is free again");
        fs::remove_dir_all(&parent).expect("it can be removed");
    }
}
