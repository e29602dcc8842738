//! Where a site is built, and how it takes the place of the one before: the only file that moves
//! sites.
//!
//! Beside the site's folder `NAME` lies `.NAME.quickpage`: in it the site that is being built, the
//! parts of several machines, and the previous site. Being on the same file system, they change
//! places by renaming. What must stay true: at `NAME` there is always one whole site, the old or
//! the new. Where the system can exchange two names in one step (Linux), no moment is without one;
//! elsewhere the next run ends what was begun.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::files::remove_file;
use super::part::remove_folder;
use super::place;

/// Marks a site as one that is not settled in its place yet.
const NEW: &str = ".cache/new";

/// The place of a site and what lies beside it. Only one run at a time has it.
pub struct Workshop {
    site: PathBuf,
    beside: PathBuf,
    _lock: File,
}

impl Workshop {
    /// That of the site in this folder, which need not be there yet. With `shared`, others may
    /// have it at the same time, each for a part of its own.
    ///
    /// # Errors
    /// When another run has it, or it cannot be made.
    pub fn open(site: &Path, shared: bool) -> anyhow::Result<Workshop> {
        if let Some(parent) = std::path::absolute(site)?.parent() {
            std::fs::create_dir_all(parent)
                .with_context(|| format!("{} cannot be made", parent.display()))?;
        }
        let (site, beside) = found(site)?;
        #[cfg(unix)]
        place::can_be_exchanged(&site)?;
        std::fs::create_dir_all(&beside)
            .with_context(|| format!("{} cannot be made", beside.display()))?;
        #[cfg(unix)]
        if site.is_dir() {
            place::share_group(&site, &beside)?;
        }
        Workshop::locked(site, beside, shared)
    }

    /// That of a site that has been written: nothing is made.
    ///
    /// # Errors
    /// When another run has it, or it is not there.
    pub fn existing(site: &Path) -> anyhow::Result<Workshop> {
        let (site, beside) = found(site)?;
        anyhow::ensure!(beside.is_dir(), no_previous(&site));
        Workshop::locked(site, beside, false)
    }

    fn locked(site: PathBuf, beside: PathBuf, shared: bool) -> anyhow::Result<Workshop> {
        let path = beside.join("lock");
        let lock = lock_file(&path)?;
        let locked = if shared { lock.try_lock_shared() } else { lock.try_lock() };
        heed(locked, &path, &site.display())?;
        let workshop = Workshop { site, beside, _lock: lock };
        if !shared {
            workshop.recover()?;
        }
        Ok(workshop)
    }

    /// The site's folder.
    pub fn site(&self) -> &Path {
        &self.site
    }

    /// Where the next site is built.
    pub fn building(&self) -> PathBuf {
        self.beside.join("building")
    }

    /// Where a part of the next site is built.
    pub fn part(&self, shard: (usize, usize)) -> PathBuf {
        self.parts().join(format!("{}-of-{}", shard.0, shard.1))
    }

    /// Keeps others from writing the same part as long as this lives.
    ///
    /// # Errors
    /// When another run writes it.
    pub fn lock_part(&self, (which, of): (usize, usize)) -> anyhow::Result<File> {
        let parts = self.parts();
        std::fs::create_dir_all(&parts)
            .with_context(|| format!("{} cannot be made", parts.display()))?;
        let path = parts.join(format!("{which}-of-{of}.lock"));
        let lock = lock_file(&path)?;
        let part = format!("part {which} of {of} of {}", self.site.display());
        heed(lock.try_lock(), &path, &part)?;
        Ok(lock)
    }

    /// Makes sure that a part is on the disk, before it is said to be written.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn settle_part(&self, shard: (usize, usize)) -> anyhow::Result<()> {
        sync(&self.part(shard)).context("the part cannot be written")
    }

    /// Where the parts are.
    pub fn parts(&self) -> PathBuf {
        self.beside.join("parts")
    }

    /// Of how many parts those that are there are; several where runs with another number ended
    /// early.
    ///
    /// # Errors
    /// When their folder cannot be read.
    pub fn divisions(&self) -> io::Result<BTreeSet<usize>> {
        let mut found = BTreeSet::new();
        let entries = match std::fs::read_dir(self.parts()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            entries => entries?,
        };
        for entry in entries {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            found.extend(name.split_once("-of-").and_then(|(_, of)| of.parse::<usize>().ok()));
        }
        Ok(found)
    }

    /// Where a site is that is whole and about to be exchanged, or the one that it was exchanged
    /// with: only the new one is marked.
    fn ready(&self) -> PathBuf {
        self.beside.join("ready")
    }

    fn previous(&self) -> PathBuf {
        self.beside.join("previous")
    }

    /// Puts the site that has been built in the place of the one before, which is kept.
    ///
    /// # Errors
    /// When it cannot be moved; then the old one is where it was.
    pub fn exchange(&self) -> anyhow::Result<()> {
        let building = self.building();
        std::fs::write(building.join(NEW), "")?;
        sync(&building)?;
        std::fs::rename(building, self.ready())?;
        self.end_exchange()
    }

    /// Ends what [`Workshop::exchange`] has begun, from whatever step.
    fn end_exchange(&self) -> anyhow::Result<()> {
        let ready = self.ready();
        if ready.join(NEW).exists() {
            self.swap(&ready)?;
        }
        // The old site is where the new one was. The one before it is removed last: that takes
        // time, in which the old one already has its name.
        let outdated = self.beside.join("outdated");
        remove_folder(&outdated)?;
        if ready.exists() {
            if self.previous().exists() {
                std::fs::rename(self.previous(), &outdated)?;
            }
            std::fs::rename(ready, self.previous())?;
        }
        // A site that was put back has no mark.
        remove_file(&self.site.join(NEW))?;
        sync(&self.beside)?;
        Ok(remove_folder(&outdated)?)
    }

    /// Puts the previous site back; the one that was there becomes the previous one.
    ///
    /// # Errors
    /// When there is none, or it cannot be moved.
    pub fn roll_back(&self) -> anyhow::Result<()> {
        let previous = self.previous();
        anyhow::ensure!(previous.is_dir(), no_previous(&self.site));
        self.swap(&previous)
    }

    /// Exchanges the site with another folder; where there is no site yet, it becomes it.
    fn swap(&self, other: &Path) -> anyhow::Result<()> {
        if !self.site.exists() {
            return Ok(std::fs::rename(other, &self.site)?);
        }
        #[cfg(unix)]
        place::take_after(&self.site, other)?;
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{CWD, RenameFlags, renameat_with};
            match renameat_with(CWD, &self.site, CWD, other, RenameFlags::EXCHANGE) {
                Ok(()) => return Ok(()),
                // The file system cannot: so it takes two steps.
                Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
                Err(error) => {
                    return Err(error).context(format!(
                        "{} cannot be exchanged with the new site: is it a mount point?",
                        self.site.display()
                    ));
                }
            }
        }
        self.steps(other).iter().try_for_each(|(from, to)| Ok(std::fs::rename(from, to)?))
    }

    /// What is renamed into what where an exchange takes several steps; at each point between two
    /// of them [`Workshop::recover`] goes on.
    fn steps(&self, other: &Path) -> [(PathBuf, PathBuf); 3] {
        let (site, aside) = (&self.site, self.aside());
        let step = |from: &Path, to: &Path| (from.to_owned(), to.to_owned());
        [step(site, &aside), step(other, site), step(&aside, other)]
    }

    /// Where the old site is between two of the three steps of an exchange.
    fn aside(&self) -> PathBuf {
        self.beside.join("aside")
    }

    /// Ends what another run has begun: an exchange that broke off between two of its steps.
    fn recover(&self) -> anyhow::Result<()> {
        let aside = self.aside();
        if aside.is_dir() {
            match self.site.exists() {
                true => std::fs::rename(aside, self.ready())?,
                false => std::fs::rename(aside, &self.site)?,
            }
        }
        if self.ready().exists() || self.site.join(NEW).exists() {
            self.end_exchange()?;
        }
        Ok(())
    }
}

/// Where a site is, and what lies beside it.
fn found(site: &Path) -> anyhow::Result<(PathBuf, PathBuf)> {
    let site = place::resolved(site)?;
    let (Some(parent), Some(name)) = (site.parent(), site.file_name()) else {
        anyhow::bail!("{} cannot be exchanged: name a folder in it", site.display());
    };
    let beside = parent.join(format!(".{}.quickpage", name.to_string_lossy()));
    Ok((site, beside))
}

fn no_previous(site: &Path) -> String {
    let site = site.display();
    format!("there is no previous site of {site}: only a run of create-index keeps one")
}

fn lock_file(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("{} cannot be written", path.display()))
}

/// Tells a lock that another run has from a file system without locks.
fn heed(locked: Result<(), TryLockError>, path: &Path, what: &dyn Display) -> anyhow::Result<()> {
    match locked {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            anyhow::bail!("another run of quickpage works on {what}: wait for its end")
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(|| {
            format!("{} cannot be locked: the file system needs flock", path.display())
        }),
    }
}

/// What was written is on the disk when this returns.
fn sync(folder: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(File::open(folder)?)?;
    #[cfg(not(target_os = "linux"))]
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::CACHE;
    use super::*;

    /// A site in a folder of its own; what stands for it is one word in a file.
    struct Scene {
        place: tempfile::TempDir,
    }

    impl Scene {
        /// The site, and the previous one.
        fn new(site: &str, previous: &str) -> Scene {
            let scene = Scene { place: tempfile::tempdir().expect("a folder") };
            scene.write(&scene.site(), site);
            scene.write(&scene.workshop().previous(), previous);
            scene
        }

        fn site(&self) -> PathBuf {
            self.place.path().join("site")
        }

        fn workshop(&self) -> Workshop {
            Workshop::open(&self.site(), false).expect("a workshop")
        }

        fn write(&self, folder: &Path, word: &str) {
            std::fs::create_dir_all(folder.join(CACHE)).expect("a folder");
            std::fs::write(folder.join("word"), word).expect("a file");
        }

        /// What a new site is when it is whole and nothing has been exchanged yet.
        fn ready(&self, word: &str) -> Workshop {
            let workshop = self.workshop();
            self.write(&workshop.ready(), word);
            std::fs::write(workshop.ready().join(NEW), "").expect("a mark");
            workshop
        }

        /// Each is whole, the site has no mark, and nothing of the exchange lies about.
        fn check(&self, site: &str, previous: &str) {
            let workshop = self.workshop();
            let read = |folder: &Path| std::fs::read_to_string(folder.join("word")).ok();
            let found = [&self.site(), &workshop.previous()].map(|folder| read(folder));
            assert_eq!(found, [Some(site.to_owned()), Some(previous.to_owned())]);
            assert!(!self.site().join(NEW).exists());
            for rest in [workshop.aside(), workshop.ready(), workshop.beside.join("outdated")] {
                assert!(!rest.exists(), "{}", rest.display());
            }
        }
    }

    fn take(steps: &[(PathBuf, PathBuf)]) {
        steps.iter().for_each(|(from, to)| std::fs::rename(from, to).expect("a step"));
    }

    #[test]
    fn three_steps_exchange_a_site_as_one_does() {
        for in_steps in [false, true] {
            let scene = Scene::new("old", "older");
            let workshop = scene.ready("new");
            match in_steps {
                false => workshop.swap(&workshop.ready()).expect("an exchange"),
                true => take(&workshop.steps(&workshop.ready())),
            }
            let read = |folder: PathBuf| std::fs::read_to_string(folder.join("word"));
            assert_eq!(read(scene.site()).expect("a site"), "new");
            assert_eq!(read(workshop.ready()).expect("a site"), "old");
            workshop.end_exchange().expect("its end");
            drop(workshop);
            scene.check("new", "old");
        }
    }

    #[test]
    fn an_exchange_that_was_killed_between_two_steps_is_ended_by_the_next_run() {
        for taken in 0..=3 {
            let scene = Scene::new("old", "older");
            let workshop = scene.ready("new");
            take(&workshop.steps(&workshop.ready())[..taken]);
            drop(workshop);
            scene.check("new", "old");
        }
    }

    #[test]
    fn a_rollback_that_was_killed_between_two_steps_leaves_one_of_the_sites_and_keeps_the_other() {
        for (taken, site, previous) in
            [(0, "new", "old"), (1, "new", "old"), (2, "old", "new"), (3, "old", "new")]
        {
            let scene = Scene::new("new", "old");
            let workshop = scene.workshop();
            take(&workshop.steps(&workshop.previous())[..taken]);
            drop(workshop);
            scene.check(site, previous);
        }
    }
}
