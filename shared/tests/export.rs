//! Files of types, read back by another reader.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::BTreeMap;
use std::sync::Arc;

use made::{hierarchy, named, node, spread};
use proptest::prelude::*;
use shared::export::types::TypesTable;
use shared::export::{Cell, Format, Head, Writer, detail};
use shared::neuron::{Attribute, NameKind};
use shared::roi::Regions;
use shared::side::Side;
use shared::wire::{Dataset, Link, Name, NeuronRow, Partner, Partners, SideCounts, Summary, Tally};

fn dataset() -> Dataset {
    Dataset {
        name: "hemibrain:v1.2.1".to_owned(),
        version: "abc, 2026".to_owned(),
        synthetic: true,
        origin: "table x.csv".to_owned(),
        licence: Some(Link {
            text: "CC-BY 4.0".to_owned(),
            href: "https://a.example/4".to_owned(),
        }),
        citation: Some(Link {
            text: "Scheffer et al. 2020,=1+1".to_owned(),
            href: "https://doi.example/x".to_owned(),
        }),
        ..Dataset::default()
    }
}

fn head(dataset: &Dataset) -> Head<'_> {
    Head {
        dataset,
        content: "2 of 3 types",
        address: "https://x.example/?q=a,=2;+3\nb",
        date: "2026-11-26T22:00:00Z",
    }
}

fn written(format: Format, columns: &[&str], rows: &[Vec<Cell>]) -> String {
    let dataset = dataset();
    let columns = columns.iter().map(|&it| it.to_owned()).collect();
    let mut writer = Writer::new(format, &head(&dataset), columns);
    rows.iter().for_each(|row| writer.row(row));
    writer.finish()
}

/// The rows that another reader finds, the names of the columns among them.
fn read(format: Format, text: &str) -> Vec<Vec<String>> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).comment(Some(b'#'));
    if format == Format::Tsv {
        builder.delimiter(b'\t').quoting(false);
    }
    let mut reader = builder.from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

fn summaries() -> (Arc<Regions>, Vec<Summary>) {
    let tree =
        node("CNS", vec![node("EB", vec![]), node("LAL(L)", vec![]), node("LAL(R)", vec![])]);
    let regions = Regions::new(&hierarchy(tree, &["EB", "LAL(L)", "LAL(R)"]));
    let tally = |neurons, confidence| Tally { neurons, confidence };
    let said = |of: &[(&str, Tally)]| of.iter().map(|(v, t)| ((*v).to_owned(), *t)).collect();
    let mut epg =
        spread([300, 100], &[("EB", [100, 25]), ("LAL(L)", [50, 0]), ("LAL(R)", [50, 0])]);
    epg.name = "EPG".to_owned();
    epg.neurons = SideCounts { total: 5, left: 2, right: 3, ..SideCounts::default() };
    epg.attributes = BTreeMap::from([
        (
            Attribute::PredictedNt,
            said(&[("acetylcholine", tally(4, Some(0.925))), ("gaba", tally(1, Some(0.4)))]),
        ),
        (Attribute::Class, said(&[("CX", tally(5, None))])),
    ]);
    epg.names = vec![Name {
        kind: NameKind::Synonym,
        name: "E-PG".to_owned(),
        source: Some("Wolff & Rubin 2018".to_owned()),
    }];
    let mut odd = named("=HYPERLINK(\"x\"),'q'", &[]);
    odd.post = 7;
    (Arc::new(regions), vec![epg, odd])
}

fn file(format: Format, with_regions: bool) -> String {
    let (regions, summaries) = summaries();
    let mut table = TypesTable::new(with_regions.then_some(regions));
    summaries.iter().for_each(|summary| table.push(summary));
    let dataset = dataset();
    table.to_file(format, &head(&dataset))
}

#[test]
fn the_head_says_what_it_is_of_what_from_when_and_whose() {
    for format in [Format::Csv, Format::Tsv] {
        let text = file(format, false);
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        let expected = [
            "# content: 2 of 3 types",
            "# dataset: hemibrain:v1.2.1",
            "# version: abc, 2026",
            "# synthetic: made up by a generator: no animal has these neurons",
            "# origin: table x.csv",
            "# query: https://x.example/?q=a%2C=2%3B+3 b",
            "# date: 2026-11-26T22:00:00Z",
            "# licence: CC-BY 4.0 https://a.example/4",
            "# citation: Scheffer et al. 2020, =1+1 https://doi.example/x",
            "# written by: quickpage",
        ];
        assert_eq!(head, expected, "{format:?}");
    }
    let json: serde_json::Value = serde_json::from_str(&file(Format::Json, false)).unwrap();
    assert_eq!(json["dataset"], "hemibrain:v1.2.1");
    assert_eq!(json["synthetic"], true);
    assert_eq!(json["citation"], "Scheffer et al. 2020,=1+1 https://doi.example/x");
}

#[test]
fn a_row_says_what_is_known_of_a_type_in_named_units() {
    let rows = read(Format::Csv, &file(Format::Csv, true));
    let cell = |row: usize, column: &str| {
        let at = rows[0].iter().position(|name| name == column);
        rows[row][at.unwrap_or_else(|| panic!("no {column} in {:?}", rows[0]))].clone()
    };
    let check = |column: &str, expected: &str| assert_eq!(cell(1, column), expected, "{column}");
    check("type", "EPG");
    check("neurons", "5");
    check("neurons left", "2");
    check("neurons right", "3");
    check("inputs (PSDs)", "300");
    check("outputs (T-bars)", "100");
    check("transmitter", "acetylcholine");
    check("transmitter from", "neuron-predicted nt");
    check("transmitter confidence", "0.93");
    check("transmitter mixed", "true");
    check("neuron-predicted nt neurons", "4");
    check("neuron-predicted nt of others", "gaba: 1");
    check("class", "CX");
    check("synonyms", "E-PG (Wolff & Rubin 2018)");
    check("in EB %", "33.33");
    check("in LAL %", "33.33");
    check("in outside %", "33.33");
    check("out EB %", "25.00");
    check("out LAL %", "0.00");
    check("output shares are of", "T-bars");
    assert_eq!(cell(2, "type"), "'=HYPERLINK(\"x\"),'q'");
    assert_eq!(cell(2, "neurons of unknown side"), "1");
    assert!(!rows[0].contains(&"outputs (connections)".to_owned()), "no type has them");
    assert!(!rows[0].contains(&"superclass".to_owned()), "no type has one");
}

#[test]
fn json_has_the_same_with_names_as_they_are() {
    let json: serde_json::Value = serde_json::from_str(&file(Format::Json, true)).unwrap();
    let rows = json["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["neurons"], 5);
    assert_eq!(rows[0]["in EB %"], 33.33);
    assert_eq!(rows[0]["synonyms"][0]["source"], "Wolff & Rubin 2018");
    assert_eq!(rows[1]["type"], "=HYPERLINK(\"x\"),'q'");
    assert!(rows[1].get("transmitter").is_none(), "what is not known is not there");
}

/// Row 44 of the known faults.
#[test]
fn a_text_that_a_spreadsheet_would_take_for_a_formula_is_marked_and_a_number_is_not() {
    for (text, expected) in [
        ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
        ("+1", "'+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("EPG", "EPG"),
        ("a=b", "a=b"),
        ("5-HT", "5-HT"),
        ("", ""),
    ] {
        let rows = read(Format::Csv, &written(Format::Csv, &["a"], &[vec![Cell::text(text)]]));
        let found = rows.get(1).map_or("", |row| row[0].as_str());
        assert_eq!(found, expected, "{text:?}");
        let names = vec![Cell::Names(vec![(text.into(), None)])];
        let rows = read(Format::Csv, &written(Format::Csv, &["a"], &[names]));
        assert_eq!(rows.get(1).map_or("", |row| row[0].as_str()), expected, "{text:?}");
    }
    let numbers = vec![Cell::Whole(12), Cell::Hundredths(5), Cell::Id("720575940621039145".into())];
    let text = written(Format::Csv, &["a", "b", "c"], std::slice::from_ref(&numbers));
    assert!(text.ends_with("\r\n12,0.05,720575940621039145\r\n"), "{text}");
    let text = written(Format::Json, &["a", "b", "c"], &[numbers]);
    assert!(text.contains("\"c\": \"720575940621039145\""), "an id is a string: {text}");
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\""),
        Just(","),
        Just("\n"),
        Just("\r"),
        Just("\t"),
        Just("#"),
        Just("="),
        Just(" "),
        Just("'"),
        Just("\\"),
        Just("é"),
        Just("α"),
        Just("\u{202e}"),
        Just("\0"),
        Just("x"),
        Just(";"),
    ];
    prop_oneof![any::<String>(), proptest::collection::vec(piece, 0..8).prop_map(|p| p.concat())]
}

proptest! {
    #[test]
    fn a_reader_of_csv_finds_exactly_the_cells(rows in proptest::collection::vec(
        (any_text(), any_text(), any::<u64>()), 1..6,
    )) {
        let cells: Vec<Vec<Cell>> = rows
            .iter()
            .map(|(a, b, n)| vec![Cell::Whole(*n), Cell::text(a), Cell::text(b)])
            .collect();
        let found = read(Format::Csv, &written(Format::Csv, &["n", "a", "b"], &cells));
        prop_assert_eq!(found.len(), rows.len() + 1);
        for (found, (a, b, n)) in found[1..].iter().zip(&rows) {
            prop_assert_eq!(&found[0], &n.to_string());
            let is = |found: &str, text: &str| found.strip_prefix('\'').unwrap_or(found) == text || found == text;
            prop_assert!(is(&found[1], a) && is(&found[2], b));
            let dangerous = |it: &str| it.starts_with(['=', '+', '-', '@', '\t', '\r']);
            prop_assert!(!dangerous(&found[1]) && !dangerous(&found[2]));
        }
    }

    #[test]
    fn a_line_of_tsv_has_as_many_tabs_as_it_has_borders(a in any_text(), b in any_text()) {
        let text = written(Format::Tsv, &["a", "b"], &[vec![Cell::text(&a), Cell::text(&b)]]);
        let last = text.strip_suffix('\n').unwrap().rsplit('\n').next().unwrap();
        prop_assert_eq!(last.matches('\t').count(), 1);
        prop_assert!(!last.contains('\r'));
    }

    #[test]
    fn json_reads_back_exactly(a in any_text(), b in any_text()) {
        let text = written(Format::Json, &["a", "b"], &[vec![Cell::text(&a), Cell::text(&b)]]);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(json["rows"][0]["a"].as_str().unwrap_or_default(), a);
        prop_assert_eq!(json["rows"][0]["b"].as_str().unwrap_or_default(), b);
    }
}

#[test]
fn neurons_and_partners_of_a_type_are_tables_with_ids_as_text() {
    let neuron = |body_id: &str, instance: Option<&str>, downstream| NeuronRow {
        body_id: body_id.to_owned(),
        instance: instance.map(str::to_owned),
        side: Side::Left,
        post: Some(3),
        downstream,
        ..NeuronRow::default()
    };
    let rows = [neuron("720575940600000001", Some("=x_L"), Some(7)), neuron("2", None, None)];
    let dataset = dataset();
    let of_neurons = |format, rows: &[&NeuronRow]| detail::neurons(format, &head(&dataset), rows);
    let expected = [
        ["body id", "instance", "side", "inputs (PSDs)", "outputs (connections)"],
        ["2", "", "L", "3", ""],
        ["720575940600000001", "'=x_L", "L", "3", "7"],
    ];
    for format in [Format::Csv, Format::Tsv] {
        assert_eq!(read(format, &of_neurons(format, &[&rows[1], &rows[0]])), expected);
    }
    let json: serde_json::Value =
        serde_json::from_str(&of_neurons(Format::Json, &[&rows[0]])).unwrap();
    assert_eq!(json["rows"][0]["body id"], "720575940600000001");

    let partner = |name: Option<&str>, share| Partner {
        name: name.map(str::to_owned),
        neurons: SideCounts { total: 2, ..SideCounts::default() },
        connections: 60,
        sides: SideCounts::default(),
        share,
        per_neuron: 12.345,
        cv: 0.5,
        nt: Some("gaba".to_owned()),
    };
    let partners = Partners {
        name: "EPG".to_owned(),
        input_connections: 80,
        output_connections: 60,
        inputs: vec![partner(Some("ER4d"), 0.75)],
        outputs: vec![partner(None, 1.0)],
    };
    let found = read(Format::Csv, &detail::partners(Format::Csv, &head(&dataset), &partners));
    assert_eq!(found[1], ["input", "ER4d", "2", "60", "75.00", "12.35", "0.50", "gaba"]);
    assert_eq!(found[2][..2], ["output", ""]);
}
