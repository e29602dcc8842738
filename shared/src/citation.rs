//! What to cite: the data behind a view and where it was seen, and the papers behind a name.

use crate::wire::Dataset;

/// A text that cites a view: whose data in which version, under which licence, what was looked
/// at, where and on which day (`2026-11-26`). Made-up data says so before anything else.
pub fn of_view(dataset: &Dataset, subject: Option<&str>, address: &str, day: &str) -> String {
    let mut text = String::new();
    if dataset.synthetic {
        text.push_str("Synthetic demo data, not for citation. ");
    }
    if let Some(subject) = subject {
        text.push_str(&format!("Neuron type {subject}. "));
    }
    text.push_str(&format!("Dataset {}", dataset.name));
    if !dataset.version.is_empty() && !dataset.name.ends_with(&dataset.version) {
        text.push_str(&format!(", version {}", dataset.version));
    }
    text.push('.');
    for (words, link) in [("", &dataset.citation), ("Licence ", &dataset.licence)] {
        if let Some(link) = link {
            text.push_str(&format!(" {words}{}, {}.", link.text, link.href));
        }
    }
    text.push_str(&format!(" Seen with quickpage on {day}: {address}"));
    text
}

/// Papers that names of neurons are commonly attributed to, as the datasets write them, with
/// their DOIs. A source that may be more than one paper (`Aso 2014`) is not here.
const PAPERS: [(&str, &str); 13] = [
    ("Davis 2020", "10.7554/eLife.50901"),
    ("Dorkenwald 2024", "10.1038/s41586-024-07558-y"),
    ("Fischbach & Dittrich 1989", "10.1007/BF00218858"),
    ("Hulse 2021", "10.7554/eLife.66039"),
    ("Matsliah 2024", "10.1038/s41586-024-07981-1"),
    ("Namiki 2018", "10.7554/eLife.34272"),
    ("Nern 2015", "10.1073/pnas.1506763112"),
    ("Nern 2025", "10.1038/s41586-025-08746-0"),
    ("Scheffer 2020", "10.7554/eLife.57443"),
    ("Schlegel 2024", "10.1038/s41586-024-07686-5"),
    ("Wolff 2015", "10.1002/cne.23705"),
    ("Wolff & Rubin 2018", "10.1002/cne.24512"),
    ("Wu 2016", "10.7554/eLife.21022"),
];

/// The sources of a name (`Wolff 2015, Wolff & Rubin 2018`), each with the address of its paper
/// where that is certain.
pub fn sources(written: &str) -> Vec<(&str, Option<String>)> {
    let address = |source: &str| {
        let plain = source.replace(" et al. ", " ").replace(" et al ", " ");
        let paper = PAPERS.iter().find(|(name, _)| *name == plain);
        paper.map(|(_, doi)| format!("https://doi.org/{doi}"))
    };
    written.split(", ").map(|source| (source, address(source))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Link;

    #[test]
    fn a_citation_says_whose_data_in_which_version_seen_where_and_when() {
        let link = |text: &str, href: &str| Some(Link { text: text.into(), href: href.into() });
        let mut dataset = Dataset {
            name: "hemibrain:v1.2.1".to_owned(),
            version: "a1b2".to_owned(),
            citation: link("Scheffer et al. 2020", "https://doi.org/10.7554/eLife.57443"),
            licence: link("CC-BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
            ..Dataset::default()
        };
        let cite = |dataset: &Dataset| {
            of_view(dataset, Some("KCa'b'-m"), "https://x.org/?type=KCa%27b%27-m", "2026-11-26")
        };
        assert_eq!(
            cite(&dataset),
            "Neuron type KCa'b'-m. Dataset hemibrain:v1.2.1, version a1b2. Scheffer et al. 2020, \
             https://doi.org/10.7554/eLife.57443. Licence CC-BY 4.0, \
             https://creativecommons.org/licenses/by/4.0/. Seen with quickpage on 2026-11-26: \
             https://x.org/?type=KCa%27b%27-m"
        );
        dataset.synthetic = true;
        assert!(cite(&dataset).starts_with("Synthetic demo data, not for citation."));
        let plain = Dataset { name: "mine".to_owned(), ..Dataset::default() };
        assert_eq!(
            of_view(&plain, None, "http://localhost/", "2026-11-26"),
            "Dataset mine. Seen with quickpage on 2026-11-26: http://localhost/"
        );
    }

    #[test]
    fn a_source_is_linked_only_where_it_is_one_certain_paper() {
        assert_eq!(
            sources("Wolff 2015, Wolff & Rubin 2018"),
            [
                ("Wolff 2015", Some("https://doi.org/10.1002/cne.23705".to_owned())),
                ("Wolff & Rubin 2018", Some("https://doi.org/10.1002/cne.24512".to_owned())),
            ]
        );
        assert_eq!(sources("Hulse et al. 2021")[0].1, sources("Hulse 2021")[0].1);
        assert_eq!(sources("Aso 2014, Smith 2020"), [("Aso 2014", None), ("Smith 2020", None)]);
    }
}
