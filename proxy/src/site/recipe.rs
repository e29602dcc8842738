//! All that pages are made of besides their type: where its hash is the same, and a type's inputs
//! are, its files are as they would be written anew.

use std::collections::BTreeMap;

use serde::Serialize;
use shared::wire::{Dataset, RoiHierarchy};

use super::files::digest;

/// What the files of all types depend on.
#[derive(Debug, Serialize)]
pub struct Recipe<'a> {
    /// Hash of the code that writes them.
    pub program: &'static str,
    /// The dataset, without its version.
    pub dataset: Dataset,
    /// Its ROIs.
    pub hierarchy: &'a RoiHierarchy,
    /// Stems of names that are not their own.
    pub stems: &'a BTreeMap<String, String>,
    /// The types, where these are not all of the dataset's.
    pub only: Option<Vec<&'a str>>,
    /// The absolute address of the site, where known.
    pub url: Option<&'a str>,
    /// Whether there are pages.
    pub pages: bool,
    /// Whether compressed forms lie beside files.
    pub compressed: bool,
}

/// Hash of the code that writes files, made by the build script.
pub const PROGRAM: &str = env!("QUICKPAGE_SITE_CODE");

impl Recipe<'_> {
    /// Its hash.
    pub fn hash(&self) -> String {
        // Plain values, all of which can be written as JSON.
        digest(&serde_json::to_vec(self).unwrap_or_default())
    }
}
