//! Types as the text that a person pastes elsewhere: neuprint-python, neuprintr, Cypher, or a
//! query of FlyWire's Codex.
//!
//! What must stay true: each text means exactly the types it was given, with the dataset pinned
//! where the language can say so, and whatever cannot be said is told, never dropped in silence.
//! No type's name stands in a comment, and the dataset's only as far as it cannot end one.

use crate::literals;
use crate::wire::Dataset;

/// What a selection can be copied as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Python, with neuprint-python.
    NeuprintPython,
    /// R, with neuprintr.
    Neuprintr,
    /// Cypher, for neuPrint's own query page or a Neo4j.
    Cypher,
    /// A search of FlyWire's Codex.
    Codex,
    /// The names alone, one a line.
    Names,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Language; 5] = [
        Language::NeuprintPython,
        Language::Neuprintr,
        Language::Cypher,
        Language::Codex,
        Language::Names,
    ];

    /// Its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Language::NeuprintPython => "neuprint-python",
            Language::Neuprintr => "neuprintr (R)",
            Language::Cypher => "Cypher",
            Language::Codex => "Codex query",
            Language::Names => "names, one a line",
        }
    }
}

/// One of the types to be copied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selected {
    /// Its name.
    pub name: String,
    /// Its types in FlyWire, as the dataset maps them.
    pub flywire: Vec<String>,
}

/// The text, and what it does not say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Copied {
    /// The text; empty where no type could be said.
    pub text: String,
    /// Types that this language cannot say, or that it knows no name of.
    pub left_out: Vec<String>,
}

/// Where neuPrint's public datasets are, for a page that reads its dataset from elsewhere.
const PUBLIC_SERVER: &str = "neuprint.janelia.org";

/// The selection in this language.
pub fn copy_as(language: Language, dataset: &Dataset, types: &[Selected]) -> Copied {
    let (said, left_out): (Vec<&Selected>, Vec<&Selected>) =
        types.iter().partition(|it| can_say(language, dataset, it));
    let names: Vec<&str> = said.iter().map(|it| it.name.as_str()).collect();
    let text = match language {
        _ if names.is_empty() => String::new(),
        Language::NeuprintPython => neuprint_python(dataset, &names),
        Language::Neuprintr => neuprintr(dataset, &names),
        Language::Cypher => dataset_in_cypher(dataset) + &cypher(&names, "n.bodyId") + "\n",
        Language::Codex => codex(dataset, &said),
        Language::Names => names.join("\n") + "\n",
    };
    Copied { text, left_out: left_out.into_iter().map(|it| it.name.clone()).collect() }
}

fn can_say(language: Language, dataset: &Dataset, one: &Selected) -> bool {
    match language {
        Language::NeuprintPython | Language::Cypher => true,
        Language::Neuprintr => literals::r_can_hold(&one.name),
        Language::Codex => codex_names(dataset, one).next().is_some(),
        Language::Names => !one.name.contains(['\n', '\r']),
    }
}

fn neuprint_python(dataset: &Dataset, names: &[&str]) -> String {
    let mut text =
        String::from("from neuprint import Client, NeuronCriteria as NC, fetch_neurons\n\n");
    text += &remark(dataset);
    text += "client = Client(";
    literals::python(&mut text, server(dataset));
    text += ", dataset=";
    literals::python(&mut text, &dataset.name);
    text += ")\ncriteria = NC(type=";
    list(&mut text, names, ["[", "]"], literals::python);
    text += ", regex=False, client=client)\n";
    text += "neurons, roi_counts = fetch_neurons(criteria, client=client)\n";
    text
}

/// By Cypher, since neuprintr's own search puts names into its queries as they are. Body ids as
/// strings, since R has no whole numbers as long as FlyWire's.
fn neuprintr(dataset: &Dataset, names: &[&str]) -> String {
    let mut text = String::from("library(neuprintr)\n\n");
    text += &remark(dataset);
    text += "conn <- neuprint_login(server = ";
    literals::r(&mut text, &format!("https://{}", server(dataset)));
    text += ", dataset = ";
    literals::r(&mut text, &dataset.name);
    text += ")\ncypher <- ";
    literals::r(&mut text, &cypher(names, "toString(n.bodyId)"));
    text += "\nneurons <- neuprint_list2df(neuprint_fetch_custom(cypher = cypher, conn = conn, dataset = ";
    literals::r(&mut text, &dataset.name);
    text += "))\n";
    text
}

/// A comment, since Cypher cannot say which dataset it is for: a query page is told that beside
/// the text.
fn dataset_in_cypher(dataset: &Dataset) -> String {
    let [name, version] = [&dataset.name, &dataset.version].map(|text| in_a_comment(text));
    format!("// dataset: {name} ({version})\n")
}

/// With a question mark for all but letters, digits, spaces and marks. Not for a backslash either:
/// Cypher reads `\u000a` as the end of a line in a comment, too.
fn in_a_comment(text: &str) -> String {
    let is_harmless =
        |c: char| c == ' ' || c.is_alphanumeric() || (c.is_ascii_punctuation() && c != '\\');
    text.chars().map(|c| if is_harmless(c) { c } else { '?' }).collect()
}

/// The label is spelt `:Neuron`, exactly: neuPrintHTTP puts the dataset's own label there.
fn cypher(names: &[&str], body_id: &str) -> String {
    let mut text = String::from("MATCH (n:Neuron) WHERE n.type IN ");
    list(&mut text, names, ["[", "]"], literals::cypher);
    text += " RETURN ";
    text += body_id;
    text += " AS bodyId, n.type AS type, n.instance AS instance, n.pre AS pre, n.post AS post";
    text += " ORDER BY type, bodyId";
    text
}

/// `cell_type == EPG || cell_type == PEG`. Codex has no literals: it splits the query at its
/// operators, so a name that holds one cannot be said.
fn codex(dataset: &Dataset, types: &[&Selected]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in types.iter().flat_map(|it| codex_names(dataset, it)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let terms: Vec<String> = names.iter().map(|name| format!("cell_type == {name}")).collect();
    terms.join(" || ")
}

/// In a dataset of FlyWire a type's own name, elsewhere the FlyWire types that it is mapped to.
fn codex_names<'a>(
    dataset: &Dataset,
    one: &'a Selected,
) -> impl Iterator<Item = &'a str> + use<'a> {
    let name = dataset.name.to_ascii_lowercase();
    let is_flywire = name.contains("flywire") || name.contains("fafb");
    let own = is_flywire.then_some(one.name.as_str());
    let mapped = one.flywire.iter().map(String::as_str).filter(move |_| !is_flywire);
    own.into_iter().chain(mapped).filter(|name| codex_can_say(name))
}

/// Every operator of Codex in its short form, and what its long forms begin with.
const CODEX_OPERATORS: [&str; 23] = [
    "{", "==", "!=", "^*", ">>", "!>", "<<", "!<", "$$", "!$", "^^", "!^", "^R", "!R", "^v", "~~",
    "~u", "~d", "~c", "~w", "->", "&&", "||",
];

fn codex_can_say(name: &str) -> bool {
    !name.is_empty()
        && name.trim() == name
        && !name.contains(char::is_control)
        && !CODEX_OPERATORS.iter().any(|operator| name.contains(operator))
}

/// `neuPrint at HOST` is how the proxy says where a dataset is from.
fn server(dataset: &Dataset) -> &str {
    dataset.origin.strip_prefix("neuPrint at ").unwrap_or(PUBLIC_SERVER)
}

fn remark(dataset: &Dataset) -> String {
    if dataset.synthetic {
        "# Synthetic data: no server has this dataset.\n".to_owned()
    } else if dataset.origin.starts_with("neuPrint at ") {
        String::new()
    } else {
        format!(
            "# The page did not read this dataset from a neuPrint server; {PUBLIC_SERVER} is a guess.\n"
        )
    }
}

fn list(text: &mut String, names: &[&str], [open, close]: [&str; 2], one: fn(&mut String, &str)) {
    text.push_str(open);
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        one(text, name);
    }
    text.push_str(close);
}
