//! Types copied for other languages: literals read back by small models of those languages.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use shared::copy_as::{Copied, Language, Selected, copy_as};
use shared::literals;
use shared::wire::Dataset;

fn dataset(name: &str, origin: &str) -> Dataset {
    Dataset { name: name.to_owned(), origin: origin.to_owned(), ..Dataset::default() }
}

fn types(names: &[&str]) -> Vec<Selected> {
    names.iter().map(|&name| Selected { name: name.to_owned(), flywire: Vec::new() }).collect()
}

fn copied(language: Language, names: &[&str]) -> Copied {
    let dataset = dataset("hemibrain:v1.2.1", "neuPrint at neuprint.janelia.org");
    copy_as(language, &dataset, &types(names))
}

/// The text of a literal, and what follows it: escapes as Python and R have them in common.
fn unquoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix(quote)?.chars();
    let mut value = String::new();
    loop {
        match rest.next()? {
            c if c == quote => return Some((value, rest.as_str())),
            '\n' | '\r' => return None,
            '\\' => value.push(match rest.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let (hex, after) = rest.as_str().split_at_checked(4)?;
                    rest = after.chars();
                    char::from_u32(u32::from_str_radix(hex, 16).ok()?)?
                }
                c @ ('\\' | '\'' | '"') => c,
                _ => return None,
            }),
            c => value.push(c),
        }
    }
}

const HARD: [&str; 14] = [
    "EPG",
    "PEN_b(PEN2)",
    "KCa'b'-ap1",
    "a\"b",
    "ends with backslash\\",
    "\\u0027] AS t MATCH (n) DETACH DELETE n //",
    "a\nb\tc\rd",
    "PFL[x]{y}",
    "x:Neuron",
    "é vs e\u{301}",
    "\u{202e}gnp.exe",
    "\u{1f9d0}",
    "\0\u{1}\u{7f}\u{85}\u{2028}",
    "\" + __import__('os').system('x') + \"",
];

#[test]
fn each_literal_means_exactly_its_text() {
    for hard in HARD {
        check_literals(hard);
    }
}

fn check_literals(value: &str) {
    let written = |writer: fn(&mut String, &str), value: &str| {
        let mut text = String::new();
        writer(&mut text, value);
        text
    };
    let python = written(literals::python, value);
    assert_eq!(unquoted(&python, '\''), Some((value.to_owned(), "")), "{python}");
    let cypher = written(literals::cypher, value);
    assert_eq!(unquoted(&cypher, '\''), Some((value.to_owned(), "")), "{cypher}");
    assert!(!cypher.contains(':'), "neuPrintHTTP would rewrite it: {cypher}");
    if literals::r_can_hold(value) {
        let r = written(literals::r, value);
        assert_eq!(unquoted(&r, '"'), Some((value.to_owned(), "")), "{r}");
    }
}

#[test]
fn neuprint_python_names_server_dataset_and_types_and_matches_exactly() {
    let text = copied(Language::NeuprintPython, &["PEN_b(PEN2)", "KCa'b'-ap1"]).text;
    assert_eq!(
        text,
        "from neuprint import Client, NeuronCriteria as NC, fetch_neurons\n\n\
         client = Client('neuprint.janelia.org', dataset='hemibrain:v1.2.1')\n\
         criteria = NC(type=['PEN_b(PEN2)', 'KCa\\'b\\'-ap1'], regex=False, client=client)\n\
         neurons, roi_counts = fetch_neurons(criteria, client=client)\n"
    );
}

#[test]
fn neuprintr_holds_the_cypher_query_as_one_string() {
    let text = copied(Language::Neuprintr, &["a\"b'\\"]).text;
    let (_, after) = text.split_once("cypher <- ").unwrap();
    let (cypher, rest) = unquoted(after, '"').unwrap();
    assert!(rest.starts_with("\nneurons <- neuprint_list2df("), "{rest}");
    assert!(
        cypher.starts_with(r#"MATCH (n:Neuron) WHERE n.type IN ['a"b\'\\'] RETURN"#),
        "{cypher}"
    );
    assert!(text.contains("dataset = \"hemibrain:v1.2.1\""), "{text}");
    let copied = copied(Language::Neuprintr, &["a\0b", "EPG"]);
    assert_eq!(copied.left_out, ["a\0b"], "R cannot say it");
}

#[test]
fn cypher_is_for_a_dataset_that_its_first_line_names() {
    let check = |[name, version]: [&str; 2], names: &[&str], expected: &str| {
        let dataset = Dataset { version: version.to_owned(), ..dataset(name, "") };
        let copied = copy_as(Language::Cypher, &dataset, &types(names));
        assert_eq!(copied, Copied { text: expected.to_owned(), left_out: Vec::new() });
    };
    check(
        ["hemibrain:v1.2.1", "a1b2"],
        &["EPG", "KCa'b'-ap1", "a\"b", "ends with backslash\\"],
        "// dataset: hemibrain:v1.2.1 (a1b2)\n\
         MATCH (n:Neuron) WHERE n.type IN ['EPG', 'KCa\\'b\\'-ap1', 'a\"b', 'ends with backslash\\\\'] \
         RETURN n.bodyId AS bodyId, n.type AS type, n.instance AS instance, n.pre AS pre, \
         n.post AS post ORDER BY type, bodyId\n",
    );
    check(
        ["fly 'é' \"1\"\r\nMATCH (n) \\u000aDELETE n", "2\u{2028}\u{85}\u{202e}\t*/"],
        &["EPG"],
        "// dataset: fly 'é' \"1\"??MATCH (n) ?u000aDELETE n (2????*/)\n\
         MATCH (n:Neuron) WHERE n.type IN ['EPG'] \
         RETURN n.bodyId AS bodyId, n.type AS type, n.instance AS instance, n.pre AS pre, \
         n.post AS post ORDER BY type, bodyId\n",
    );
}

#[test]
fn a_guess_and_synthetic_data_are_said() {
    let table = dataset("hemibrain-v1.2.1", "table x.csv");
    let text = copy_as(Language::NeuprintPython, &table, &types(&["EPG"])).text;
    assert!(text.contains("is a guess"), "{text}");
    let demo = Dataset { synthetic: true, ..dataset("demo\n:x", "quickpage's demo generator") };
    let text = copy_as(Language::Neuprintr, &demo, &types(&["EPG"])).text;
    assert!(text.contains("Synthetic"), "{text}");
    assert!(text.contains("\"demo\\n:x\""), "{text}");
}

#[test]
fn codex_knows_flywire_types_only_and_what_it_cannot_be_told_is_said() {
    let mapped = |name: &str, flywire: &[&str]| Selected {
        name: name.to_owned(),
        flywire: flywire.iter().map(|&it| it.to_owned()).collect(),
    };
    let types = [
        mapped("EPG", &["EPG", "EPGt"]),
        mapped("EPGt", &["EPGt"]),
        mapped("ER4d", &[]),
        mapped("odd", &["a->b"]),
        mapped("brackets", &["x{y}"]),
    ];
    let hemibrain = dataset("hemibrain:v1.2.1", "");
    let copied = copy_as(Language::Codex, &hemibrain, &types);
    assert_eq!(copied.text, "cell_type == EPG || cell_type == EPGt");
    assert_eq!(copied.left_out, ["ER4d", "odd", "brackets"]);
    let flywire = dataset("flywire-fafb:v783b", "");
    let copied = copy_as(Language::Codex, &flywire, &types);
    assert_eq!(
        copied.text,
        "cell_type == EPG || cell_type == EPGt || cell_type == ER4d || cell_type == odd || \
         cell_type == brackets"
    );
}

#[test]
fn nothing_to_say_is_no_text() {
    for language in Language::ALL {
        assert_eq!(copied(language, &[]), Copied::default());
    }
}

proptest! {
    #[test]
    fn any_text_survives_every_literal(value in any::<String>()) {
        check_literals(&value);
    }

    #[test]
    fn quotes_and_backslashes_in_any_order_survive(value in "[\\\\'\"u0027\n:x]{0,12}") {
        check_literals(&value);
    }
}
