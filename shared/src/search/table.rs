//! All names of all types, laid out for searching: one long text of folded names.

use std::collections::HashSet;

use memchr::memmem::Finder;

use super::query::Query;
use super::rank::{Candidates, Criteria, Rank};
use super::typo::begins_but_for_one_typo;
use super::{Found, Tier};
use crate::index::TypeId;
use crate::names::{Folded, Greek, fold, fold_as, has_greek, with_punctuation};
use crate::neuron::NameKind;
use crate::wire::{Name, Summary};

/// Stands after each folded name; occurs in none, since those are letters and digits.
const SEPARATOR: u8 = b'\n';

/// The names, those of one type one after another.
#[derive(Debug, Default)]
pub(crate) struct NameTable {
    names: Vec<Record>,
    keys: Vec<Key>,
    /// Folded names, each with a separator behind it.
    folded: Vec<u8>,
    /// Where in `folded` a word starts.
    words: Vec<u32>,
}

#[derive(Debug)]
struct Record {
    id: TypeId,
    kind: NameKind,
    length: u32,
    written: Box<str>,
    source: Option<Box<str>>,
}

/// One reading of a name: one with Greek letters has two.
#[derive(Debug)]
struct Key {
    /// Where it starts in the long text.
    start: u32,
    /// Which of the words is its first.
    first_word: u32,
    /// Whose reading it is.
    name: u32,
    punctuated: Box<str>,
}

/// A name of the table.
pub(super) struct NameOf<'a> {
    pub(super) kind: NameKind,
    pub(super) written: &'a str,
    pub(super) source: Option<&'a str>,
}

impl NameTable {
    /// Adds the names of a type: each folded name once, with the best kind it has.
    pub(crate) fn add(&mut self, id: TypeId, summary: &Summary) {
        let own = Name { kind: NameKind::Type, name: summary.name.clone(), source: None };
        let mut names: Vec<&Name> = std::iter::once(&own).chain(&summary.names).collect();
        names.sort_by_key(|name| name.kind);
        let mut known = HashSet::new();
        for name in names {
            let folded = fold(&name.name);
            if !folded.key.is_empty() && !known.contains(&folded.key) {
                self.add_name(id, name, &folded);
                known.insert(folded.key);
            }
        }
    }

    fn add_name(&mut self, id: TypeId, name: &Name, folded: &Folded) {
        self.add_key(folded, with_punctuation(&name.name, Greek::Spelt));
        if has_greek(&name.name) {
            let folded = fold_as(&name.name, Greek::Initial);
            self.add_key(&folded, with_punctuation(&name.name, Greek::Initial));
        }
        self.names.push(Record {
            id,
            kind: name.kind,
            length: name.name.chars().count() as u32,
            written: name.name.as_str().into(),
            source: name.source.as_deref().map(Into::into),
        });
    }

    /// Adds a reading of the name that is added next.
    fn add_key(&mut self, folded: &Folded, punctuated: String) {
        let start = self.folded.len();
        self.keys.push(Key {
            start: start as u32,
            first_word: self.words.len() as u32,
            name: self.names.len() as u32,
            punctuated: punctuated.into(),
        });
        self.folded.extend_from_slice(folded.key.as_bytes());
        self.folded.push(SEPARATOR);
        let starts = folded.word_start.iter().enumerate().filter(|(_, starts)| **starts);
        self.words.extend(starts.map(|(at, _)| (start + at) as u32));
    }

    pub(super) fn get(&self, name: u32) -> NameOf<'_> {
        let Record { kind, written, source, .. } = &self.names[name as usize];
        NameOf { kind: *kind, written, source: source.as_deref() }
    }

    /// Offers every name that holds the query.
    pub(super) fn find(&self, query: &Query, candidates: &mut Candidates) {
        let finder = Finder::new(query.key.as_bytes());
        let mut key = 0;
        let mut from = 0;
        while let Some(at) = finder.find(&self.folded[from..]).map(|found| from + found) {
            while self.end(key) < at {
                key += 1;
            }
            self.offer(key, self.tier(key, at, query), query, candidates);
            from = self.end(key);
        }
    }

    /// The best tier of all occurrences in a name, the first of which is known.
    fn tier(&self, key: usize, first: usize, query: &Query) -> Tier {
        let start = self.keys[key].start as usize;
        match first == start {
            true if start + query.key.len() == self.end(key) => Tier::Exact,
            true => Tier::Prefix,
            false if self.starts_a_word(key, query) => Tier::WordStart,
            false => Tier::Substring,
        }
    }

    /// Whether the query occurs at the start of a word of a name.
    fn starts_a_word(&self, key: usize, query: &Query) -> bool {
        self.words_of(key).any(|word| word.starts_with(query.key.as_bytes()))
    }

    /// Offers every name in which a word begins like the query, but for one typo.
    pub(super) fn find_with_typo(&self, query: &Query, candidates: &mut Candidates) {
        let query_key = query.key.as_bytes();
        for key in 0..self.keys.len() {
            if self.words_of(key).any(|word| begins_but_for_one_typo(word, query_key)) {
                self.offer(key, Tier::Typo, query, candidates);
            }
        }
    }

    /// A folded name from each of its words on.
    fn words_of(&self, key: usize) -> impl Iterator<Item = &[u8]> {
        let first = self.keys[key].first_word as usize;
        let next = self.keys.get(key + 1).map_or(self.words.len(), |next| next.first_word as usize);
        let end = self.end(key);
        self.words[first..next].iter().map(move |at| &self.folded[*at as usize..end])
    }

    /// Where the separator behind a folded name is.
    fn end(&self, key: usize) -> usize {
        let next = self.keys.get(key + 1).map_or(self.folded.len(), |next| next.start as usize);
        next - 1
    }

    fn offer(&self, key: usize, tier: Tier, query: &Query, candidates: &mut Candidates) {
        let Key { name, punctuated, .. } = &self.keys[key];
        let record = &self.names[*name as usize];
        // Most names are beaten by another one of their type, and need no closer look.
        if candidates.beats(record.id, tier) {
            return;
        }
        let rank = Rank::new(Criteria {
            tier,
            punctuation_differs: query.punctuated.find(punctuated.as_bytes()).is_none(),
            other_name: record.kind != NameKind::Type,
            length: record.length,
            case_differs: query.typed.find(record.written.as_bytes()).is_none(),
        });
        candidates.offer(rank, Found { id: record.id, tier, name: *name });
    }
}
