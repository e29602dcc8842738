use proptest::prelude::*;

use super::*;
use attacks::ATTACKS;
use neo4j::{Reader, Token, rewrite, tokens};

#[allow(dead_code, reason = "shared with the fixture server")]
#[path = "../../../../tests/fixture/attacks.rs"]
mod attacks;
#[allow(dead_code, reason = "shared with the fixture server")]
#[path = "../../../../tests/fixture/neo4j.rs"]
mod neo4j;

fn literal(name: &str) -> String {
    let mut text = String::new();
    literals::cypher(&mut text, name);
    text
}

/// What each Neo4j reads in a literal that went through neuPrintHTTP.
fn read_back(name: &str) -> [Result<Vec<Token>, String>; 2] {
    let sent = rewrite(&literal(name), "hemibrain:v1.2.1");
    [Reader::Four, Reader::Five].map(|reader| tokens(&sent, reader))
}

#[test]
fn every_attack_gives_the_expected_literal_and_reads_back_as_itself() {
    assert_eq!(ATTACKS.len(), 51);
    for (name, expected) in ATTACKS {
        assert_eq!(literal(name), *expected, "{name:?}");
        assert_eq!(rewrite(expected, "hemibrain:v1.2.1"), *expected, "{name:?}");
        for read in read_back(name) {
            assert_eq!(read, Ok(vec![Token::Text((*name).to_owned())]), "{name:?}");
        }
    }
}

#[test]
fn the_templates_are_spelt_exactly_so() {
    let check = |query: Query, text: &str| assert_eq!(query.with_literals(), text);
    check(type_counts(), "MATCH (n:Neuron) RETURN n.type AS type, count(n) AS neurons");
    check(
        neurons(["KCa'b'-ap1", "x:Cell"], Lookup::Index, &["somaSide"]),
        "UNWIND ['KCa\\'b\\'-ap1', 'x\\u003aCell'] AS target_type \
         MATCH (n:Neuron) WHERE n.type = target_type \
         RETURN n.bodyId AS bodyId, n.type AS type, n.instance AS instance, n.pre AS pre, \
         n.post AS post, n.upstream AS upstream, n.downstream AS downstream, \
         n.roiInfo AS roiInfo, n.somaSide AS somaSide",
    );
    check(
        body(u64::MAX, &[]),
        "MATCH (n:Neuron) WHERE n.bodyId = 18446744073709551615 \
         RETURN n.bodyId AS bodyId, n.type AS type, n.instance AS instance, n.pre AS pre, \
         n.post AS post, n.upstream AS upstream, n.downstream AS downstream, \
         n.roiInfo AS roiInfo",
    );
    check(neuron_properties(), "MATCH (m:Meta) RETURN m.neuronProperties AS neuronProperties");
    check(
        rois(),
        "MATCH (m:Meta) RETURN m.roiHierarchy AS roiHierarchy, m.primaryRois AS primaryRois, \
         m.roiInfo AS roiInfo, m.superLevelRois AS superLevelRois",
    );
}

#[test]
fn for_neo4j_the_names_are_a_parameter_and_the_labels_are_written_out() {
    let names = ["KCa'b'-ap1".to_owned(), "x:Cell".to_owned()];
    let query = neurons(names.iter().map(String::as_str), Lookup::Index, &[]);
    let Parameterised { text, types, rows_are_lists, .. } =
        query.with_parameters("hemibrain:v1.2.1");
    assert!(rows_are_lists);
    let begin = "UNWIND $types AS target_type MATCH (n:`hemibrain_Neuron`) \
                 WHERE n.type = target_type RETURN [n.bodyId, n.type, n.instance, n.pre, n.post, \
                 n.upstream, n.downstream, n.roiInfo] AS row";
    assert_eq!(text, begin);
    assert_eq!(types, Some(&names[..]));
    let query = rois();
    let Parameterised { text, types, .. } = query.with_parameters("odd`name");
    assert!(text.starts_with("MATCH (m:`odd``name_Meta`) RETURN [m.roiHierarchy, "), "{text}");
    assert_eq!(types, None);
}

#[test]
fn a_label_is_made_of_no_name_that_could_end_its_backticks() {
    for name in ["hemibrain:v1.2.1", "optic-lobe", "odd`name", "é"] {
        assert!(can_label(name), "{name}");
    }
    for name in ["", ":v1", r"a\u0060", "a\nb"] {
        assert!(!can_label(name), "{name}");
    }
}

/// The same query, its values in one list.
fn with_a_list(text: &str, columns: &[&str]) -> String {
    let (before, values) = text.split_once(" RETURN ").expect("what is returned");
    let values: Vec<&str> = values
        .split(", ")
        .zip(columns)
        .map(|(value, name)| value.strip_suffix(&format!(" AS {name}")).expect("its name"))
        .collect();
    assert_eq!(values.len(), columns.len());
    format!("{before} RETURN [{}] AS row", values.join(", "))
}

/// Both forms of a query are the same to Neo4j.
#[test]
fn both_forms_differ_in_the_names_only() {
    let queries = [
        type_counts(),
        neurons(["EPG"], Lookup::Index, &["side"]),
        neurons(["EPG"], Lookup::Scan, &["side"]),
        body(7, &[]),
        connections(["EPG"], Lookup::Index),
        partners(vec![7, 8], Lookup::Index, &["side"]),
        partners(vec![7, 8], Lookup::Scan, &["side"]),
        any_connection(),
        totals(),
        version(),
        neuron_properties(),
        rois(),
        indexes(),
    ];
    for query in queries {
        let rewritten = rewrite(&query.with_literals(), "hemibrain:v1.2.1");
        let asked = query.with_parameters("hemibrain:v1.2.1");
        let mut rewritten = rewritten.replace("['EPG']", "$types").replace("= 7 ", "= $id ");
        rewritten = rewritten.replace("[7, 8]", "$ids");
        if asked.rows_are_lists {
            rewritten = with_a_list(&rewritten, query.columns());
        }
        assert_eq!(rewritten, asked.text);
    }
}

#[test]
fn the_templates_of_connections_are_spelt_exactly_so() {
    let check = |query: Query, text: &str| assert_eq!(query.with_literals(), text);
    check(
        connections(["x'y"], Lookup::Index),
        "UNWIND ['x\\'y'] AS target_type MATCH (n:Neuron) WHERE n.type = target_type \
         RETURN n.bodyId AS ownBodyId, \
         [(n)<-[c:ConnectsTo]-(p:Neuron) | [p.bodyId, c.weight]] AS inputs, \
         [(n)-[c:ConnectsTo]->(p:Neuron) | [p.bodyId, c.weight]] AS outputs",
    );
    check(
        partners(vec![7, 8], Lookup::Index, &["somaSide"]),
        "UNWIND [7, 8] AS id MATCH (n:Neuron) WHERE n.bodyId = id \
         RETURN n.bodyId AS bodyId, n.type AS type, n.instance AS instance, n.somaSide AS somaSide",
    );
    let scan = partners(vec![7], Lookup::Scan, &[]).with_literals();
    assert!(scan.starts_with("MATCH (n:Neuron) WHERE n.bodyId IN [7] RETURN "), "{scan}");
    check(
        any_connection(),
        "MATCH (:Neuron)-[c:ConnectsTo]->(:Neuron) RETURN c.weight AS weight LIMIT 1",
    );
    let scan = "MATCH (n:Neuron) WHERE n.type IN ['a', 'b\\\\'] RETURN n.bodyId AS bodyId, ";
    let query = neurons(["a", "b\\"], Lookup::Scan, &[]).with_literals();
    assert!(query.starts_with(scan), "{query}");
}

#[test]
fn a_query_knows_its_columns() {
    let query = neurons(["EPG"], Lookup::Index, &["somaSide", "status"]);
    assert_eq!(query.required(), CORE);
    assert_eq!(query.columns()[CORE.len()..], ["somaSide", "status"]);
}

/// Names rich in what has ever ended a literal.
fn nasty_name() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "\\",
        "'",
        "\"",
        "`",
        "u",
        "U",
        "0027",
        "005c",
        "003a",
        "0",
        "2",
        "7",
        "+027",
        "c",
        "C",
        "/",
        "*",
        "//",
        "/*",
        "*/",
        "-",
        ";",
        ":",
        ":Neuron",
        ":Cell",
        "{",
        "}",
        "$",
        "[",
        "]",
        ",",
        " ",
        "\n",
        "\r",
        "\t",
        "\0",
        "\u{8}",
        "\u{c}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{2019}",
        "\u{ff07}",
        "\u{2bc}",
        "\u{feff}",
        "\u{ff10}\u{ff12}",
        "\u{1f9d0}",
    ]);
    let piece = prop_oneof![
        8 => nasty.prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn a_name_reads_back_as_itself(name in nasty_name()) {
        for read in read_back(&name) {
            prop_assert_eq!(read, Ok(vec![Token::Text(name.clone())]));
        }
    }

    #[test]
    fn each_name_is_one_token_of_its_query(names in prop::collection::vec(nasty_name(), 1..6)) {
        let query = neurons(names.iter().map(String::as_str), Lookup::Index, &[]);
        let harmless = neurons(names.iter().map(|_| "Mi1"), Lookup::Index, &[]);
        let sent = rewrite(&query.with_literals(), "hemibrain:v1.2.1");
        let expected = rewrite(&harmless.with_literals(), "hemibrain:v1.2.1");
        for reader in [Reader::Four, Reader::Five] {
            let mut expected = tokens(&expected, reader).expect("harmless names");
            for (token, name) in expected[2..].iter_mut().step_by(2).zip(&names) {
                *token = Token::Text(name.clone());
            }
            prop_assert_eq!(tokens(&sent, reader), Ok(expected));
        }
    }

    #[test]
    fn a_literal_holds_no_escape_that_could_end_it(name in nasty_name()) {
        let literal = literal(&name).replace(r"\\", "");
        for escape in [r"\u0027", r"\u0022", r"\u0060", r"\u005c", r"\U", ":"] {
            prop_assert!(!literal.contains(escape), "{} in {}", escape, literal);
        }
    }
}
