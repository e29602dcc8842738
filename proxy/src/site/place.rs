//! The place of a site: where it really is, whether another folder can be exchanged for it, and
//! whose it is.

#[cfg(unix)]
use std::fs::Permissions;
#[cfg(unix)]
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The folder's own place, even where a link leads to it, or it is not there yet.
///
/// # Errors
/// When there can be no folder.
pub fn resolved(site: &Path) -> anyhow::Result<PathBuf> {
    let absolute = std::path::absolute(site)?;
    if absolute.exists() {
        anyhow::ensure!(absolute.is_dir(), "{} is no folder", absolute.display());
        return Ok(absolute.canonicalize()?);
    }
    anyhow::ensure!(
        !absolute.is_symlink(),
        "{} is a link that leads nowhere: make the folder that it names, or remove it",
        absolute.display()
    );
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        anyhow::bail!("{} cannot be a site: name a folder in it", absolute.display());
    };
    let real = parent.canonicalize();
    Ok(real.with_context(|| format!("{} cannot be found", parent.display()))?.join(name))
}

/// Makes sure that another folder can take the place of the site's by renaming.
///
/// # Errors
/// When something is mounted at it.
#[cfg(unix)]
pub fn can_be_exchanged(site: &Path) -> anyhow::Result<()> {
    let (Ok(about), Some(parent)) = (std::fs::metadata(site), site.parent()) else { return Ok(()) };
    let is_within = about.dev() == std::fs::metadata(parent)?.dev();
    #[cfg(target_os = "linux")]
    let is_within = is_within && !is_mounted(site);
    anyhow::ensure!(
        is_within,
        "{} is a file system of its own (a mount point), so that it cannot be exchanged in one \
         step: name a folder in it",
        site.display()
    );
    Ok(())
}

/// Whether something is mounted here, as far as the system tells: it may be of the same file
/// system.
#[cfg(target_os = "linux")]
fn is_mounted(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let about = statx(CWD, folder, AtFlags::empty(), StatxFlags::empty());
    about.is_ok_and(|about| about.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

/// Gives a folder the owner, the group and the mode of the site's, as far as one may give it away.
///
/// # Errors
/// When one of them cannot be looked at.
#[cfg(unix)]
pub fn take_after(site: &Path, folder: &Path) -> std::io::Result<()> {
    let about = std::fs::metadata(site)?;
    give(folder, about.uid(), about.gid(), about.mode())
}

/// Has what is made below a folder be of the group of the site's, where the site's says that of
/// itself by its setgid bit. Nobody else may write into it by that.
///
/// # Errors
/// When one of them cannot be looked at.
#[cfg(unix)]
pub fn share_group(site: &Path, folder: &Path) -> std::io::Result<()> {
    let (theirs, ours) = (std::fs::metadata(site)?, std::fs::metadata(folder)?);
    match theirs.mode() & SETGID {
        0 => Ok(()),
        bit => give(folder, ours.uid(), theirs.gid(), ours.mode() | bit),
    }
}

#[cfg(unix)]
const SETGID: u32 = 0o2000;

/// Gives a folder away; what cannot be done is told.
#[cfg(unix)]
fn give(folder: &Path, user: u32, group: u32, mode: u32) -> std::io::Result<()> {
    let ours = std::fs::metadata(folder)?;
    let mut given = Ok(());
    if group != ours.gid() {
        given = given.and(chown(folder, None, Some(group)));
    }
    if user != ours.uid() {
        given = given.and(chown(folder, Some(user), None));
    }
    // Last: a change of the owner or the group may take bits of it away.
    if mode != std::fs::metadata(folder)?.mode() {
        given = given.and(std::fs::set_permissions(folder, Permissions::from_mode(mode)));
    }
    if let Err(error) = given {
        let folder = folder.display();
        eprintln!("{folder} cannot have the owner, the group and the mode of the site: {error}");
    }
    Ok(())
}
