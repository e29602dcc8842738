//! Searching, as a person meets it.
#![allow(clippy::unwrap_used)]

mod made;

use made::{index_of, named};
use shared::index::Index;
use shared::neuron::NameKind;
use shared::search::{Tier, matched, search, suggest};

fn index_of_types(types: &[&str]) -> Index {
    index_of(&types.iter().map(|name| named(name, &[])).collect::<Vec<_>>())
}

fn found<'a>(index: &'a Index, text: &str) -> Vec<&'a str> {
    let found = search(index, text).unwrap();
    found.iter().map(|found| &*index.entries[found.id as usize].name).collect()
}

fn tiers(index: &Index, text: &str) -> Vec<Tier> {
    search(index, text).unwrap().iter().map(|found| found.tier).collect()
}

/// The part of the best match that is marked, and what kind of name it is.
fn marked(index: &Index, text: &str) -> (NameKind, String) {
    let best = search(index, text).unwrap()[0];
    let matched = matched(index, &best, text);
    let parts = matched.ranges.iter().map(|range| &matched.name[range.clone()]);
    (matched.kind, parts.collect::<Vec<_>>().join("|"))
}

fn kenyon_cells() -> Index {
    index_of_types(&[
        "KCab-c",
        "KCab-m",
        "KCab-p",
        "KCab-s",
        "KCa'b'-ap1",
        "KCa'b'-ap2",
        "KCa'b'-m",
        "KCg-m",
    ])
}

#[test]
fn primes_in_the_query_put_primed_names_first() {
    let index = kenyon_cells();
    for text in ["kca'b'", "KCa’b’", "KCα'β'", " kcα′β′", "KCaʼbʼ", "kca`b`"] {
        assert_eq!(found(&index, text)[..3], ["KCa'b'-m", "KCa'b'-ap1", "KCa'b'-ap2"], "{text}");
    }
    assert_eq!(found(&index, "kca'b'").len(), 7, "without primes they are found as well");
}

#[test]
fn no_primes_in_the_query_put_plain_names_first() {
    let index = kenyon_cells();
    for text in ["kcab", "KCαβ", "KCab"] {
        assert_eq!(found(&index, text)[..4], ["KCab-c", "KCab-m", "KCab-p", "KCab-s"], "{text}");
    }
}

#[test]
fn a_greek_letter_in_a_name_is_found_spelt_out_in_latin_and_in_greek() {
    let index = index_of_types(&["KCαβ-s", "Δ7", "other"]);
    for text in ["KCab", "kcalphabeta", "KCαβ", "ΚCΑΒ-s", "kcα"] {
        assert_eq!(found(&index, text), ["KCαβ-s"], "{text}");
    }
    for text in ["delta7", "Delta 7", "d7", "δ7"] {
        assert_eq!(found(&index, text), ["Δ7"], "{text}");
    }
}

#[test]
fn tiers_go_exact_prefix_word_start_substring() {
    let index = index_of_types(&["xPEN2", "PEN_b(PEN2)", "PEN2x", "PEN2", "apen2"]);
    assert_eq!(found(&index, "pen2"), ["PEN2", "PEN2x", "xPEN2", "PEN_b(PEN2)", "apen2"]);
    use Tier::{Exact, Prefix, Substring, WordStart};
    assert_eq!(tiers(&index, "pen2"), [Exact, Prefix, WordStart, WordStart, Substring]);
}

#[test]
fn a_word_within_a_name_is_found() {
    let index = index_of_types(&["Acc. ti flexor MN", "Fe reductor MN"]);
    assert_eq!(found(&index, "flexor"), ["Acc. ti flexor MN"]);
    assert_eq!(found(&index, "acc ti flex"), ["Acc. ti flexor MN"]);
    assert_eq!(tiers(&index, "flexor"), [Tier::WordStart]);
}

#[test]
fn a_later_word_start_counts_though_the_text_occurs_before_it() {
    let index = index_of_types(&["xaa_a_aa"]);
    assert_eq!(tiers(&index, "aa"), [Tier::WordStart]);
    assert_eq!(tiers(&index_of_types(&["baa-aab"]), "aaa"), [Tier::Substring]);
}

#[test]
fn one_typo_is_forgiven_where_nothing_else_is_found() {
    let index = index_of(&[
        named("MBON01", &[]),
        named("MBON11", &[]),
        named("KCg", &[(NameKind::Synonym, "Kenyon cell")]),
    ]);
    let cases = [
        ("MBNO01", "MBON01"),
        ("MBON1", "MBON11"),
        ("kenyno", "KCg"),
        ("kenyno cell", "KCg"),
        ("enyon cell", "KCg"),
        ("mbon001", "MBON01"),
        ("nbon01", "MBON01"),
    ];
    for (text, first) in cases {
        assert_eq!(found(&index, text)[0], first, "{text}");
    }
    assert_eq!(tiers(&index, "MBNO01"), [Tier::Typo]);
    assert_eq!(found(&index, "mbno10"), ["MBON01", "MBON11"], "two typos in six letters");
    assert_eq!(found(&index, "xbno10"), [""; 0], "three typos");
}

#[test]
fn numbers_quotes_and_ids_of_an_ontology_are_meant_as_they_are_written() {
    let index = index_of(&[
        named("MBON01", &[(NameKind::OntologyTerm, "FBbt_00003686")]),
        named("12345678", &[]),
    ]);
    assert_eq!(found(&index, "12345679"), [""; 0]);
    assert_eq!(suggest(&index, "12345679"), None);
    assert_eq!(found(&index, "mbno01"), ["MBON01"]);
    assert_eq!(found(&index, "\"mbno01\""), [""; 0]);
    assert_eq!(found(&index, "\"mbon01\""), ["MBON01"]);
    assert_eq!(found(&index, "FBbt_00003686"), ["MBON01"]);
    assert_eq!(found(&index, "FBbt_00003687"), [""; 0]);
}

#[test]
fn three_letters_with_a_typo_have_to_be_the_whole_name() {
    let index = index_of_types(&["LC10", "EPG"]);
    assert_eq!(found(&index, "LX1"), [""; 0]);
    assert_eq!(found(&index, "LX10"), ["LC10"]);
    assert_eq!(found(&index, "EGP"), ["EPG"]);
    assert_eq!(found(&index, "PG"), ["EPG"]);
    assert_eq!(found(&index, "PE"), [""; 0]);
}

#[test]
fn a_likely_typo_goes_before_another_one() {
    let index = index_of_types(&["MBON02", "MBON01", "MBXN0l", "EPPH", "PEG"]);
    assert_eq!(found(&index, "MBON0I"), ["MBON01", "MBON02"], "what looks alike");
    assert_eq!(found(&index, "EPPG"), ["EPPH"]);
    assert_eq!(found(&index_of_types(&["EPH", "EPPH"]), "EPPPH"), ["EPPH"], "a letter doubled");
}

#[test]
fn words_are_found_in_any_order_in_one_name_or_over_the_names_of_a_type() {
    let index = index_of(&[
        named("KCg-m", &[(NameKind::Synonym, "Kenyon cell gamma")]),
        named("KCg-d", &[(NameKind::Synonym, "gamma"), (NameKind::Note, "Kenyon")]),
        named("KCab-m", &[(NameKind::Synonym, "Kenyon cell alpha/beta")]),
    ]);
    assert_eq!(found(&index, "gamma kenyon"), ["KCg-m", "KCg-d"]);
    assert_eq!(tiers(&index, "gamma kenyon"), [Tier::Words, Tier::Spread]);
    assert_eq!(found(&index, "kenyno gamma"), ["KCg-m", "KCg-d"], "one of them misspelt");
    assert_eq!(marked(&index, "gamma kenyon"), (NameKind::Synonym, "Kenyon|gamma".to_owned()));
    assert_eq!(found(&index, "kenyon zzz"), [""; 0]);
}

#[test]
fn a_single_letter_among_words_has_to_start_a_word() {
    let index = index_of_types(&["alpha main", "alpha_m"]);
    assert_eq!(found(&index, "m alpha"), ["alpha_m", "alpha main"]);
    assert_eq!(tiers(&index, "n alpha"), [Tier::Typo; 2], "not the one in main");
}

#[test]
fn the_name_that_was_meant_is_suggested_where_nothing_fits_as_typed() {
    let index = index_of(&[
        named("MBON01", &[(NameKind::Synonym, "MBON-γ5β'2a")]),
        named("KCg", &[(NameKind::Synonym, "Kenyon cell")]),
    ]);
    let cases = [
        ("MBNO01", Some("MBON01")),
        ("kenyno", Some("Kenyon cell")),
        ("MBXXN01", Some("MBON01")),
        ("MXXXN01", Some("MBON01")),
        ("mbon", None),
        ("zzzzzz", None),
        ("", None),
    ];
    for (text, expected) in cases {
        assert_eq!(suggest(&index, text).as_deref(), expected, "{text}");
    }
}

#[test]
fn quotes_and_a_comma_that_were_copied_along_make_no_difference() {
    let index = kenyon_cells();
    for text in ["\"KCa'b'-m\"", "'KCa'b'-m',", "“KCa'b'-m”", " KCa'b'-m; "] {
        assert_eq!(found(&index, text)[0], "KCa'b'-m", "{text}");
    }
    assert_eq!(found(&index, "\"kca'b'\"")[0], "KCa'b'-m");
}

#[test]
fn names_that_differ_by_case_are_told_apart() {
    let index = index_of_types(&["aL", "AL"]);
    assert_eq!(found(&index, "AL"), ["AL", "aL"]);
    assert_eq!(found(&index, " aL "), ["aL", "AL"]);
}

#[test]
fn own_names_go_before_other_names_and_shorter_before_longer() {
    let index = index_of(&[
        named("A2", &[(NameKind::Synonym, "LC4")]),
        named("LC4", &[]),
        named("LC4a", &[]),
        named("A1", &[(NameKind::Instance, "LC4x")]),
        named("LC10", &[]),
        named("LC9", &[]),
    ]);
    assert_eq!(found(&index, "lc4"), ["LC4", "A2", "LC4a", "A1"]);
    assert_eq!(found(&index, "lc"), ["LC4", "LC9", "LC4a", "LC10", "A2", "A1"]);
}

#[test]
fn a_type_is_found_once_by_its_best_name() {
    let names = [(NameKind::Note, "the EPG"), (NameKind::Note, "epg"), (NameKind::Synonym, "EPG")];
    let index = index_of(&[named("X", &names)]);
    let all = search(&index, "epg").unwrap();
    assert_eq!(all.len(), 1);
    let matched = matched(&index, &all[0], "epg");
    assert_eq!((matched.kind, matched.name.as_str()), (NameKind::Synonym, "EPG"));
}

#[test]
fn text_without_letters_or_digits_narrows_nothing() {
    let index = index_of_types(&["a"]);
    for text in ["", "  ", "?", "’'", "()"] {
        assert_eq!(search(&index, text), None, "{text:?}");
    }
    assert_eq!(search(&index, "zzz"), Some(Vec::new()));
}

#[test]
fn the_occurrence_that_counts_is_the_one_marked() {
    let index = index_of_types(&["xaa_aa"]);
    let best = search(&index, "aa").unwrap()[0];
    let marked = matched(&index, &best, "aa").ranges;
    assert_eq!((marked.len(), &marked[0]), (1, &(4..6)));
}

#[test]
fn what_matched_is_marked_with_its_punctuation() {
    let cases = [
        ("PEN_b(PEN2)", "pen2", "PEN2"),
        ("PEN_b(PEN2)", "(pen2)", "(PEN2)"),
        ("KCa'b'-m", "kca’b’", "KCa'b'"),
        ("KCa'b'-m", "kcab", "KCa'b"),
        ("KCαβ-s", "alphab", "αβ"),
        ("KCαβ-s", "kcab", "KCαβ"),
        ("KCαβ-s", "b", "β"),
        ("naïve", "ïv", "ïv"),
        ("LC10", "lc1o", ""),
    ];
    for (name, text, part) in cases {
        let index = index_of_types(&[name]);
        assert_eq!(marked(&index, text), (NameKind::Type, part.to_owned()), "{name} {text}");
    }
}
