//! The one `:Meta` node of a dataset.

use std::collections::BTreeMap;

use neo4rs::{BoltMap, BoltType};
use serde_json::{Value, json};
use shared::neuron::Neuron;
use shared::wire::{RoiHierarchy, RoiNode};

use super::properties::Properties;

/// What is said of a dataset as a whole; grows with its neurons.
#[derive(Debug)]
pub struct Meta {
    name: String,
    version: String,
    rois: RoiHierarchy,
    properties: BTreeMap<&'static str, &'static str>,
    pre: i64,
    post: i64,
}

impl Meta {
    /// Of a dataset without neurons yet.
    pub fn new(name: &str, version: &str, rois: RoiHierarchy) -> Meta {
        Meta {
            name: name.to_owned(),
            version: version.to_owned(),
            rois,
            properties: BTreeMap::new(),
            pre: 0,
            post: 0,
        }
    }

    /// Takes a neuron into account.
    pub fn count(&mut self, neuron: &Neuron<'_>, properties: &Properties) {
        self.properties.extend(properties.names());
        self.pre += neuron.counts.pre.unwrap_or(0) as i64;
        self.post += neuron.counts.post.unwrap_or(0) as i64;
    }

    /// The node's properties.
    pub fn finish(self) -> BoltMap {
        let mut meta = BoltMap::new();
        let mut put = |name: &str, value: BoltType| meta.put(name.into(), value);
        let (dataset, tag) = dataset_and_tag(&self.name);
        put("dataset", dataset.into());
        put("tag", tag.into());
        put("uuid", self.version.into());
        put("lastDatabaseEdit", "2026-01-01 00:00:00".into());
        put("hideDataSet", false.into());
        put("totalPreCount", self.pre.into());
        put("totalPostCount", self.post.into());
        put("neuronProperties", json!(self.properties).to_string().into());
        if let Some(tree) = &self.rois.hierarchy {
            put("roiHierarchy", json!(tree).to_string().into());
            put("roiInfo", roi_info(&self.rois, tree).to_string().into());
            put(
                "superLevelRois",
                tree.children.iter().map(|c| c.name.clone()).collect::<Vec<_>>().into(),
            );
            put("primaryRois", self.rois.primary.into());
        }
        meta
    }
}

/// The two parts of a dataset's name.
pub fn dataset_and_tag(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or((name, ""))
}

fn roi_info(rois: &RoiHierarchy, tree: &RoiNode) -> Value {
    let of_roi = |name: &String| {
        let mut info = json!({"isPrimary": rois.primary.contains(name)});
        if let Some(full) = rois.full_names.get(name) {
            info["description"] = full.as_str().into();
        }
        (name.clone(), info)
    };
    let mut names = Vec::new();
    collect(tree, &mut names);
    Value::Object(names.into_iter().map(of_roi).collect())
}

fn collect<'a>(node: &'a RoiNode, names: &mut Vec<&'a String>) {
    names.push(&node.name);
    node.children.iter().for_each(|child| collect(child, names));
}
