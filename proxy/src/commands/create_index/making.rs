//! From the material of a type to its files.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::path::Path;

use anyhow::Context;
use shared::roi::Regions;
use shared::side::Side;
use shared::site::{Pages, TypeFile, file_name};
use shared::wire::Partners;

use super::plan::Plan;
use crate::site::files::{Effort, FileEntry, Folder, Standing, digest};
use crate::site::manifest::TypeFiles;
use crate::site::material::Material;
use crate::site::page::Press;
use crate::site::part::{self, Record};

/// What most types make fits into this: a buffer that grows is copied again and again.
const LIKELY_BYTES: usize = 64 << 10;

/// Writes types into a folder.
pub struct Making {
    folder: Folder,
    press: Option<Press>,
    regions: Regions,
    recipe: String,
    pages: Pages,
    /// What the source says of each type without reading it, where it does.
    fingerprints: HashMap<String, u64>,
    /// The site that is there, what its types were made of, and what else was noted of them.
    before: Standing,
    types_before: HashMap<String, TypeFiles>,
    records_before: HashMap<String, Record>,
}

impl Making {
    /// Writes into this folder; `before` is the site that is there.
    pub fn new(plan: &Plan, folder: Folder, before: &Path) -> Making {
        let reusable = plan.reusable();
        let types = reusable.iter().flat_map(|before| before.types.iter().cloned());
        let fingerprints = plan.way.upstream.source().fingerprints(&plan.dataset.name);
        // Where it cannot be read, all types are read.
        let journal = match reusable.is_some() && !fingerprints.is_empty() {
            true => part::journal(before).ok().flatten(),
            false => None,
        };
        let journal = journal.filter(|journal| journal.header.recipe == plan.recipe);
        let records = journal.into_iter().flat_map(|journal| journal.records);
        Making {
            folder,
            press: plan.press(),
            regions: Regions::new(&plan.hierarchy),
            recipe: plan.recipe.clone(),
            pages: plan.pages.clone(),
            fingerprints,
            before: Standing::at(before),
            types_before: types.map(|of_type| (of_type.name.clone(), of_type)).collect(),
            records_before: records.map(|record| (record.name.clone(), record)).collect(),
        }
    }

    /// Takes a type over from the site that is there, where the source can tell without reading it
    /// that it would be the same.
    ///
    /// # Errors
    /// When a file cannot be taken over.
    pub fn unread(&self, name: &str) -> io::Result<Option<Record>> {
        let Some(record) = self.records_before.get(name) else { return Ok(None) };
        let is_same = record.fingerprint.is_some()
            && record.fingerprint == self.fingerprints.get(name).copied()
            && self.taken_over(name, &record.inputs)?.is_some();
        Ok(is_same.then(|| record.clone()))
    }

    /// Writes a type's files; those of the site that is there are taken over where they would be
    /// the same.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn make(&self, material: &Material) -> anyhow::Result<Record> {
        let summary = &material.summary;
        let name = &summary.name;
        let mut json = Vec::with_capacity(LIKELY_BYTES);
        let file = TypeFile {
            summary: Cow::Borrowed(summary),
            neurons: Cow::Borrowed(&material.neurons),
            partners: material.partners.as_ref().map(|partners| Cow::Borrowed(&partners.all)),
        };
        serde_json::to_writer(&mut json, &file)?;
        let inputs = self.inputs(material, &json)?;
        let files = match self.taken_over(name, &inputs)? {
            Some(files) => files,
            None => self.write(material, &json)?,
        };
        let bodies = material.neurons.iter().filter_map(|row| {
            Some((row.body_id.parse().ok()?, row.instance.as_deref().map(Into::into), row.side))
        });
        Ok(Record {
            name: name.clone(),
            inputs,
            fingerprint: self.fingerprints.get(name).copied(),
            hash: summary.hash.clone(),
            neurons: summary.neurons.total,
            files,
            line: serde_json::to_string(&summary.clone().to_brief(&self.regions))?,
            bodies: bodies.collect(),
        })
    }

    /// Hash of all that a type's files are made of. A summary has a hash of its own.
    fn inputs(&self, material: &Material, json: &[u8]) -> anyhow::Result<String> {
        let summaries: Vec<(&Side, &str)> =
            material.of_sides.iter().map(|(side, summary)| (side, &*summary.hash)).collect();
        let partners: Option<Vec<(&Side, &Partners)>> =
            material.partners.as_ref().map(|partners| partners.of_sides.iter().collect());
        let mut sides = Vec::with_capacity(LIKELY_BYTES);
        serde_json::to_writer(&mut sides, &(summaries, partners))?;
        Ok(digest((self.recipe.clone() + &digest(json) + &digest(&sides)).as_bytes()))
    }

    fn taken_over(&self, name: &str, inputs: &str) -> io::Result<Option<Vec<FileEntry>>> {
        let Some(before) = self.types_before.get(name) else { return Ok(None) };
        if before.inputs != inputs || !before.files.iter().all(|entry| self.before.has(entry)) {
            return Ok(None);
        }
        let paths = before.files.iter().map(|entry| entry.path.as_str());
        self.folder.take_over(self.before.root(), paths)?;
        Ok(Some(before.files.clone()))
    }

    fn write(&self, material: &Material, json: &[u8]) -> anyhow::Result<Vec<FileEntry>> {
        let name = &material.summary.name;
        let stem = self.pages.stem(name);
        let mut files =
            self.folder.write(&format!("data/types/{stem}.json"), json, Effort::Little)?;
        if let Some(press) = &self.press {
            for side in [Side::Unknown].into_iter().chain(material.of_sides.keys().copied()) {
                let page = press
                    .page(material, side)
                    .with_context(|| format!("{name} has no page of side {}", side.letter()))?;
                let path = format!("types/{}", file_name(stem, side));
                files.push(self.folder.write_plain(&path, page.as_bytes())?);
            }
        }
        Ok(files)
    }
}
