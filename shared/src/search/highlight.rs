//! Which parts of a name matched.

use std::ops::Range;

use super::Tier;
use super::query::{Phrase, Query};
use crate::names::{Folded, Greek, fold_as, is_apostrophe};
use crate::ordering;

/// The bytes of a name as written that a query matched in this tier, apart and in order; none
/// for a typo.
pub(super) fn ranges(written: &str, tier: Tier, query: &Query) -> Vec<Range<usize>> {
    match tier {
        Tier::Typo => Vec::new(),
        Tier::Words | Tier::Spread => of_words(written, query),
        _ => of_phrase(written, tier, query).into_iter().collect(),
    }
}

fn of_phrase(written: &str, tier: Tier, query: &Query) -> Option<Range<usize>> {
    for greek in Greek::ways(written) {
        let folded = fold_as(written, *greek);
        for phrase in query.as_typed.iter().chain(&query.with_initials) {
            if let Some((first, last)) = occurrence(&folded, tier, &phrase.key) {
                return Some(with_punctuation(written, first..last + width(written, last), phrase));
            }
        }
    }
    None
}

/// Of all readings the one of which most words are in the name.
fn of_words(written: &str, query: &Query) -> Vec<Range<usize>> {
    let mut best = Vec::new();
    for greek in Greek::ways(written) {
        let folded = fold_as(written, *greek);
        for words in query.words.iter().chain(&query.parts) {
            let found: Vec<_> = words.iter().filter_map(|word| word_in(&folded, word)).collect();
            if found.len() > best.len() {
                best = found;
            }
        }
    }
    let whole = |(first, last): (usize, usize)| first..last + width(written, last);
    apart(best.into_iter().map(whole).collect())
}

/// A word where it starts one of the name, else where it first occurs, unless it is one letter.
fn word_in(folded: &Folded, word: &str) -> Option<(usize, usize)> {
    let anywhere = || word.chars().nth(1).and_then(|_| occurrence(folded, Tier::Substring, word));
    occurrence(folded, Tier::WordStart, word).or_else(anywhere)
}

/// Sorted, and those that overlap or touch made one.
fn apart(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ordering::sort_by_key(&mut ranges, |range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Where in the original the first and the last character of an occurrence of this tier are.
fn occurrence(folded: &Folded, tier: Tier, key: &str) -> Option<(usize, usize)> {
    let fits = |at: &usize| match tier {
        Tier::Exact => *at == 0 && key.len() == folded.key.len(),
        Tier::Prefix => *at == 0,
        Tier::WordStart => folded.word_start[*at],
        _ => true,
    };
    let occurs = |at: &usize| folded.key.as_bytes()[*at..].starts_with(key.as_bytes());
    let at = (0..folded.key.len()).filter(fits).find(occurs)?;
    Some((folded.origin[at] as usize, folded.origin[at + key.len() - 1] as usize))
}

/// The range with as much of the query's own punctuation before and behind as the name has, so
/// that `a'b'` marks both primes of `KCa'b'-m`.
fn with_punctuation(written: &str, range: Range<usize>, phrase: &Phrase) -> Range<usize> {
    let (before, behind) = &phrase.around;
    let ahead = written[..range.start].chars().rev();
    let after = written[range.end..].chars();
    range.start - agreeing(ahead, before.chars().rev())..range.end + agreeing(after, behind.chars())
}

/// Bytes of the name for as long as it agrees with the query.
fn agreeing(name: impl Iterator<Item = char>, query: impl Iterator<Item = char>) -> usize {
    let agree = |(a, b): &(char, char)| a == b || (is_apostrophe(*a) && is_apostrophe(*b));
    name.zip(query).take_while(agree).map(|(c, _)| c.len_utf8()).sum()
}

/// Bytes of the character that starts here.
fn width(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}
