//! How names are folded and ordered.
#![allow(clippy::unwrap_used)]

use std::cmp::Ordering;

use proptest::prelude::*;
use shared::names::{fold, natural_order};

/// The key, with a `|` before each word.
fn words(name: &str) -> String {
    let folded = fold(name);
    let letters = folded.key.char_indices();
    let marked =
        letters.flat_map(|(at, c)| folded.word_start[at].then_some('|').into_iter().chain([c]));
    marked.collect()
}

#[test]
fn case_greek_punctuation_and_spaces_make_no_difference() {
    let cases = [
        ("KCa'b'-ap1", "|kca|b|ap1"),
        ("KCa’b‘-m", "|kca|b|m"),
        ("KCaʼb′＇", "|kca|b"),
        ("PEN_b(PEN2)", "|pen|b|pen2"),
        ("Acc. ti flexor MN", "|acc|ti|flexor|mn"),
        ("vDeltaA_a", "|v|delta|a|a"),
        ("LC10a", "|lc10a"),
        ("KCαβ", "|kcalphabeta"),
        ("aΔΣ", "|a|deltasigma"),
        ("5-HTPMPV03", "|5|htpmpv03"),
        ("ＬＣ１０", "|lc10"),
        ("5-HT₁A", "|5|ht1a"),
        ("h∆B", "|h|deltab"),
        ("", ""),
        ("?!", ""),
    ];
    for (name, expected) in cases {
        assert_eq!(words(name), expected, "{name}");
    }
}

#[test]
fn every_greek_letter_is_spelt_out_in_either_case() {
    let lower = "αβγδεζηθικλμνξοπρστυφχψω";
    let names = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron \
                 pi rho sigma tau upsilon phi chi psi omega";
    for (letter, name) in lower.chars().zip(names.split(' ')) {
        assert_eq!(fold(&letter.to_string()).key, name);
        assert_eq!(fold(&letter.to_uppercase().to_string()).key, name);
    }
    assert_eq!(fold("ς").key, "sigma");
    assert_eq!(fold("µ").key, "mu", "the micro sign");
}

#[test]
fn names_stand_in_the_order_that_people_expect() {
    let mut names = [
        "LC10a", "lc4", "LC4", "aL", "AL", "LC10", "LC9", "LC04", "KCa'b'-m", "5-HT", "LC", "_x",
        "LC4_b",
    ];
    names.sort_by(|a, b| natural_order(a, b));
    let expected = [
        "5-HT", "_x", "AL", "aL", "KCa'b'-m", "LC", "LC04", "LC4", "lc4", "LC4_b", "LC9", "LC10",
        "LC10a",
    ];
    assert_eq!(names, expected);
}

fn a_name() -> impl Strategy<Value = String> {
    prop_oneof!["[aAbB0129_ éÉΣσς]{0,6}", any::<String>()]
}

proptest! {
    #[test]
    fn natural_order_is_a_total_order(a in a_name(), b in a_name(), c in a_name()) {
        prop_assert_eq!(natural_order(&a, &b), natural_order(&b, &a).reverse());
        prop_assert_eq!(natural_order(&a, &b) == Ordering::Equal, a == b);
        let mut sorted = [&a, &b, &c];
        sorted.sort_by(|a, b| natural_order(a, b));
        prop_assert!(natural_order(sorted[0], sorted[2]) != Ordering::Greater);
    }

    #[test]
    fn what_two_names_begin_with_alike_does_not_change_their_order(
        start in "[a-zß_]{0,3}", a in "[A-Cab0129_é]{0,4}", b in "[A-Cab0129_é]{0,4}",
    ) {
        let long = natural_order(&format!("{start}{a}"), &format!("{start}{b}"));
        prop_assert_eq!(long, natural_order(&a, &b));
    }

    #[test]
    fn each_byte_of_a_key_knows_the_character_it_comes_from(name in a_name()) {
        let folded = fold(&name);
        prop_assert_eq!(folded.key.len(), folded.origin.len());
        prop_assert_eq!(folded.key.len(), folded.word_start.len());
        prop_assert!(folded.origin.is_sorted());
        for at in folded.origin {
            let counts = |c: char| c.is_alphanumeric() || c == '∆';
            prop_assert!(name[at as usize..].starts_with(counts));
        }
    }

    #[test]
    fn a_folded_name_folds_to_itself(name in "[a-zA-Z0-9αβΓ'’_() -]{0,12}") {
        let key = fold(&name).key;
        prop_assert_eq!(&fold(&key).key, &key);
    }
}
