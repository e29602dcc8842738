//! What is known of published datasets without asking: licence, citation, full names of regions.

use shared::roi::without_side;
use shared::wire::{Dataset, Link, RoiHierarchy, RoiNode};

use crate::nomenclature;

/// Root of the name, words of the citation, its address. All four are under CC-BY 4.0.
const PUBLISHED: [(&str, &str, &str); 4] = [
    ("hemibrain", "Scheffer et al. 2020", "https://doi.org/10.7554/eLife.57443"),
    ("manc", "Takemura et al. 2024", "https://doi.org/10.7554/eLife.97769"),
    ("optic-lobe", "Nern et al. 2025", "https://doi.org/10.1038/s41586-025-08746-0"),
    ("male-cns", "Berg et al. 2025", "https://doi.org/10.1101/2025.10.09.680999"),
];

/// Adds licence and citation to a dataset whose name begins with that of a published one, where
/// its source has none.
pub fn complete(dataset: &mut Dataset) {
    let published = PUBLISHED.iter().find(|(root, ..)| {
        let rest = dataset.name.strip_prefix(root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '-', '_']))
    });
    let Some((_, words, address)) = published else {
        return;
    };
    let link = |text: &str, href: &str| Link { text: text.to_owned(), href: href.to_owned() };
    dataset.citation.get_or_insert_with(|| link(words, address));
    dataset
        .licence
        .get_or_insert_with(|| link("CC-BY 4.0", "https://creativecommons.org/licenses/by/4.0/"));
}

/// Adds the full names of regions from the general nomenclature, where the source has none.
pub fn name_regions(hierarchy: &mut RoiHierarchy) {
    let RoiHierarchy { hierarchy: tree, full_names, .. } = hierarchy;
    let mut ahead: Vec<&RoiNode> = tree.iter().collect();
    while let Some(node) = ahead.pop() {
        if let Some(full_name) = nomenclature::full_name(&without_side(&node.name))
            && !full_names.contains_key(&node.name)
        {
            full_names.insert(node.name.clone(), full_name);
        }
        ahead.extend(&node.children);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_of_a_published_dataset_gives_its_licence() {
        let check = |name: &str, has_licence: bool| {
            let mut dataset = Dataset { name: name.to_owned(), ..Dataset::default() };
            complete(&mut dataset);
            assert_eq!(dataset.licence.is_some(), has_licence, "{name}");
        };
        check("hemibrain:v1.2.1", true);
        check("hemibrain-v1.2.1-neurons", true);
        check("hemibrainish", false);
        check("mine", false);
    }

    #[test]
    fn a_name_that_the_source_gives_stays() {
        let node = |name: &str| RoiNode { name: name.to_owned(), children: Vec::new() };
        let mut hierarchy = RoiHierarchy {
            hierarchy: Some(RoiNode {
                name: "CNS".to_owned(),
                children: vec![node("EB"), node("LAL(R)"), node("QX")],
            }),
            full_names: [("EB".to_owned(), "its own name".to_owned())].into(),
            ..RoiHierarchy::default()
        };
        name_regions(&mut hierarchy);
        assert_eq!(hierarchy.full_names["EB"], "its own name");
        assert_eq!(hierarchy.full_names["LAL(R)"], "lateral accessory lobe");
        assert!(!hierarchy.full_names.contains_key("QX"));
    }
}
