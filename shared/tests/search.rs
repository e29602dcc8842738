//! Searching, as a person meets it.
#![allow(clippy::unwrap_used)]

mod made;

use made::{index_of, named};
use shared::index::Index;
use shared::neuron::NameKind;
use shared::search::{Tier, matched, search};

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
    (matched.kind, matched.name[matched.range].to_owned())
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
    assert_eq!(found(&index, "mbno10"), [""; 0], "two typos");
}

#[test]
fn three_letters_may_hold_no_typo() {
    let index = index_of_types(&["LC10"]);
    assert_eq!(found(&index, "LX1"), [""; 0]);
    assert_eq!(found(&index, "LX10"), ["LC10"]);
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
    assert_eq!(matched(&index, &best, "aa").range, 4..6);
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
