//! Searching agrees with going through every name, letter by letter.
//!
//! The oracle shares no code with what it checks: it folds by a table of its own, looks at every
//! position of every name, and measures typos by the whole matrix of edit distances.
#![allow(clippy::unwrap_used)]

mod made;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use made::{index_of, named};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index as Pick, select};
use shared::names::natural_order;
use shared::neuron::NameKind::{self, FlywireType, Instance, Note, Synonym, Type};
use shared::search::{Found, Tier, matched, search};
use shared::wire::Summary;

const GREEK: [(char, &str); 5] =
    [('α', "alpha"), ('β', "beta"), ('Δ', "delta"), ('σ', "sigma"), ('ς', "sigma")];

/// The letters and digits of a name in lower case, and whether a word starts there.
type Letters = Vec<(char, bool)>;

fn letters(name: &str, spelt: bool) -> Letters {
    let mut letters = Vec::new();
    let all: Vec<char> = name.chars().collect();
    for (at, &c) in all.iter().enumerate() {
        if !counts(c) {
            continue;
        }
        let starts = match at.checked_sub(1).map(|before| all[before]) {
            None => true,
            Some(before) if !counts(before) => true,
            Some(before) => before.is_lowercase() && c.is_uppercase(),
        };
        let first = letters.len();
        match GREEK.iter().find(|(greek, _)| c == *greek) {
            Some((_, name)) if spelt => letters.extend(name.chars().map(|c| (c, false))),
            Some((_, name)) => letters.push((name.chars().next().unwrap(), false)),
            None => letters.extend(c.to_lowercase().map(|c| (c, false))),
        }
        letters[first].1 = starts;
    }
    letters
}

fn counts(c: char) -> bool {
    c.is_alphanumeric()
}

fn text_of(letters: &[(char, bool)]) -> Vec<char> {
    letters.iter().map(|(c, _)| *c).collect()
}

/// A name with its punctuation, as it is compared.
fn plain(name: &str, spelt: bool) -> String {
    let mut plain = name.to_lowercase().replace('ς', "σ").replace('’', "'");
    for (greek, name) in GREEK {
        let greek = greek.to_lowercase().to_string();
        plain = plain.replace(&greek, if spelt { name } else { &name[..1] });
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Optimal string alignment: letters more, less, other, or two neighbours swapped.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            if i == 0 || j == 0 {
                d[i][j] = i + j;
                continue;
            }
            let other = d[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            d[i][j] = other.min(d[i - 1][j] + 1).min(d[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                d[i][j] = d[i][j].min(d[i - 2][j - 2] + 1);
            }
        }
    }
    d[a.len()][b.len()]
}

fn tier(name: &Letters, query: &[char], typos: bool) -> Option<Tier> {
    let text = text_of(name);
    let words: Vec<usize> = (0..name.len()).filter(|at| name[*at].1).collect();
    let occurs = |at: &usize| text[*at..].starts_with(query);
    let has_typo = |at: &usize| (*at..=text.len()).any(|to| distance(query, &text[*at..to]) <= 1);
    if typos {
        return (query.len() >= 4 && words.iter().any(has_typo)).then_some(Tier::Typo);
    }
    match () {
        () if text == query => Some(Tier::Exact),
        () if text.starts_with(query) => Some(Tier::Prefix),
        () if words.iter().any(occurs) => Some(Tier::WordStart),
        () if (0..text.len()).any(|at| occurs(&at)) => Some(Tier::Substring),
        () => None,
    }
}

/// What decides between matches, in order.
type Rank = (Tier, bool, bool, usize, bool);

/// The best match of a type: over all its names, and all readings of name and query.
fn best(summary: &Summary, text: &str, typos: bool) -> Option<Rank> {
    let mut ranks = Vec::new();
    for (kind, name) in names(summary) {
        for (of_name, of_query) in [(true, true), (true, false), (false, true), (false, false)] {
            let query = text_of(&letters(text, of_query));
            let Some(tier) = tier(&letters(name, of_name), &query, typos) else { continue };
            let punctuation = !plain(name, of_name).contains(&plain(text, of_query));
            let case = !name.contains(text.trim());
            ranks.push((tier, punctuation, kind != Type, name.chars().count(), case));
        }
    }
    ranks.into_iter().min()
}

/// The names of a type: of those that are the same but for case and punctuation the best one.
fn names(summary: &Summary) -> Vec<(NameKind, &str)> {
    let mut names: Vec<_> =
        summary.names.iter().map(|name| (name.kind, name.name.as_str())).collect();
    names.insert(0, (Type, &summary.name));
    names.sort_by_key(|(kind, _)| *kind);
    let mut known = HashSet::new();
    names.retain(|(_, name)| known.insert(text_of(&letters(name, true))));
    names
}

fn oracle(summaries: &[Summary], text: &str) -> Option<Vec<(usize, Rank)>> {
    if letters(text, true).is_empty() {
        return None;
    }
    let of = |typos| {
        let all = summaries.iter().enumerate();
        all.filter_map(move |(id, s)| best(s, text, typos).map(|rank| (id, rank))).collect()
    };
    let mut found: Vec<(usize, Rank)> = of(false);
    if found.is_empty() {
        found = of(true);
    }
    let name = |id: usize| summaries[id].name.as_str();
    found.sort_by(|(a, rank_a), (b, rank_b)| {
        rank_a.cmp(rank_b).then_with(|| natural_order(name(*a), name(*b)))
    });
    Some(found)
}

fn a_name() -> impl Strategy<Value = String> {
    const LETTERS: [&str; 21] = [
        "a", "b", "A", "B", "c", "1", "2", "'", "’", " ", "-", "_", "(", "α", "β", "Δ", "ς", "ü",
        "Ü", "ö", "漢",
    ];
    vec(select(LETTERS.as_slice()), 1..9).prop_map(|letters| letters.concat())
}

fn a_type() -> impl Strategy<Value = Summary> {
    let other = (select(vec![Synonym, FlywireType, Instance, Note]), a_name());
    (a_name(), vec(other, 0..4)).prop_map(|(name, others)| {
        let others: Vec<_> = others.iter().map(|(kind, name)| (*kind, name.as_str())).collect();
        named(&name, &others)
    })
}

fn some_types() -> impl Strategy<Value = Vec<Summary>> {
    vec(a_type(), 1..8).prop_map(|types| {
        let unique: BTreeMap<String, Summary> =
            types.into_iter().map(|summary| (summary.name.clone(), summary)).collect();
        let mut types: Vec<_> = unique.into_values().collect();
        types.sort_by_key(|summary| Reverse(summary.name.len()));
        types
    })
}

/// A part of one of the names, one letter of it perhaps replaced, dropped, doubled or swapped.
fn a_query() -> impl Strategy<Value = (Pick, Pick, Pick, u8, String)> {
    (any::<Pick>(), any::<Pick>(), any::<Pick>(), 0..8u8, a_name())
}

fn query_from(
    types: &[Summary],
    (which, from, at, change, own): (Pick, Pick, Pick, u8, String),
) -> String {
    let all: Vec<&str> =
        types.iter().flat_map(|summary| names(summary)).map(|(_, name)| name).collect();
    let name: Vec<char> = which.get(&all).chars().collect();
    let mut part = name[from.index(name.len())..].to_vec();
    let at = at.index(part.len());
    match change {
        0 => return own,
        1 => drop(part.remove(at)),
        2 => part.insert(at, 'x'),
        3 => part[at] = 'b',
        4 if at > 0 => part.swap(at, at - 1),
        5 => part.truncate(at + 1),
        _ => {}
    }
    part.into_iter().collect()
}

fn check(types: &[Summary], text: &str) -> Result<(), TestCaseError> {
    let index = index_of(types);
    let found = search(&index, text);
    let expected = oracle(types, text);
    let ids_and_tiers = |found: Vec<Found>| -> Vec<_> {
        found.iter().map(|found| (found.id as usize, found.tier)).collect()
    };
    let expected = expected.map(|found| found.iter().map(|(id, rank)| (*id, rank.0)).collect());
    prop_assert_eq!(found.clone().map(ids_and_tiers), expected, "{:?}", text);
    for found in found.into_iter().flatten() {
        let matched = matched(&index, &found, text);
        let part = matched.name.get(matched.range).unwrap();
        prop_assert_eq!(
            part.is_empty(),
            found.tier == Tier::Typo,
            "{:?} in {:?}",
            part,
            matched.name
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_same_types_are_found_in_the_same_tiers_and_order(types in some_types(), query in a_query()) {
        check(&types, &query_from(&types, query))?;
    }

    #[test]
    fn any_text_can_be_searched_for(types in some_types(), text in any::<String>()) {
        let index = index_of(&types);
        for found in search(&index, &text).into_iter().flatten() {
            let matched = matched(&index, &found, &text);
            prop_assert!(matched.name.get(matched.range).is_some());
        }
    }

    #[test]
    fn any_name_is_found_by_itself(name in any::<String>()) {
        let index = index_of(&[named(&name, &[])]);
        if let Some(found) = search(&index, &name) {
            prop_assert_eq!(found[0].tier, Tier::Exact);
        }
    }
}
