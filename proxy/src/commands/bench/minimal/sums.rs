//! What the minimal client makes of rows: sums by type and ROI.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use shared::neuron::Neuron;
use shared::roi::is_column;

/// Sums by type.
#[derive(Debug, Default)]
pub struct Sums {
    types: HashMap<String, OfType>,
}

/// The sums of a type.
#[derive(Debug, Default)]
struct OfType {
    neurons: u64,
    /// pre, post, upstream, downstream.
    counts: [u64; 4],
    /// pre and post by ROI.
    rois: HashMap<String, [u64; 2]>,
}

/// A row as it was read.
#[derive(Debug)]
pub struct Row<'a> {
    /// The type.
    pub type_name: &'a str,
    /// pre, post, upstream, downstream.
    pub counts: [Option<u64>; 4],
    /// JSON text.
    pub roi_info: Option<&'a str>,
}

impl Sums {
    /// Adds a row. A roiInfo that cannot be read holds nothing.
    pub fn add(&mut self, row: &Row<'_>) {
        let sums = self.of(row.type_name);
        sums.neurons += 1;
        for (sum, count) in sums.counts.iter_mut().zip(row.counts) {
            *sum += count.unwrap_or(0);
        }
        if let Some(text) = row.roi_info {
            let mut json = serde_json::Deserializer::from_str(text);
            let _ = AddRois(&mut sums.rois).deserialize(&mut json);
        }
    }

    /// Adds a neuron of a table.
    pub fn add_neuron(&mut self, neuron: &Neuron<'_>) {
        let sums = self.of(neuron.type_name.unwrap_or_default());
        sums.neurons += 1;
        let counts = &neuron.counts;
        let counts = [counts.pre, counts.post, counts.upstream, counts.downstream];
        for (sum, count) in sums.counts.iter_mut().zip(counts) {
            *sum += count.unwrap_or(0);
        }
        for (roi, counts) in &neuron.rois {
            add_roi(&mut sums.rois, roi, [counts.pre, counts.post]);
        }
    }

    /// Takes over other sums, of other types.
    pub fn join(&mut self, other: Sums) {
        self.types.extend(other.types);
    }

    /// All neurons.
    pub fn neurons(&self) -> u64 {
        self.types.values().map(|sums| sums.neurons).sum()
    }

    fn of(&mut self, name: &str) -> &mut OfType {
        if !self.types.contains_key(name) {
            self.types.insert(name.to_owned(), OfType::default());
        }
        self.types.entry(name.to_owned()).or_default()
    }
}

fn add_roi(rois: &mut HashMap<String, [u64; 2]>, roi: &str, counts: [Option<u64>; 2]) {
    if is_column(roi) {
        return;
    }
    let [pre, post] = counts.map(Option::unwrap_or_default);
    match rois.get_mut(roi) {
        Some(sums) => *sums = [sums[0] + pre, sums[1] + post],
        None => {
            rois.insert(roi.to_owned(), [pre, post]);
        }
    }
}

/// Adds a roiInfo to sums while it is read.
struct AddRois<'s>(&'s mut HashMap<String, [u64; 2]>);

#[derive(Deserialize)]
struct Entry {
    pre: Option<u64>,
    post: Option<u64>,
}

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> DeserializeSeed<'de> for AddRois<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for AddRois<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("counts by ROI")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((Name(roi), Entry { pre, post })) = map.next_entry::<Name<'de>, Entry>()? {
            add_roi(self.0, &roi, [pre, post]);
        }
        Ok(())
    }
}

/// The names in a JSON text: the keys of an object, or the texts of a list.
pub fn names(json: &str) -> Option<HashSet<String>> {
    match serde_json::from_str(json).ok()? {
        Value::Object(object) => Some(object.into_iter().map(|(name, _)| name).collect()),
        Value::Array(list) => {
            let names = list.iter().filter_map(Value::as_str).map(str::to_owned);
            Some(names.collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_added_by_type_and_roi() {
        let mut sums = Sums::default();
        let roi_info = r#"{"EB":{"pre":1,"post":20,"upstream":3},"a\"b":{"post":2},"ME_R_col_01_02":{"pre":1}}"#;
        for roi_info in [Some(roi_info), Some(r#"{"EB":{"post":5}}"#), Some("no JSON"), None] {
            let counts = [Some(1), Some(10), None, Some(3)];
            sums.add(&Row { type_name: "EPG", counts, roi_info });
        }
        let epg = &sums.types["EPG"];
        assert_eq!((epg.neurons, epg.counts), (4, [4, 40, 0, 12]));
        assert_eq!((epg.rois["EB"], epg.rois["a\"b"], epg.rois.len()), ([1, 25], [0, 2], 2));
        assert_eq!(sums.neurons(), 4);
    }
}
