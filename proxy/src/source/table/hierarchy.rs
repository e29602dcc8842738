//! Reading an ROI hierarchy from a file.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::roi::is_column;
use shared::wire::{RoiHierarchy, RoiNode};

/// The forms that a file may have.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    /// The proxy's own answer.
    Whole {
        hierarchy: RoiNode,
        primary: Vec<String>,
        #[serde(default)]
        full_names: BTreeMap<String, String>,
    },
    /// As neuPrint's Meta node has it.
    #[serde(rename_all = "camelCase")]
    Meta { roi_hierarchy: RoiNode, primary_rois: Vec<String> },
    /// neuPrint's `{name, children}` alone. neuprint-python marks primary ROIs with a `*`.
    Tree(RoiNode),
}

/// Reads a hierarchy: the tree alone, or with its primary ROIs. Where nothing says which ROIs
/// are primary, the leaves are taken: they are disjoint, so that nothing is counted twice.
/// Single columns are left out.
///
/// # Errors
/// When the text is not JSON or has none of these forms.
pub fn parse(json: &str) -> Result<RoiHierarchy, serde_json::Error> {
    let (tree, primary, full_names) = match serde_json::from_str(json)? {
        Written::Whole { hierarchy, primary, full_names } => (hierarchy, primary, full_names),
        Written::Meta { roi_hierarchy, primary_rois } => {
            (roi_hierarchy, primary_rois, BTreeMap::new())
        }
        Written::Tree(tree) => (tree, Vec::new(), BTreeMap::new()),
    };
    Ok(with_primary(tree, primary, full_names))
}

/// A hierarchy without its single columns, its primary ROIs being those named, else those
/// marked with a `*`, else the leaves.
pub fn with_primary(
    mut tree: RoiNode,
    named: Vec<String>,
    full_names: BTreeMap<String, String>,
) -> RoiHierarchy {
    let mut marked = Vec::new();
    let mut leaves = Vec::new();
    prepare(&mut tree, &mut marked, &mut leaves);
    let primary = [named, marked, leaves].into_iter().find(|rois| !rois.is_empty());
    RoiHierarchy { hierarchy: Some(tree), primary: primary.unwrap_or_default(), full_names }
}

/// Drops columns and marks below a node, and collects what is marked and the leaves.
fn prepare(node: &mut RoiNode, marked: &mut Vec<String>, leaves: &mut Vec<String>) {
    if let Some(name) = node.name.strip_suffix('*') {
        node.name = name.to_owned();
        marked.push(node.name.clone());
    }
    node.children.retain(|child| !is_column(&child.name));
    match node.children.is_empty() {
        true => leaves.push(node.name.clone()),
        false => node.children.iter_mut().for_each(|child| prepare(child, marked, leaves)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primary_rois_are_those_named_else_those_marked_else_the_leaves() {
        let check = |json: &str, expected: &[&str]| {
            assert_eq!(parse(json).expect("a hierarchy").primary, expected, "{json}");
        };
        check(
            r#"{"name":"CNS","children":[{"name":"EB"},{"name":"FB","children":[{"name":"FBl1"}]}]}"#,
            &["EB", "FBl1"],
        );
        check(
            r#"{"name":"CNS","children":[{"name":"EB*"},{"name":"FB*","children":[{"name":"FBl1"}]}]}"#,
            &["EB", "FB"],
        );
        check(
            r#"{"roiHierarchy":{"name":"CNS","children":[{"name":"EB"}]},"primaryRois":["EB"]}"#,
            &["EB"],
        );
        check(
            r#"{"hierarchy":{"name":"CNS","children":[{"name":"ME(R)","children":[{"name":"ME_R_col_01_02"}]}]},"primary":["ME(R)"]}"#,
            &["ME(R)"],
        );
    }

    #[test]
    fn single_columns_are_left_out() {
        let hierarchy = parse(
            r#"{"name":"ME(R)","children":[{"name":"ME_R_col_01_02"},{"name":"ME_R_layer_01"}]}"#,
        )
        .expect("a hierarchy");
        let names: Vec<_> =
            hierarchy.hierarchy.expect("a tree").children.into_iter().map(|c| c.name).collect();
        assert_eq!(names, ["ME_R_layer_01"]);
    }
}
