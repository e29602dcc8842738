//! Examples of what a line can say, of the dataset's own values.

use std::collections::BTreeMap;

use super::key::facet_in_words;
use super::value::quoted;
use super::write::of_facet;
use crate::index::{Facet, Index};

/// A line, and what it finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The line.
    pub line: String,
    /// What it finds, in words.
    pub about: String,
}

/// Examples for a dataset, from the simplest on; only of what it has.
pub fn examples(index: &Index) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut add = |line: String, about: String| examples.push(Example { line, about });
    let prefix = commonest_prefix(index);
    if let Some(prefix) = &prefix {
        add(format!("type:{prefix}*"), format!("types whose name begins with {prefix}"));
        add(format!("-type:{prefix}*"), "all but those; - or not excludes".to_owned());
        add(format!("name:*{}*", prefix.to_lowercase()), "any name that holds this".to_owned());
    }
    if let [a, b, ..] = &plain_types(index)[..] {
        let line = format!("types:{a},{b}");
        add(line, "these types and no others".to_owned());
    }
    for facet in Facet::ALL {
        let common = commonest_values(index, facet);
        let Some(first) = common.first() else { continue };
        let about = format!("{}: {}", facet_in_words(facet), facet.value_label(first));
        add(of_facet(facet, first), about);
        if let (Facet::Transmitter, Some(second)) = (facet, common.get(1)) {
            let line = of_facet(facet, first) + "," + &super::value::quoted_value(facet, second);
            add(line, "one of these; commas mean or".to_owned());
        }
    }
    if let Some(region) = largest_region(index) {
        let name = quoted(&region);
        add(format!("in:{name}"), format!("at least 5 % of their input is in {region}"));
        add(format!("in:{name}>=20%"), "at least 20 % of it".to_owned());
        add(format!("out:{name}>=50"), format!("at least 50 outputs in {region}"));
        add(format!("in:{name} -out:{name}"), "input there, and no output".to_owned());
    }
    add("neurons>=10".to_owned(), "ten neurons or more".to_owned());
    add("neurons:4..100".to_owned(), "4 to 100 neurons".to_owned());
    add("inputsPerNeuron>=1000".to_owned(), "a thousand inputs per neuron or more".to_owned());
    if let Some(prefix) = &prefix {
        let line = format!("(type:{prefix}* or neurons>=100) side:both");
        add(line, "and, or, not, and brackets join conditions; a space means and".to_owned());
    }
    examples
}

/// The filters for which a dataset has no values, in words.
pub fn absent(index: &Index) -> Vec<&'static str> {
    let mut absent = Vec::new();
    if index.regions.all.is_empty() {
        absent.push("in: and out: (regions)");
    }
    for facet in Facet::ALL {
        if index.values(facet).is_empty() {
            absent.push(facet.key());
        }
    }
    absent
}

/// Names of letters and digits alone that begin with a capital, those of most neurons first: these
/// are known to most people.
fn plain_types(index: &Index) -> Vec<&str> {
    let is_plain = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let entries = index.in_natural_order().iter().map(|id| &index.entries[*id as usize]);
    let mut plain: Vec<_> = entries.filter(|entry| is_plain(&entry.name)).collect();
    plain.sort_by_key(|entry| std::cmp::Reverse(entry.neurons.total));
    plain.into_iter().map(|entry| &*entry.name).collect()
}

/// The two or more capitals with which most names begin.
fn commonest_prefix(index: &Index) -> Option<String> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for entry in &index.entries {
        let capitals = entry.name.bytes().take_while(u8::is_ascii_uppercase).count();
        if (2..5).contains(&capitals) {
            *counts.entry(&entry.name[..capitals]).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(_, types)| *types);
    most.filter(|(_, types)| *types > 1).map(|(prefix, _)| prefix.to_owned())
}

/// The values of a facet, those that most types have first.
fn commonest_values(index: &Index, facet: Facet) -> Vec<String> {
    let mut counts: Vec<(u32, usize)> = (0..index.values(facet).len()).map(|at| (0, at)).collect();
    for entry in &index.entries {
        for (of, value) in &entry.values {
            if *of == facet {
                counts[usize::from(*value)].0 += 1;
            }
        }
    }
    counts.sort_by_key(|(types, _)| std::cmp::Reverse(*types));
    counts.into_iter().map(|(_, at)| index.values(facet)[at].as_ref().to_owned()).collect()
}

/// The primary region into which most types send and in which most receive.
fn largest_region(index: &Index) -> Option<String> {
    let mut counts = vec![0_u32; index.regions.all.len()];
    for entry in &index.entries {
        for count in &entry.profile.regions {
            counts[usize::from(count.region)] += 1;
        }
    }
    let regions = index.regions.all.iter().zip(counts);
    let most = regions.filter(|(region, _)| region.primary).max_by_key(|(_, types)| *types)?;
    Some(most.0.name.clone())
}
