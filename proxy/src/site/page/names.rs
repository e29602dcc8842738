//! All other names of a type, with whose they are, and what other datasets call it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use shared::citation;
use shared::links;
use shared::neuron::NameKind;
use shared::wire::{Dataset, Link, Name, Summary};

use super::addresses::Outward;

/// The names of one kind.
#[derive(Debug)]
pub struct Kind<'a> {
    pub label: &'static str,
    pub names: Vec<OtherName<'a>>,
}

/// Names of one kind shown before "more", as long as these would be more than one.
const FEW: usize = 6;

impl<'a> Kind<'a> {
    /// Those that are shown.
    pub fn few(&self) -> &[OtherName<'a>] {
        self.names.split_at(self.at()).0
    }

    /// Those behind "more".
    pub fn rest(&self) -> &[OtherName<'a>] {
        self.names.split_at(self.at()).1
    }

    fn at(&self) -> usize {
        if self.names.len() <= FEW + 1 { self.names.len() } else { FEW }
    }
}

/// A name.
#[derive(Debug)]
pub struct OtherName<'a> {
    pub name: Outward<'a>,
    /// Whose it is.
    pub sources: Vec<Outward<'a>>,
}

/// The names that are not types of other datasets.
pub fn others<'a>(dataset: &Dataset, summary: &'a Summary) -> Vec<Kind<'a>> {
    kinds(dataset, summary.names.iter().filter(|name| !name.kind.is_mapped()))
}

/// The types of other datasets that it is mapped to.
pub fn counterparts<'a>(dataset: &Dataset, summary: &'a Summary) -> Vec<Kind<'a>> {
    kinds(dataset, summary.names.iter().filter(|name| name.kind.is_mapped()))
}

fn kinds<'a>(dataset: &Dataset, names: impl Iterator<Item = &'a Name>) -> Vec<Kind<'a>> {
    let mut kinds: BTreeMap<NameKind, Vec<OtherName<'a>>> = BTreeMap::new();
    for name in names {
        kinds.entry(name.kind).or_default().push(other_name(dataset, name));
    }
    kinds.into_iter().map(|(kind, names)| Kind { label: kind.label(), names }).collect()
}

fn other_name<'a>(dataset: &Dataset, name: &'a Name) -> OtherName<'a> {
    let href = links::of_name(dataset, name).map(|link| Cow::Owned(link.href));
    let sources = name.source.as_deref().map(citation::sources).unwrap_or_default();
    OtherName {
        name: Outward { text: name.name.as_str().into(), href },
        sources: sources.into_iter().map(source).collect(),
    }
}

fn source((words, paper): (&str, Option<String>)) -> Outward<'_> {
    match paper {
        Some(href) => Link { text: words.to_owned(), href }.into(),
        None => Outward { text: words.into(), href: None },
    }
}
