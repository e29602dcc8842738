//! All names of all types, laid out for searching: one long text of folded names.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::spelling::{letter, letters_of};
use crate::index::TypeId;
use crate::names::{Folded, Greek, fold, fold_as, has_greek, with_case, with_punctuation};
use crate::neuron::NameKind;
use crate::ordering;
use crate::wire::{Name, Summary};

/// Stands after each folded name; occurs in none, since those are letters and digits.
const SEPARATOR: char = '\n';

/// The names, those of one type one after another. What searching reads lies in a few long arrays:
/// with a text of its own for each name, most of the time would go by waiting for memory.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct NameTable {
    names: Vec<Record>,
    keys: Vec<Key>,
    /// By key, where it starts in `folded`.
    starts: Vec<u32>,
    /// By key, which letters it has.
    letters: Vec<u64>,
    /// By key, the letters that its words start with.
    initials: Vec<u64>,
    /// Folded names, each with a separator behind it.
    folded: String,
    /// The same, byte by byte, with the case of letters as written.
    cased: String,
    /// Where in `folded` a word starts.
    words: Vec<u32>,
    /// Names with their punctuation, of those that have any.
    punctuated: String,
    /// Names as they are written, each with whose it is behind it.
    written: String,
}

/// A name in `written`.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    kind: NameKind,
    start: u32,
    end: u32,
    /// Where the text ends that says whose it is; where `end` is, if nobody says so.
    source_end: u32,
}

/// One reading of a name: one with Greek letters has two.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Key {
    /// Whose name it is.
    pub(super) id: TypeId,
    /// Which name it is a reading of.
    pub(super) name: u32,
    /// Characters of the name.
    pub(super) length: u16,
    /// Whether it is not the type's own name.
    pub(super) other_name: bool,
    /// Which of the words is its first.
    first_word: u32,
    /// Where it starts and ends in `punctuated`; nowhere if it has no punctuation.
    punctuated: (u32, u32),
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
        ordering::sort_by_key(&mut names, |name| name.kind);
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
        self.add_key(id, name, folded, Greek::Spelt);
        if has_greek(&name.name) {
            self.add_key(id, name, &fold_as(&name.name, Greek::Initial), Greek::Initial);
        }
        let start = self.written.len() as u32;
        self.written.push_str(&name.name);
        let end = self.written.len() as u32;
        self.written.push_str(name.source.as_deref().unwrap_or_default());
        let source_end = self.written.len() as u32;
        self.names.push(Record { kind: name.kind, start, end, source_end });
    }

    /// Adds a reading of the name that is added next.
    fn add_key(&mut self, id: TypeId, name: &Name, folded: &Folded, greek: Greek) {
        let start = self.folded.len();
        let punctuated = self.add_punctuated(&with_punctuation(&name.name, greek), folded);
        self.starts.push(start as u32);
        self.letters.push(letters_of(&folded.key));
        self.keys.push(Key {
            id,
            name: self.names.len() as u32,
            length: name.name.chars().count().min(0xffff) as u16,
            other_name: name.kind != NameKind::Type,
            first_word: self.words.len() as u32,
            punctuated,
        });
        self.folded.push_str(&folded.key);
        self.folded.push(SEPARATOR);
        self.cased.push_str(&with_case(&name.name, folded));
        self.cased.push(SEPARATOR);
        let starts = folded.word_start.iter().enumerate().filter(|(_, starts)| **starts);
        let starts = starts.map(|(at, _)| at);
        let initials = starts.clone().filter_map(|at| folded.key[at..].chars().next());
        self.initials.push(initials.fold(0, |initials, c| initials | letter(c)));
        self.words.extend(starts.map(|at| (start + at) as u32));
    }

    /// Every name as it is written, with its type and kind; one with Greek letters twice.
    pub(crate) fn all(&self) -> impl Iterator<Item = (TypeId, NameKind, &str)> {
        self.keys.iter().map(|key| {
            let name = self.get(key.name);
            (key.id, name.kind, name.written)
        })
    }

    fn add_punctuated(&mut self, punctuated: &str, folded: &Folded) -> (u32, u32) {
        let start = self.punctuated.len() as u32;
        if punctuated != folded.key {
            self.punctuated.push_str(punctuated);
        }
        (start, self.punctuated.len() as u32)
    }

    pub(super) fn get(&self, name: u32) -> NameOf<'_> {
        let Record { kind, start, end, source_end } = self.names[name as usize];
        let text = |from: u32, to: u32| &self.written[from as usize..to as usize];
        let source = (end < source_end).then(|| text(end, source_end));
        NameOf { kind, written: text(start, end), source }
    }

    /// Whether a key is of a name that is an id of an ontology.
    pub(super) fn is_id(&self, key: usize) -> bool {
        self.get(self.keys[key].name).kind == NameKind::OntologyTerm
    }

    /// The folded names, one after another, each with a separator behind it.
    pub(super) fn text(&self) -> &[u8] {
        self.folded.as_bytes()
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// By key, which letters it has: see [`letters_of`].
    pub(super) fn letters(&self) -> &[u64] {
        &self.letters
    }

    /// By key, the letters that its words start with, in the same way.
    pub(super) fn initials(&self) -> &[u64] {
        &self.initials
    }

    /// Where a key starts.
    pub(super) fn start(&self, key: usize) -> usize {
        self.starts[key] as usize
    }

    /// Where the separator behind a key is.
    pub(super) fn end(&self, key: usize) -> usize {
        self.starts.get(key + 1).map_or(self.folded.len(), |next| *next as usize) - 1
    }

    pub(super) fn folded(&self, key: usize) -> &str {
        &self.folded[self.start(key)..self.end(key)]
    }

    /// A key with the case of its letters as written.
    pub(super) fn cased(&self, key: usize) -> &[u8] {
        &self.cased.as_bytes()[self.start(key)..self.end(key)]
    }

    /// A key with its punctuation; `None` where it has none.
    pub(super) fn punctuated(&self, key: usize) -> Option<&str> {
        let (start, end) = self.keys[key].punctuated;
        (start < end).then(|| &self.punctuated[start as usize..end as usize])
    }

    /// Where in the text the words of a key start.
    pub(super) fn word_starts(&self, key: usize) -> &[u32] {
        let first = self.keys[key].first_word as usize;
        let next = self.keys.get(key + 1).map_or(self.words.len(), |next| next.first_word as usize);
        &self.words[first..next]
    }

    /// The key that a place in the text belongs to, which is this one or a later one. Hits are
    /// near to each other or far apart: the steps double.
    pub(super) fn key_at(&self, place: usize, from: usize) -> usize {
        let place = place as u32;
        if self.starts.get(from + 1).is_none_or(|start| *start > place) {
            return from;
        }
        let mut known = from + 1;
        if self.starts.get(known + 1).is_none_or(|start| *start > place) {
            return known;
        }
        let mut step = 1;
        while self.starts.get(known + step).is_some_and(|start| *start <= place) {
            known += step;
            step *= 2;
        }
        let to = (known + step).min(self.starts.len());
        known + self.starts[known..to].partition_point(|start| *start <= place) - 1
    }
}
