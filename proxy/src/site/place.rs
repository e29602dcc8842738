//! The place of a site: where it really is, whether another folder can be exchanged for it, and
//! whose it is.

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
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        anyhow::bail!("{} cannot be a site: name a folder in it", absolute.display());
    };
    std::fs::create_dir_all(parent)
        .with_context(|| format!("{} cannot be made", parent.display()))?;
    Ok(parent.canonicalize()?.join(name))
}

/// A folder can only be renamed within its own file system.
///
/// # Errors
/// When the site is one of its own.
#[cfg(unix)]
pub fn same_file_system(site: &Path, beside: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let Ok(about) = std::fs::metadata(site) else { return Ok(()) };
    let is_same = about.dev() == std::fs::metadata(beside)?.dev();
    if !is_same {
        // Nothing of this run is to stay where it cannot be used.
        let _ = std::fs::remove_dir(beside);
    }
    anyhow::ensure!(
        is_same,
        "{} is a file system of its own (a mount point), so that it cannot be exchanged in one \
         step: name a folder in it",
        site.display()
    );
    Ok(())
}

/// Gives a folder the owner, the group and the mode of the site's. Who may not give it away keeps
/// it, and is told.
///
/// # Errors
/// When one of them cannot be looked at.
#[cfg(unix)]
pub fn take_after(site: &Path, folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let (theirs, ours) = (std::fs::metadata(site)?, std::fs::metadata(folder)?);
    let mut given = Ok(());
    if theirs.gid() != ours.gid() {
        given = given.and(chown(folder, None, Some(theirs.gid())));
    }
    if theirs.uid() != ours.uid() {
        given = given.and(chown(folder, Some(theirs.uid()), None));
    }
    // Last: a change of the owner or the group may take bits of it away.
    if theirs.mode() != std::fs::metadata(folder)?.mode() {
        given = given.and(std::fs::set_permissions(folder, theirs.permissions()));
    }
    if let Err(error) = given {
        let (site, folder) = (site.display(), folder.display());
        eprintln!("{folder} cannot have the owner, the group and the mode of {site}: {error}");
    }
    Ok(())
}
