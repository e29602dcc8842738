//! What the dataset's one `:Meta` node says: the properties of its neurons, and its ROIs.
//!
//! All of it may be missing, and most of it is JSON text within JSON. What cannot be read is
//! logged and left out: an index without a tree of ROIs is better than none.

use std::collections::{BTreeMap, HashSet};

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use shared::roi::is_column;
use shared::wire::{RoiHierarchy, RoiNode};

use super::Listed;
use super::cells::Cell;
use super::row::Row;
use crate::source::table::hierarchy::with_primary;

/// The version of a dataset: changes whenever its content does, since the same segmentation may
/// be edited later. Where the node has no uuid, neuPrintHTTP's list says `latest`.
pub fn version(uuid: Option<&str>, last_edit: Option<&str>) -> String {
    let filled = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let uuid = filled(uuid).unwrap_or_else(|| "latest".to_owned());
    match filled(last_edit) {
        Some(edit) => format!("{uuid} {edit}"),
        None => uuid,
    }
}

/// The version that a row of `query::version` tells; `None` where the dataset is hidden.
pub fn public_version(row: &Row<'_>) -> Option<String> {
    let hidden = row.cell(2).word() == Some("true");
    (!hidden).then(|| version(row.cell(0).text(), row.cell(1).text()))
}

/// The dataset that a row of `query::meta_nodes` is about; `None` where it has no name. The node
/// names the dataset by its root and its tag, as a rule.
pub fn listed(row: &Row<'_>) -> Option<Listed> {
    let [dataset, tag, uuid, last_edit, hidden] = [0, 1, 2, 3, 4].map(|column| row.cell(column));
    let dataset = dataset.text().filter(|name| !name.is_empty())?;
    let tag = tag.text().filter(|tag| !tag.is_empty());
    let is_whole = tag.is_none_or(|tag| dataset.ends_with(&format!(":{tag}")));
    Some(Listed {
        name: match tag {
            Some(tag) if !is_whole => format!("{dataset}:{tag}"),
            _ => dataset.to_owned(),
        },
        version: version(uuid.text(), last_edit.text()),
        hidden: hidden.word() == Some("true"),
    })
}

/// The names of the neurons' properties, from a row of `query::neuron_properties`; `None` where
/// the dataset does not say.
pub fn neuron_properties(row: &Row<'_>) -> Option<HashSet<String>> {
    let names: HashSet<String> = names(row.cell(0)).into_iter().collect();
    (!names.is_empty()).then_some(names)
}

/// The ROIs, from a row of `query::rois`. The primary ones are those that are said to be, else
/// those of the upper levels, else those that the tree itself gives.
pub fn roi_hierarchy(row: &Row<'_>) -> RoiHierarchy {
    let [tree, primary, info, super_level] = [0, 1, 2, 3].map(|column| row.cell(column));
    let tree = tree.text().and_then(|text| read::<RoiNode>("roiHierarchy", text));
    let info: BTreeMap<String, RoiEntry> =
        info.text().and_then(|text| read("roiInfo", text)).unwrap_or_default();
    let declared = info.iter().filter(|(_, entry)| entry.is_primary);
    let declared = declared.map(|(roi, _)| roi.clone()).collect();
    let primary = [names(primary), declared, names(super_level)]
        .into_iter()
        .map(primary_rois)
        .find(|rois| !rois.is_empty())
        .unwrap_or_default();
    match tree {
        Some(tree) => with_primary(tree, primary, full_names(info)),
        None => RoiHierarchy { hierarchy: None, primary, full_names: full_names(info) },
    }
}

/// What `:Meta`'s roiInfo says of an ROI.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RoiEntry {
    #[serde(rename = "isPrimary", deserialize_with = "truth")]
    is_primary: bool,
    #[serde(deserialize_with = "text")]
    description: String,
}

fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Cell::deserialize(deserializer)? == Cell::Truth(true))
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let cell = Cell::deserialize(deserializer)?;
    Ok(cell.word().unwrap_or_default().to_owned())
}

fn full_names(info: BTreeMap<String, RoiEntry>) -> BTreeMap<String, String> {
    info.into_iter()
        .filter(|(roi, entry)| !entry.description.is_empty() && !is_column(roi))
        .map(|(roi, entry)| (roi, entry.description))
        .collect()
}

/// Without single columns and the `*` with which some tools mark primary ROIs.
fn primary_rois(rois: Vec<String>) -> Vec<String> {
    let mut rois: Vec<String> = rois
        .into_iter()
        .map(|roi| roi.trim_end_matches('*').to_owned())
        .filter(|roi| !is_column(roi))
        .collect();
    rois.sort_unstable();
    rois.dedup();
    rois
}

/// Names as a list, as the JSON text of a list, or as the keys of the JSON text of an object.
fn names(cell: &Cell<'_>) -> Vec<String> {
    match cell.text().filter(|text| !text.trim().is_empty()) {
        Some(text) => read("a list of names", text).map_or_else(Vec::new, Names::into_list),
        None => cell.words().map(str::to_owned).collect(),
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    List(Vec<String>),
    Keys(BTreeMap<String, IgnoredAny>),
}

impl Names {
    fn into_list(self) -> Vec<String> {
        match self {
            Names::List(names) => names,
            Names::Keys(keys) => keys.into_keys().collect(),
        }
    }
}

fn read<'a, T: Deserialize<'a>>(what: &str, text: &'a str) -> Option<T> {
    serde_json::from_str(text)
        .inspect_err(|_| tracing::warn!(what, "neuPrint's Meta node holds something unreadable"))
        .ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What the node says is text that anybody may have written.
        #[test]
        fn nothing_in_the_node_makes_it_panic(
            tree in r#"\PC{0,40}|\{"name":"a","children":(\[|\{|null|1|\[\{"name":"b"\}\])\}?"#,
            primary in r#"\PC{0,20}|\[?("a"|1|null|\{\}),?\]?"#,
            info in r#"\PC{0,20}|\{"a":(1|null|\[\]|\{"isPrimary":(1|"yes"|true|\{\})\})\}"#,
        ) {
            let _ = hierarchy(serde_json::json!([tree, primary, info, [1, null, {"a": []}]]));
            let _ = hierarchy(serde_json::json!([1, {"a": 1}, [info], primary]));
        }
    }

    fn hierarchy(row: serde_json::Value) -> RoiHierarchy {
        let text = row.to_string();
        let cells: Vec<Cell<'_>> = serde_json::from_str(&text).expect("cells");
        roi_hierarchy(&Row::new(cells, &[Some(0), Some(1), Some(2), Some(3)]))
    }

    #[test]
    fn a_version_says_its_parts_as_the_list_and_the_node_both_have_them() {
        assert_eq!(version(Some("abc"), Some("2020 / 2021")), "abc 2020 / 2021");
        assert_eq!(version(None, Some("2020")), "latest 2020");
        assert_eq!(version(Some("latest"), Some("2020")), "latest 2020");
        assert_eq!(version(Some(""), None), "latest");
    }

    #[test]
    fn a_node_names_its_dataset_by_root_and_tag() {
        let check = |row: serde_json::Value, expected: Option<(&str, bool)>| {
            let text = row.to_string();
            let cells: Vec<Cell<'_>> = serde_json::from_str(&text).expect("cells");
            let found = listed(&Row::new(cells, &[Some(0), Some(1), Some(2), Some(3), Some(4)]));
            let found = found.map(|listed| (listed.name, listed.hidden));
            assert_eq!(found, expected.map(|(name, hidden)| (name.to_owned(), hidden)), "{row}");
        };
        let row = |dataset: &str, tag: Option<&str>, hidden: Option<bool>| {
            serde_json::json!([dataset, tag, "uuid", "2020", hidden])
        };
        check(row("hemibrain", Some("v1.2.1"), None), Some(("hemibrain:v1.2.1", false)));
        check(row("hemibrain", None, Some(false)), Some(("hemibrain", false)));
        check(row("manc:v1.2.3", Some("v1.2.3"), Some(true)), Some(("manc:v1.2.3", true)));
        check(row("", Some("v1"), None), None);
        check(serde_json::json!([null, null, null, null, null]), None);
    }

    #[test]
    fn columns_and_marks_are_taken_out_of_the_tree() {
        let tree = r#"{"name":"CNS","children":[{"name":"ME(R)*","children":
            [{"name":"ME_R_col_01_02"},{"name":"ME_R_layer_01","children":[]}]},{"name":"EB*"}]}"#;
        let found = hierarchy(serde_json::json!([tree, null, null, null]));
        let node = |name: &str, children| RoiNode { name: name.to_owned(), children };
        let me = node("ME(R)", vec![node("ME_R_layer_01", vec![])]);
        let expected = node("CNS", vec![me, node("EB", vec![])]);
        assert_eq!(found.hierarchy, Some(expected));
        assert_eq!(found.primary, ["ME(R)", "EB"]);
    }

    #[test]
    fn primary_rois_are_those_of_the_first_property_that_has_any() {
        let info = r#"{"EB":{"isPrimary":true,"description":"ellipsoid body"},"CX":{"isPrimary":false},
            "FB":{"isPrimary":null},"ME_R_col_01_02":{"isPrimary":true,"description":"x"}}"#;
        let check = |row: serde_json::Value, expected: &[&str]| {
            assert_eq!(hierarchy(row.clone()).primary, expected, "{row}");
        };
        check(serde_json::json!([null, ["b", "a"], info, ["c"]]), &["a", "b"]);
        check(serde_json::json!([null, "[\"b\",\"a\"]", info, ["c"]]), &["a", "b"]);
        check(serde_json::json!([null, [], info, ["c"]]), &["EB"]);
        check(serde_json::json!([null, "", "not JSON", ["c", "c*"]]), &["c"]);
        check(serde_json::json!([null, null, null, null]), &[]);
        let found = hierarchy(serde_json::json!(["{", null, info, null]));
        assert_eq!(found.hierarchy, None);
        let names: Vec<_> = found.full_names.into_iter().collect();
        assert_eq!(names, [("EB".to_owned(), "ellipsoid body".to_owned())]);
    }
}
