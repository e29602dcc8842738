//! What is told of a run.

use std::collections::{BTreeSet, HashSet};
use std::time::Instant;

use serde::Serialize;
use shared::format::number;

use super::plan::Plan;
use crate::commands::memory::peak_bytes;
use crate::commands::print;
use crate::site::files::Standing;
use crate::site::manifest::{Checked, Manifest};

/// What a run has made.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The dataset.
    pub dataset: String,
    /// Its version.
    pub version: String,
    /// Types in the site.
    pub types: u64,
    /// Types whose files are new or other than before.
    pub written: u64,
    /// Files of the site before that were missing or changed, and are whole again.
    pub mended: u64,
    /// Types that the site does not have any more.
    pub removed: u64,
    /// Types that could not be read.
    pub failed: Vec<String>,
    /// Pages of types.
    pub pages: u64,
    /// Files in all.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The largest file, and its bytes.
    pub largest: Option<(String, u64)>,
    /// The most memory of this run, in bytes, where the system says so.
    pub peak_bytes: Option<u64>,
    /// The most until the source was open: a table is in it.
    pub source_bytes: Option<u64>,
    /// Seconds from the start of the command.
    pub seconds: f64,
}

impl Report {
    /// On a site of which nothing was written.
    pub fn of(manifest: &Manifest, names_before: &BTreeSet<String>, dataset: &str) -> Report {
        let is_page = |path: &str| path.starts_with("types/") && path.ends_with(".html");
        let names: BTreeSet<&str> = manifest.types.iter().map(|it| it.name.as_str()).collect();
        let largest = manifest.every_file().max_by_key(|entry| entry.bytes);
        Report {
            dataset: dataset.to_owned(),
            version: manifest.version.clone(),
            types: manifest.types.len() as u64,
            written: 0,
            mended: 0,
            removed: names_before.iter().filter(|name| !names.contains(name.as_str())).count()
                as u64,
            failed: manifest.failed.iter().map(|failed| failed.name.clone()).collect(),
            pages: manifest.every_file().filter(|entry| is_page(&entry.path)).count() as u64,
            files: manifest.every_file().count() as u64,
            bytes: manifest.every_file().map(|entry| entry.bytes).sum(),
            largest: largest.map(|entry| (entry.path.clone(), entry.bytes)),
            peak_bytes: None,
            source_bytes: None,
            seconds: 0.0,
        }
    }

    /// With the number of types that are not as they were before, and of files that the site
    /// that is there should have as they were written, and has not.
    pub fn since(mut self, before: Option<&Manifest>, now: &Manifest, site: &Standing) -> Report {
        let written: HashSet<&str> = now.every_file().map(|it| it.path.as_str()).collect();
        let files = before.iter().flat_map(|before| before.every_file());
        let mended = files.filter(|it| written.contains(it.path.as_str()) && !site.has(it));
        self.mended = mended.count() as u64;
        let before = before.map(Manifest::by_type).unwrap_or_default();
        let is_same = |name: &str, inputs: &str| {
            before.get(name).is_some_and(|before| before.inputs == inputs)
        };
        let written = now.types.iter().filter(|it| !is_same(&it.name, &it.inputs));
        self.written = written.count() as u64;
        self
    }

    /// With the time that has passed, and the memory that it took.
    pub fn after(mut self, began: Instant, plan: &Plan) -> Report {
        (self.peak_bytes, self.source_bytes) = (peak_bytes(None), plan.source_bytes);
        self.seconds = began.elapsed().as_secs_f64();
        self
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}: {} types, {} pages, {} files, {:.1} MB, in {:.2} s\n",
            self.dataset,
            number(self.types),
            number(self.pages),
            number(self.files),
            self.bytes as f64 / 1e6,
            self.seconds
        );
        text += &match (self.written, self.removed) {
            (0, 0) if self.mended > 0 => String::new(),
            (0, 0) => "nothing has changed\n".to_owned(),
            (written, 0) => format!("written anew: {} types\n", number(written)),
            (written, removed) => {
                format!("written anew: {} types; gone: {}\n", number(written), number(removed))
            }
        };
        if self.mended > 0 {
            text += &format!("mended: {} files\n", number(self.mended));
        }
        if !self.failed.is_empty() {
            text += &format!(
                "left out, since they cannot be read: {}; the next run tries them again\n",
                self.failed.join(", ")
            );
        }
        if let Some((path, bytes)) = &self.largest {
            text += &format!("largest file: {path}, {:.1} MB\n", *bytes as f64 / 1e6);
        }
        text
    }
}

/// Tells what a check has found.
///
/// # Errors
/// When it cannot be written.
pub fn tell_check(checked: &Checked) -> anyhow::Result<()> {
    let mut text = String::new();
    for (what, paths) in [("missing", &checked.missing), ("changed", &checked.changed)] {
        paths.iter().for_each(|path| text.push_str(&format!("{what}: {path}\n")));
    }
    if !checked.others.is_empty() {
        let others = number(checked.others.len() as u64);
        text += &format!("files of others, which are kept: {others}\n");
    }
    text += &match checked.is_whole() {
        true => format!("whole: {} files are as they were written\n", number(checked.files)),
        false => format!(
            "{} of {} files are missing or changed; run create-index {} to mend them\n",
            number((checked.missing.len() + checked.changed.len()) as u64),
            number(checked.files),
            if checked.looks_unchanged { "with --force" } else { "again" }
        ),
    };
    print(&text)
}
