//! `quickpage cache`: the ROI hierarchies kept on disk.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use serde::Serialize;

use super::{Ended, aligned, print, print_json};
use crate::config::{Cache, CacheClear, CacheCommand, CacheInfo};
use crate::disk::{Entry, RoiCache};

/// Lists or removes them.
///
/// # Errors
/// When the folder cannot be read or a file cannot be removed.
pub fn run(command: CacheCommand) -> anyhow::Result<Ended> {
    match command {
        CacheCommand::Info(options) => info(&options)?,
        CacheCommand::Clear(options) => clear(&options)?,
    }
    Ok(Ended::Done)
}

/// A kept file, as it is shown.
#[derive(Debug, Serialize)]
struct Shown {
    path: PathBuf,
    bytes: u64,
    /// `None` where the file is damaged.
    dataset: Option<String>,
    source: Option<String>,
    version: Option<String>,
    age_seconds: Option<u64>,
    /// 0 where it is not used any more.
    expires_in_seconds: u64,
}

fn open(cache: &Cache) -> anyhow::Result<RoiCache> {
    let folder = cache.folder().context("there is no cache folder; name one by --cache-dir")?;
    Ok(RoiCache::new(Some(&folder), cache.roi_ttl))
}

fn folder(cache: &RoiCache) -> String {
    cache.folder().map(|folder| folder.display().to_string()).unwrap_or_default()
}

fn info(options: &CacheInfo) -> anyhow::Result<()> {
    let cache = open(&options.cache)?;
    let entries = cache.entries().with_context(|| format!("{} cannot be read", folder(&cache)))?;
    let shown: Vec<Shown> = entries.into_iter().map(|entry| shown(&cache, entry)).collect();
    if options.json {
        return print_json(&shown);
    }
    if shown.is_empty() {
        return print(&format!("{}: nothing is kept\n", folder(&cache)));
    }
    let head = ["dataset", "source", "age", "bytes", "expires in", "path"].map(str::to_owned);
    let rows: Vec<_> = std::iter::once(head).chain(shown.iter().map(row)).collect();
    print(&aligned(&rows))
}

fn shown(cache: &RoiCache, entry: Entry) -> Shown {
    let Entry { path, bytes, about } = entry;
    let Some(about) = about else {
        let (dataset, source, version, age_seconds) = (None, None, None, None);
        return Shown { path, bytes, dataset, source, version, age_seconds, expires_in_seconds: 0 };
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let age = now.checked_sub(about.written);
    let left = age.map_or(0, |age| cache.ttl().as_secs().saturating_sub(age));
    Shown {
        path,
        bytes,
        dataset: Some(about.dataset),
        source: Some(about.source),
        version: Some(about.version),
        age_seconds: age,
        expires_in_seconds: left,
    }
}

fn row(shown: &Shown) -> [String; 6] {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "(damaged)".to_owned());
    let expires = match shown.expires_in_seconds {
        0 => "expired".to_owned(),
        seconds => time(seconds),
    };
    [
        text(&shown.dataset),
        text(&shown.source),
        shown.age_seconds.map_or("?".to_owned(), time),
        shown.bytes.to_string(),
        expires,
        shown.path.display().to_string(),
    ]
}

fn clear(options: &CacheClear) -> anyhow::Result<()> {
    let cache = open(&options.cache)?;
    let cleared = cache
        .clear(options.only.as_deref())
        .with_context(|| format!("not everything in {} could be removed", folder(&cache)))?;
    if options.json {
        return print_json(&serde_json::json!({"files": cleared.files, "bytes": cleared.bytes}));
    }
    if let Some(name) = options.only.as_ref().filter(|_| cleared.files == 0) {
        return print(&format!(
            "nothing is kept of {name} in {}; `quickpage cache info` lists what is\n",
            folder(&cache)
        ));
    }
    let hierarchies = if cleared.files == 1 { "hierarchy" } else { "hierarchies" };
    let (files, bytes) = (cleared.files, cleared.bytes);
    let folder = folder(&cache);
    print(&format!("removed {files} ROI {hierarchies} ({bytes} bytes) from {folder}\n"))?;
    // A script that only wants to know what was removed reads the line above.
    eprintln!("a proxy that runs keeps what it has in memory: restart it to have it read anew");
    Ok(())
}

/// A duration in its two largest units.
fn time(seconds: u64) -> String {
    let time = Duration::from_secs(seconds).as_secs();
    match (time / 86_400, time / 3_600 % 24, time / 60 % 60, time % 60) {
        (0, 0, 0, seconds) => format!("{seconds}s"),
        (0, 0, minutes, seconds) => format!("{minutes}m{seconds}s"),
        (0, hours, minutes, _) => format!("{hours}h{minutes}m"),
        (days, hours, ..) => format!("{days}d{hours}h"),
    }
}
