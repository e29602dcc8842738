//! What the word at the caret could become.

use std::ops::Range;

use super::key::{Key, facet_in_words};
use super::near::nearest_within;
use super::read::read;
use super::token::{Condition, Token, What, Word, tokens, without};
use super::value::{quoted, quoted_value, spelt};
use crate::facets::{Counts, answer};
use crate::index::{Facet, Index};
use crate::names::fold;
use crate::neuron::NameKind;
use crate::roi::Region;
use crate::search::{matched, search};
use crate::view::{RegionFilter, View, Way};

/// Offers at once.
const MOST: usize = 8;

/// What is offered in place of a part of the line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completion {
    /// The bytes of the line that an offer replaces.
    pub range: Range<usize>,
    /// Best first; may be empty.
    pub offers: Vec<Offer>,
}

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is put into the line.
    pub insert: String,
    /// What it is, in words.
    pub about: String,
    /// How many types it would leave, where that is known.
    pub types: Option<u32>,
}

impl Completion {
    /// The line with an offer in it, and where the caret stands then. Behind a value comes a
    /// space, behind a key its value.
    pub fn accept(&self, text: &str, offer: &Offer) -> (String, usize) {
        let (before, after) = (&text[..self.range.start], &text[self.range.end..]);
        let space = match offer.insert.ends_with(':') || after.starts_with([' ', ',', ')']) {
            true => "",
            false => " ",
        };
        let line = [before, &offer.insert, space].concat();
        let caret = line.len();
        (line + after, caret)
    }
}

/// Completes the word that ends at, or goes on after, the caret (a byte of the line). The counts
/// are of the types that there would be with that offer and the rest of the line, in a view that
/// is this one otherwise.
pub fn complete(text: &str, caret: usize, index: &Index, view: &View) -> Completion {
    let counts = Counts::default();
    let from = From { index, counts: &counts };
    let completion = from.at(text, caret);
    if completion.offers.iter().all(|offer| offer.types.is_none()) {
        return completion;
    }
    let rest = without(text, completion.range);
    let counts = match read(&rest, Some(index)) {
        Ok(asked) => {
            let mut view = view.clone();
            // The threshold of an offer is the one that stands for itself.
            (view.input, view.output) = (RegionFilter::default(), RegionFilter::default());
            asked.put_into(&mut view);
            answer(index, &view).counts(index)
        }
        Err(_) => answer(index, view).counts(index),
    };
    From { index, counts: &counts }.at(text, caret)
}

/// What offers are made of.
struct From<'a> {
    index: &'a Index,
    counts: &'a Counts,
}

/// An offer with its place: how well it fits, and how many types it has.
type Ranked = ((u8, std::cmp::Reverse<u32>), Offer);

fn best(mut offers: Vec<Ranked>, most: usize) -> Vec<Offer> {
    offers.sort_by_key(|(place, _)| *place);
    offers.truncate(most);
    offers.into_iter().map(|(_, offer)| offer).collect()
}

/// How well what is typed fits a name; the lower, the better.
fn fit(typed: &str, name: &str) -> Option<u8> {
    let name = fold(name);
    let at = name.key.find(typed)?;
    Some(match at {
        0 if name.key.len() == typed.len() => 0,
        0 => 1,
        at if name.word_start[at] => 2,
        _ => 3,
    })
}

impl From<'_> {
    fn at(&self, text: &str, caret: usize) -> Completion {
        let tokens = tokens(text);
        let is_here = |token: &Token| token.range.start < caret && caret <= token.range.end;
        let Some(at) = tokens.iter().position(is_here) else { return Completion::default() };
        let completion = match &tokens[at].what {
            What::Condition(condition) => self.value(text, caret, condition),
            What::Word(word) if !word.is_quoted => self.words(text, caret, &tokens[..=at]),
            _ => None,
        };
        completion.unwrap_or_default()
    }

    /// Within a condition: its value.
    fn value(&self, text: &str, caret: usize, condition: &Condition) -> Option<Completion> {
        let is_here = |word: &&Word| word.range.start <= caret && caret <= word.range.end;
        let word = condition.values.iter().find(is_here);
        let range = match word {
            Some(word) => word.range.clone(),
            None if text[..caret].trim_end().ends_with([':', '=', ',']) => caret..caret,
            None => return None,
        };
        let typed = text[range.start..caret].trim_start_matches(super::token::is_quote);
        let offers = match condition.key {
            Key::Facet(facet) => best(self.values(facet, typed), MOST),
            Key::Region(way) => self.regions(way.unwrap_or(Way::Input), typed, 3, MOST),
            Key::Name(kind) => self.names(kind, typed),
            Key::Types => self.names(Some(NameKind::Type), typed),
            Key::Measure(_) => Vec::new(),
        };
        let is_finished = matches!(&offers[..], [only] if is_written(&text[range.clone()], only));
        let offers = if is_finished { Vec::new() } else { offers };
        Some(Completion { range, offers })
    }

    fn values(&self, facet: Facet, typed: &str) -> Vec<Ranked> {
        let meant = [fold(typed).key, fold(spelt(facet, typed)).key];
        let mut offers = Vec::new();
        for (at, value) in self.index.values(facet).iter().enumerate() {
            if let Some(fit) = meant.iter().filter_map(|typed| fit(typed, value)).min() {
                offers.push(self.value_offer(facet, at, fit));
            }
        }
        offers
    }

    fn value_offer(&self, facet: Facet, at: usize, fit: u8) -> Ranked {
        let value = &self.index.values(facet)[at];
        let counts = self.counts.values.get(&facet);
        let types = counts.and_then(|counts| counts.get(at)).copied().unwrap_or(0);
        let insert = quoted_value(facet, value);
        let label = facet.value_label(value);
        let about =
            if label.eq_ignore_ascii_case(&insert) { String::new() } else { label.to_owned() };
        ((fit, std::cmp::Reverse(types)), Offer { insert, about, types: Some(types) })
    }

    /// The regions whose name or full name fits at least so well, by their names.
    fn found_regions(&self, typed: &str, worst: u8) -> Vec<(u8, usize)> {
        let typed = fold(typed).key;
        let fits = |region: &Region| {
            let full_name = region.full_name.as_deref().and_then(|name| fit(&typed, name));
            [fit(&typed, &region.name), full_name].into_iter().flatten().min()
        };
        let regions = self.index.regions.all.iter().enumerate();
        let fitting = regions.filter_map(|(id, region)| Some((fits(region)?, id)));
        fitting.filter(|(fit, _)| *fit <= worst).collect()
    }

    fn region(&self, way: Way, id: usize) -> (u32, Offer) {
        let region = &self.index.regions.all[id];
        let types = self.counts.regions(way).get(id).copied().unwrap_or(0);
        let about = region.full_name.clone().unwrap_or_default();
        (types, Offer { insert: quoted(&region.name), about, types: Some(types) })
    }

    fn regions(&self, way: Way, typed: &str, worst: u8, most: usize) -> Vec<Offer> {
        let found = self.found_regions(typed, worst);
        let ranked = found.into_iter().map(|(fit, id)| {
            let (types, offer) = self.region(way, id);
            ((fit, std::cmp::Reverse(types)), offer)
        });
        best(ranked.collect(), most)
    }

    /// Names of types; of another kind, those among the best hits that have one.
    fn names(&self, kind: Option<NameKind>, typed: &str) -> Vec<Offer> {
        let mut offers: Vec<Offer> = Vec::new();
        for found in search(self.index, typed).unwrap_or_default() {
            let matched = matched(self.index, &found, typed);
            let name = self.index.entries[found.id as usize].name.to_string();
            let (insert, about) = match kind {
                Some(NameKind::Type) if matched.kind == NameKind::Type => (name, String::new()),
                Some(NameKind::Type) => {
                    (name, format!("{} {}", matched.kind.label(), matched.name))
                }
                Some(kind) if kind != matched.kind => continue,
                _ => (matched.name, name),
            };
            let offer = Offer { insert: quoted(&insert), about, types: None };
            if !offers.contains(&offer) {
                offers.push(offer);
            }
            if offers.len() == MOST {
                break;
            }
        }
        offers
    }

    /// Words: what they could be besides words. Of several the longest end that fits something,
    /// so that `kc ellipsoid body` knows the ellipsoid body; but for a typo or two, that of several
    /// words before the last one alone, so that `elipsoid body` does not leave a word behind.
    fn words(&self, text: &str, caret: usize, tokens: &[Token]) -> Option<Completion> {
        let is_word = |token: &&Token| matches!(&token.what, What::Word(it) if !it.is_quoted);
        let run = tokens.iter().rev().take_while(is_word);
        let mut starts: Vec<usize> = run.map(|token| token.range.start).collect();
        let end = tokens.last()?.range.end;
        let last = starts[0];
        starts.reverse();
        let several = starts.iter().copied().filter(|start| *start != last);
        let exactly = several.clone().map(|start| (start, self.conditions(&text[start..caret])));
        let nearly = several.map(|start| (start, self.near_region(&text[start..caret])));
        let is_found = |(_, offers): &(usize, Vec<Offer>)| !offers.is_empty();
        let (start, offers) = exactly.chain(nearly).find(is_found).unwrap_or_else(|| {
            let mut offers = self.keys(&text[last..caret]);
            offers.extend(self.conditions(&text[last..caret]));
            offers.truncate(MOST);
            (last, offers)
        });
        (!offers.is_empty()).then_some(Completion { range: start..end, offers })
    }

    /// The region whose full name was meant but for a typo or two.
    fn near_region(&self, words: &str) -> Vec<Offer> {
        let full_names = || self.index.regions.all.iter().map(|it| it.full_name.as_deref());
        let meant = nearest_within(words, full_names().flatten(), |letters| (letters / 6).min(2));
        let id = meant.and_then(|meant| full_names().position(|name| name == Some(meant)));
        id.into_iter().flat_map(|id| self.region_conditions(id)).collect()
    }

    /// Input and output in a region.
    fn region_conditions(&self, id: usize) -> [Offer; 2] {
        Way::ALL.map(|way| {
            let (_, mut offer) = self.region(way, id);
            offer.insert = format!("{}:{}", way.key(), offer.insert);
            let name = std::mem::take(&mut offer.about);
            offer.about = match name.is_empty() {
                true => format!("{} region", way.word()),
                false => format!("{} in {name}", way.word()),
            };
            offer
        })
    }

    /// Keys that go on like this, if the dataset has values for them.
    fn keys(&self, typed: &str) -> Vec<Offer> {
        let mut offers = Vec::new();
        let begins = |name: &str| {
            typed.len() > 1
                && name.get(..typed.len()).is_some_and(|it| it.eq_ignore_ascii_case(typed))
        };
        for (name, key) in Key::all() {
            if begins(name) && self.has(key) {
                let insert = format!("{name}:");
                offers.push(Offer { insert, about: key.about(), types: None });
            }
        }
        offers
    }

    fn has(&self, key: Key) -> bool {
        let has = |value: &str| self.index.values(Facet::Has).iter().any(|it| &**it == value);
        match key {
            Key::Facet(facet) => !self.index.values(facet).is_empty(),
            Key::Region(_) => !self.index.regions.all.is_empty(),
            Key::Name(Some(NameKind::Type | NameKind::Instance) | None) => true,
            Key::Name(Some(kind)) => has(kind.key()),
            Key::Types | Key::Measure(_) => true,
        }
    }

    /// Whole conditions that words could stand for: a region by its name or full name, a value
    /// that begins like this.
    fn conditions(&self, words: &str) -> Vec<Offer> {
        /// So many regions, each with input and output, and so many values.
        const FEW: usize = 3;
        let letters = fold(words).key.chars().count();
        let mut offers = Vec::new();
        if letters < 2 {
            return offers;
        }
        // The beginning of a word of three letters, or the whole name of a region with two.
        let mut regions = self.found_regions(words, if letters > 2 { 2 } else { 0 });
        regions.sort_unstable();
        for (_, id) in regions.into_iter().take(FEW) {
            offers.extend(self.region_conditions(id));
        }
        if letters > 2 {
            offers.extend(self.values_of_any(words, FEW));
        }
        offers
    }

    fn values_of_any(&self, words: &str, most: usize) -> Vec<Offer> {
        let typed = fold(words).key;
        let mut all = Vec::new();
        for facet in Facet::ALL {
            // Sides are words of every day, and what a type has are keys.
            if matches!(facet, Facet::Side | Facet::Has | Facet::Cropped) {
                continue;
            }
            for (at, value) in self.index.values(facet).iter().enumerate() {
                if begins(&typed, value) {
                    // The transmitter that is known best before those that it is chosen from.
                    let fit = u8::from(facet != Facet::Transmitter);
                    let (place, mut offer) = self.value_offer(facet, at, fit);
                    offer.insert = format!("{}:{}", facet.key(), offer.insert);
                    offer.about = facet_in_words(facet);
                    all.push((place, offer));
                }
            }
        }
        best(all, most)
    }
}

/// Whether an offer would change nothing but the case of letters.
fn is_written(typed: &str, offer: &Offer) -> bool {
    typed.to_lowercase() == offer.insert.to_lowercase()
}

/// Whether a name begins with what is typed, which is folded. Every value of every facet is asked
/// at every letter, and most differ in the first.
fn begins(typed: &str, name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    typed.chars().all(|c| letters.next() == Some(c))
}
