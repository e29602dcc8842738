//! Which part of a name matched.

use std::ops::Range;

use super::Tier;
use super::query::Query;
use crate::names::{Folded, Greek, fold_as, is_apostrophe};

/// The bytes of a name as written that a query matched in this tier; empty for a typo.
pub(super) fn range(written: &str, tier: Tier, queries: &[Query]) -> Range<usize> {
    for greek in Greek::ways(written) {
        let folded = fold_as(written, *greek);
        for query in queries {
            if let Some((first, last)) = occurrence(&folded, tier, &query.key) {
                return with_punctuation(written, first..last + width(written, last), query);
            }
        }
    }
    0..0
}

/// Where in the original the first and the last character of an occurrence of this tier are.
fn occurrence(folded: &Folded, tier: Tier, key: &str) -> Option<(usize, usize)> {
    let fits = |at: &usize| match tier {
        Tier::Exact => *at == 0 && key.len() == folded.key.len(),
        Tier::Prefix => *at == 0,
        Tier::WordStart => folded.word_start[*at],
        Tier::Substring => true,
        Tier::Typo => false,
    };
    let occurs = |at: &usize| folded.key.as_bytes()[*at..].starts_with(key.as_bytes());
    let at = (0..folded.key.len()).filter(fits).find(occurs)?;
    Some((folded.origin[at] as usize, folded.origin[at + key.len() - 1] as usize))
}

/// The range with as much of the query's own punctuation before and behind as the name has, so
/// that `a'b'` marks both primes of `KCa'b'-m`.
fn with_punctuation(written: &str, range: Range<usize>, query: &Query) -> Range<usize> {
    let (before, behind) = &query.around;
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
