//! Reading `roiInfo` of real neurons with up to 1,400 ROIs each. Allocations are counted.

use std::collections::BTreeMap;

use quickpage::source::cypher::roi_info::{self, Rois};
use serde_json::Value;
use shared::neuron::Counts;
use shared::roi::is_column;

mod support;

/// The texts of the five real neurons.
fn texts() -> Option<Vec<String>> {
    let file = support::real_data()?.join("optic-lobe-five-neurons-roiInfo.json");
    let text = std::fs::read_to_string(file).expect("the real neurons");
    let whole: Value = serde_json::from_str(&text).expect("JSON");
    let neurons = whole["neurons"].as_array().expect("neurons");
    let text = |neuron: &Value| match &neuron["roiInfo"] {
        Value::String(text) => text.clone(),
        object => object.to_string(),
    };
    Some(neurons.iter().map(text).collect())
}

/// The same by the plain way: all of it as values, then what is wanted of them.
fn read_plainly(text: &str) -> BTreeMap<String, Counts> {
    let whole: BTreeMap<String, BTreeMap<String, Value>> =
        serde_json::from_str(text).expect("roiInfo");
    let count = |entry: &BTreeMap<String, Value>, key: &str| entry.get(key)?.as_u64();
    let counts = |entry: &BTreeMap<String, Value>| Counts {
        pre: count(entry, "pre"),
        post: count(entry, "post"),
        upstream: count(entry, "upstream"),
        downstream: count(entry, "downstream"),
    };
    let shown = whole.iter().filter(|(roi, _)| !is_column(roi));
    shown.map(|(roi, entry)| (roi.clone(), counts(entry))).collect()
}

#[test]
fn real_neurons_are_read_as_they_are_but_for_single_columns() {
    let Some(texts) = texts() else { return };
    assert_eq!(texts.len(), 5);
    let mut columns = 0;
    for text in &texts {
        let mut found = Rois::new();
        roi_info::read(text, &mut found).expect("roiInfo");
        let expected = read_plainly(text);
        assert!(expected.len() > 20, "{} ROIs", expected.len());
        assert_eq!(found.len(), expected.len(), "no ROI twice");
        let found: BTreeMap<String, Counts> =
            found.into_iter().map(|(roi, counts)| (roi.into_owned(), counts)).collect();
        assert_eq!(found, expected);
        columns += text.matches("_col_").count();
    }
    assert!(columns > 1_000, "these neurons have columns: {columns}");
}

#[test]
fn neither_the_columns_nor_the_regions_of_real_neurons_are_allocated() {
    let Some(texts) = texts() else { return };
    let mut rois = Rois::with_capacity(1_000);
    for text in &texts {
        let mut found = roi_info::emptied(std::mem::take(&mut rois));
        let allocated = allocation_counter::measure(|| {
            roi_info::read(text, &mut found).expect("roiInfo");
        });
        assert_eq!(allocated.count_total, 0, "{} regions, {allocated:?}", found.len());
        rois = roi_info::emptied(found);
    }
    let plainly = allocation_counter::measure(|| drop(read_plainly(&texts[0])));
    assert!(plainly.count_total > 1_000, "they are counted: {plainly:?}");
}
