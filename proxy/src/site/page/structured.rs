//! What a page says to programs: a part of a dataset, in the words of schema.org.

use serde::Serialize;
use shared::wire::Dataset;

use super::addresses::is_safe;
use super::subject::Subject;
use super::text::is_forbidden;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Part<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    version: &'a str,
    /// When this description was written.
    sd_date_published: &'a str,
    #[serde(flatten)]
    rights: Rights<'a>,
    keywords: &'static [&'static str],
    about: Term<'a>,
    is_part_of: Whole<'a>,
    variable_measured: Vec<Measured>,
}

/// The dataset that it is a part of.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    version: &'a str,
    #[serde(flatten)]
    rights: Rights<'a>,
}

#[derive(Serialize, Clone, Copy)]
struct Rights<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<Work<'a>>,
}

#[derive(Serialize, Clone, Copy)]
struct Work<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// The neuron type.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Term<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternate_name: Vec<&'a str>,
}

#[derive(Serialize)]
struct Measured {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'static str,
    value: u64,
}

/// The description as JSON that nothing in it can end early, whatever names it holds.
pub fn json(subject: &Subject<'_>, name: &str, description: &str, address: Option<&str>) -> String {
    let dataset = &subject.press.dataset;
    let rights = rights(dataset);
    let part = Part {
        context: "https://schema.org",
        kind: "Dataset",
        name,
        description,
        url: address,
        version: &dataset.version,
        sd_date_published: &subject.press.written,
        rights,
        keywords: match dataset.synthetic {
            true => &["neuron type", "connectome", "synthetic"],
            false => &["neuron type", "connectome"],
        },
        about: Term {
            kind: "DefinedTerm",
            name: subject.name,
            alternate_name: alternate_names(subject),
        },
        is_part_of: Whole {
            kind: "Dataset",
            name: &dataset.name,
            description: &dataset.origin,
            version: &dataset.version,
            rights,
        },
        variable_measured: measured(subject),
    };
    within_script(&serde_json::to_string(&part).unwrap_or_default())
}

fn rights(dataset: &Dataset) -> Rights<'_> {
    let license = dataset.licence.as_ref();
    let license = license.map(|link| if is_safe(&link.href) { &*link.href } else { &*link.text });
    let citation = dataset.citation.as_ref().map(|link| Work {
        kind: "CreativeWork",
        name: &link.text,
        url: is_safe(&link.href).then_some(&*link.href),
    });
    Rights { license, citation }
}

/// Its other names, each once; a remark is no name.
fn alternate_names<'a>(subject: &Subject<'a>) -> Vec<&'a str> {
    use shared::neuron::NameKind;
    let is_name = |kind| !matches!(kind, NameKind::Instance | NameKind::Note);
    let mut names: Vec<&str> = Vec::new();
    for other in subject.summary.names.iter().filter(|name| is_name(name.kind)) {
        if other.name != subject.name && !names.contains(&other.name.as_str()) {
            names.push(&other.name);
        }
    }
    names
}

fn measured(subject: &Subject<'_>) -> Vec<Measured> {
    let summary = subject.summary;
    let value = |name, value| Measured { kind: "PropertyValue", name, value };
    let mut measured = vec![
        value("neurons", summary.neurons.total),
        value("input synapses (PSDs)", summary.post),
        value("output sites (T-bars)", summary.pre),
    ];
    measured.extend(summary.downstream.map(|n| value("output connections", n)));
    measured
}

/// Without `<`, which may begin a tag, and without what no HTML may hold. Both occur in strings
/// only, where JSON has another way of writing them.
fn within_script(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '<' || is_forbidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                written.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            written.push(c);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_script_and_all_of_it_is_read_back() {
        let text = "</script><!-- \u{7f}\u{85}\u{2028}\u{10ffff} \\ \"";
        let written = within_script(&serde_json::to_string(text).expect("JSON"));
        assert!(!written.contains('<') && !written.contains('\u{7f}'), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).expect("JSON"), text);
    }
}
