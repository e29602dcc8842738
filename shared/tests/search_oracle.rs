//! Searching agrees with going through every name, letter by letter.
//!
//! The oracle shares no code with what it checks: it folds by a table of its own, looks at every
//! position of every name, and measures typos by the whole matrix of edit distances.
#![allow(clippy::unwrap_used)]

mod made;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use made::{index_of, named, packed_and_read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index as Pick, select};
use shared::names::natural_order;
use shared::neuron::NameKind::{self, FlywireType, Instance, Note, Synonym, Type};
use shared::search::{Found, Tier, find, matched, search};
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

/// Optimal string alignment: letters more, less, other, or two neighbours swapped. Eight each,
/// and one more if it is not of the likely kinds.
fn distance(query: &[char], text: &[char]) -> usize {
    let doubled = |of: &[char], at: usize| at > 1 && of[at - 1] == of[at - 2];
    let letter = |likely: bool| if likely { 8 } else { 9 };
    let alike = |a: char, b: char| {
        ["0o", "1i", "1l", "il", "5s"]
            .iter()
            .any(|pair| a != b && pair.contains(a) && pair.contains(b))
    };
    let mut d = vec![vec![0; text.len() + 1]; query.len() + 1];
    for i in 0..=query.len() {
        for j in 0..=text.len() {
            let mut ways = Vec::new();
            if i > 0 {
                ways.push(d[i - 1][j] + letter(doubled(query, i)));
            }
            if j > 0 {
                ways.push(d[i][j - 1] + letter(doubled(text, j)));
            }
            if i > 0 && j > 0 {
                let (a, b) = (query[i - 1], text[j - 1]);
                ways.push(d[i - 1][j - 1] + if a == b { 0 } else { letter(alike(a, b)) });
            }
            if i > 1 && j > 1 && query[i - 1] == text[j - 2] && query[i - 2] == text[j - 1] {
                ways.push(d[i - 2][j - 2] + 8);
            }
            d[i][j] = ways.into_iter().min().unwrap_or(0);
        }
    }
    d[query.len()][text.len()]
}

/// Whether something occurs in a name, and whether at the start of a word.
fn occurs(name: &Letters, query: &[char]) -> Option<bool> {
    let text = text_of(name);
    let places: Vec<usize> = (0..text.len()).filter(|at| text[*at..].starts_with(query)).collect();
    places.first()?;
    Some(places.iter().any(|at| name[*at].1))
}

fn tier(name: &Letters, query: &[char]) -> Option<Tier> {
    let text = text_of(name);
    Some(match occurs(name, query)? {
        _ if text == query => Tier::Exact,
        _ if text.starts_with(query) => Tier::Prefix,
        true => Tier::WordStart,
        false => Tier::Substring,
    })
}

/// How far a name is from a query: the distance, and whether all of the name is meant (0), its
/// beginning (1), or something from a later word on (2).
fn misspelt(name: &Letters, query: &[char], typos: usize) -> Option<(usize, usize)> {
    let text = text_of(name);
    let of_word = |at: usize| {
        let nearest = (at..=text.len()).map(|to| distance(query, &text[at..to])).min();
        let nearest = nearest.filter(|cost| cost / 8 <= typos)?;
        let whole = distance(query, &text[at..]);
        Some(match at {
            0 if whole / 8 <= typos => (whole, 0),
            0 => (nearest, 1),
            _ => (nearest, 2),
        })
    };
    (0..name.len()).filter(|at| name[*at].1).filter_map(of_word).min()
}

fn most_typos(key: &[char]) -> usize {
    match key.len() {
        _ if key.iter().all(char::is_ascii_digit) => 0,
        0..3 => 0,
        3..5 => 1,
        5..10 => 2,
        _ => 3,
    }
}

/// What decides between matches, in order: tier, distance, difference in punctuation, another
/// name than the type's own, length, difference in case.
type Rank = (Tier, usize, bool, bool, usize, bool);

/// A type to be searched: the names it has, each in its readings.
struct Searched<'a> {
    names: Vec<(NameKind, &'a str)>,
    readings: Vec<(usize, bool, Letters)>,
}

impl<'a> Searched<'a> {
    fn new(summary: &'a Summary) -> Self {
        let names = names(summary);
        let mut readings = Vec::new();
        for (at, (_, name)) in names.iter().enumerate() {
            for spelt in [true, false] {
                readings.push((at, spelt, letters(name, spelt)));
            }
        }
        Self { names, readings }
    }

    fn rank(&self, name: usize, tier: Tier, distance: usize, differs: bool, case: bool) -> Rank {
        let (kind, name) = self.names[name];
        (tier, distance, differs, kind != Type, name.chars().count(), case)
    }

    /// By the text as a whole, as it is compared with and without punctuation.
    fn phrase(&self, cased_text: &str, key: &[char], plain_text: &str) -> Option<Rank> {
        let ranks = self.readings.iter().filter_map(|(at, spelt, letters)| {
            let name = self.names[*at].1;
            let punctuation = !plain(name, *spelt).contains(plain_text);
            let case = !cased(name, *spelt).contains(cased_text);
            Some(self.rank(*at, tier(letters, key)?, 0, punctuation, case))
        });
        ranks.filter(|_| !key.is_empty()).min()
    }

    fn typo(&self, key: &[char], typos: usize) -> Option<Rank> {
        let ranks = self.readings.iter().filter_map(|(at, _, letters)| {
            let (cost, meant) = misspelt(letters, key, typos)?;
            let enough = key.len() > 3 || meant == 0;
            enough.then(|| self.rank(*at, Tier::Typo, (cost % 8) * 4 + meant, false, false))
        });
        ranks.filter(|_| typos <= most_typos(key)).min()
    }

    /// Where a word is: by reading, whether at the start of a word.
    fn word(&self, word: &[char]) -> Vec<(usize, bool, usize)> {
        let of = |(at, (_, _, letters)): (usize, &(usize, bool, Letters))| {
            let at_start = occurs(letters, word)?;
            (at_start || word.len() > 1).then_some((at, at_start, 0))
        };
        self.readings.iter().enumerate().filter_map(of).collect()
    }

    fn misspelt_word(&self, word: &[char], typos: usize) -> Vec<(usize, bool, usize)> {
        let of = |(at, (_, _, letters)): (usize, &(usize, bool, Letters))| {
            misspelt(letters, word, typos).map(|(_, meant)| (at, meant < 2, typos))
        };
        self.readings.iter().enumerate().filter_map(of).collect()
    }

    /// By words, given where each one is.
    fn words(&self, words: &[Vec<char>], places: &[Vec<(usize, bool, usize)>]) -> Option<Rank> {
        let rank = |reading: usize, tier, hits: Vec<(usize, bool, usize)>| {
            let typos: usize = hits.iter().map(|hit| hit.2).sum();
            let spread = usize::from(tier == Tier::Spread);
            let (tier, distance) =
                if typos == 0 { (tier, 0) } else { (Tier::Typo, typos * 2 + spread) };
            let differs = hits.iter().any(|hit| !hit.1);
            self.rank(self.readings[reading].0, tier, distance, differs, false)
        };
        let in_one = (0..self.readings.len()).filter_map(|reading| {
            let hit = |hits: &Vec<(usize, bool, usize)>| {
                hits.iter().find(|hit| hit.0 == reading).copied()
            };
            let hits: Option<Vec<_>> = places.iter().map(hit).collect();
            hits.map(|hits| rank(reading, Tier::Words, hits))
        });
        if let Some(best) = in_one.min() {
            return Some(best);
        }
        let best = |hits: &Vec<(usize, bool, usize)>| {
            hits.iter().min_by_key(|hit| (hit.2, !hit.1)).copied()
        };
        let hits: Vec<_> = places.iter().map(best).collect::<Option<_>>()?;
        let bytes = |word: &[char]| word.iter().map(|c| c.len_utf8()).sum::<usize>();
        let longest = (0..words.len()).max_by_key(|word| bytes(&words[*word]))?;
        Some(rank(hits[longest].0, Tier::Spread, hits))
    }
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

/// Words of a text, in both readings of Greek; none for a single word.
fn words_of(text: &str, parts: impl Fn(char) -> bool) -> Vec<Vec<Vec<char>>> {
    let reading = |spelt| {
        let words = text.split(&parts).map(|word| text_of(&letters(word, spelt)));
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>()
    };
    [true, false].map(reading).into_iter().filter(|words| words.len() > 1).collect()
}

/// Letters and digits with the case of those that Latin has; Greek letters have none.
fn cased(name: &str, spelt: bool) -> String {
    let mut cased = String::new();
    for c in name.chars().filter(|c| counts(*c)) {
        let folded: String = letters(&c.to_string(), spelt).iter().map(|(c, _)| *c).collect();
        cased += &if c.is_ascii() { c.to_string() } else { folded };
    }
    cased
}

fn initials(key: &[char]) -> String {
    let key: String = key.iter().collect();
    key.replace("alpha", "a").replace("beta", "b").replace("delta", "d").replace("sigma", "s")
}

/// By type its best rank, of those that some attempt finds.
type Ranks = Vec<Option<Rank>>;

fn attempts(types: &[Searched], text: &str) -> Ranks {
    let keys = [true, false].map(|spelt| (spelt, text_of(&letters(text, spelt))));
    let each = |rank: &dyn Fn(&Searched) -> Option<Rank>| types.iter().map(rank).collect::<Ranks>();
    let best = |all: Vec<Ranks>| -> Ranks {
        (0..types.len()).map(|id| all.iter().filter_map(|ranks| ranks[id]).min()).collect()
    };
    let with_words = |readings: &[Vec<Vec<char>>]| {
        let of = |words: &Vec<Vec<char>>| {
            each(&|t| t.words(words, &words.iter().map(|word| t.word(word)).collect::<Vec<_>>()))
        };
        readings.iter().map(of).collect::<Vec<_>>()
    };
    let spaced = words_of(text, char::is_whitespace);
    let mut parted = words_of(text, |c| !counts(c) && !"'’".contains(c));
    parted.retain(|words| !spaced.contains(words));

    let mut all: Vec<_> = keys
        .iter()
        .map(|(spelt, key)| {
            each(&|t| t.phrase(&cased(text, *spelt), key, &plain(text.trim(), *spelt)))
        })
        .collect();
    all.extend(with_words(&spaced));
    let found = best(all);
    if found.iter().any(Option::is_some) {
        return found;
    }
    let mut all = with_words(&parted);
    for (_, key) in &keys {
        let short = initials(key);
        if short.chars().count() < key.len() {
            let key: Vec<char> = short.chars().collect();
            all.push(each(&|t| t.phrase(&short, &key, &short)));
        }
    }
    let found = best([all, vec![vec![None; types.len()]]].concat());
    if found.iter().any(Option::is_some) {
        return found;
    }
    for typos in 1..=3 {
        let found = best(keys.iter().map(|(_, key)| each(&|t| t.typo(key, typos))).collect());
        if found.iter().any(Option::is_some) {
            return found;
        }
        if typos == 1 && keys.iter().any(|(_, key)| most_typos(key) > 0) {
            let found = best(spaced.iter().map(|words| misspelt_words(types, words)).collect());
            if found.iter().any(Option::is_some) {
                return found;
            }
        }
    }
    vec![None; types.len()]
}

/// A word that occurs nowhere is taken for misspelt, with as few typos as find something.
fn misspelt_words(types: &[Searched], words: &[Vec<char>]) -> Ranks {
    let mut places = vec![Vec::new(); types.len()];
    for word in words {
        let mut of_word: Vec<_> = types.iter().map(|t| t.word(word)).collect();
        for typos in 1..=most_typos(word) {
            if of_word.iter().all(Vec::is_empty) {
                of_word = types.iter().map(|t| t.misspelt_word(word, typos)).collect();
            }
        }
        places.iter_mut().zip(of_word).for_each(|(places, of_type)| places.push(of_type));
    }
    types.iter().zip(&places).map(|(t, places)| t.words(words, places)).collect()
}

fn oracle(summaries: &[Summary], text: &str) -> Option<Vec<(usize, Rank)>> {
    // What quotes around a text mean is told by the table of queries.
    if letters(text, true).is_empty() {
        return None;
    }
    let types: Vec<_> = summaries.iter().map(Searched::new).collect();
    let ranks = attempts(&types, text);
    let found = ranks.into_iter().enumerate();
    let mut found: Vec<_> = found.filter_map(|(id, rank)| rank.map(|rank| (id, rank))).collect();
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

/// A part of one of the names, one letter of it perhaps replaced, dropped, doubled or swapped; or
/// parts of two.
fn a_query() -> impl Strategy<Value = [(Pick, Pick, Pick, u8, String); 2]> {
    let part = || (any::<Pick>(), any::<Pick>(), any::<Pick>(), 0..9u8, a_name());
    [part(), part()]
}

fn query_from(types: &[Summary], [first, second]: [(Pick, Pick, Pick, u8, String); 2]) -> String {
    let two = first.3 > 5;
    let mut query = part_from(types, first);
    if two {
        query = format!("{query} {}", part_from(types, second));
    }
    // Quotes around a text are taken off: see the table of queries.
    query.trim_matches(|c: char| "'’".contains(c) || c.is_whitespace()).to_owned()
}

fn part_from(
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
        1 | 6 => drop(part.remove(at)),
        2 => part.insert(at, 'x'),
        3 => part[at] = 'b',
        4 if at > 0 => part.swap(at, at - 1),
        5 | 7 => part.truncate(at + 1),
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
    if let Some(matches) = find(&index, text) {
        let all = found.clone().unwrap();
        prop_assert_eq!(matches.len(), all.len());
        prop_assert_eq!(&matches.first(&index, 2)[..], &all[..all.len().min(2)]);
    }
    let again = packed_and_read(&index);
    prop_assert_eq!(search(&again, text), found.clone());
    for found in found.into_iter().flatten() {
        let matched = matched(&again, &found, text);
        let ranges = &matched.ranges;
        prop_assert!(
            ranges.iter().all(|r| matched.name.get(r.clone()).is_some_and(|p| !p.is_empty()))
        );
        prop_assert!(ranges.windows(2).all(|pair| pair[0].end < pair[1].start));
        let marked = !ranges.is_empty();
        prop_assert_eq!(marked, found.tier != Tier::Typo, "{:?} in {:?}", text, matched.name);
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
            prop_assert!(matched.ranges.into_iter().all(|r| matched.name.get(r).is_some()));
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
