//! Where the workspace's things lie.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Failure, Result, file_name, forget_xtask, output};

/// All paths are absolute.
pub struct Workspace {
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        // The variable, since a built xtask must still work after the checkout has been moved.
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().unwrap_or(&manifest).to_owned();

        let mut command = Command::new(cargo());
        command.args(["metadata", "--no-deps", "--format-version=1"]).current_dir(&root);
        // A relative CARGO_TARGET_DIR means the folder that the user is in, as it does for cargo.
        if let Some(target) = env::var_os("CARGO_TARGET_DIR") {
            command.env("CARGO_TARGET_DIR", absolute(Path::new(&target)));
        }
        let target = output(forget_xtask(&mut command))
            .and_then(|metadata| target_directory(&metadata))
            .ok_or_else(|| Failure::new("`cargo metadata` fails: run it to see why"))?;
        Ok(Self { root, target })
    }

    /// The folder of the tools that are installed for this checkout alone.
    pub fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// The built app.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The built program `quickpage`.
    pub fn proxy(&self) -> PathBuf {
        self.target.join("release").join(file_name("quickpage"))
    }

    pub fn cargo(&self) -> Command {
        self.command(cargo())
    }

    /// A program that is run in the root, and whose cargo builds where ours does.
    pub fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        forget_xtask(&mut command);
        command
    }
}

/// A path that the user gave, from the folder that the user is in.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The one field that is wanted of `cargo metadata`'s JSON.
fn target_directory(metadata: &str) -> Option<PathBuf> {
    let (_, rest) = metadata.split_once(r#""target_directory":""#)?;
    let (value, _) = rest.split_once(r#"","#)?;
    Some(PathBuf::from(value.replace(r"\\", r"\")))
}

#[cfg(test)]
mod metadata {
    use super::*;

    #[test]
    fn the_target_folder_is_found() {
        let json = r#"{"packages":[],"target_directory":"/a b/target","version":1}"#;
        assert_eq!(target_directory(json), Some(PathBuf::from("/a b/target")));
        assert_eq!(target_directory("{}"), None);
    }
}
