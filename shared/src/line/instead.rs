//! What words could stand for that are no name.

use super::Offer;
use super::complete::complete;
use super::key::facet_in_words;
use super::near::nearest;
use super::read::read;
use super::write::of_facet;
use crate::facets::answer;
use crate::index::{Facet, Index};
use crate::view::View;

/// A condition in place of words that were searched for.
#[derive(Debug, Clone, PartialEq)]
pub struct Instead {
    /// The condition as a line has it, such as `in:EB`.
    pub condition: String,
    /// What it is, in words.
    pub about: String,
    /// The whole line with it.
    pub line: String,
    /// Types that this leaves.
    pub types: usize,
}

/// The conditions that the words of a view could stand for (a region by its full name, a value;
/// else a transmitter but for typos), the best so many of them in order; none that leaves no type.
pub fn instead(index: &Index, view: &View, most: usize) -> Vec<Instead> {
    let text = view.text.trim();
    let rest = View { text: String::new(), ..view.clone() };
    let line_of_rest = rest.line();
    let completion = complete(text, text.len(), index, &rest);
    let put = |offer: &Offer, words: String| {
        let line = format!("{line_of_rest} {}", words.trim());
        let mut view = rest.clone();
        read(&line, Some(index)).ok()?.put_into(&mut view);
        let types = answer(index, &view).types.len();
        let (condition, about) = (offer.insert.clone(), offer.about.clone());
        (types > 0).then_some(Instead { condition, about, line, types })
    };
    // What has no number of types is a key that still needs a value.
    let conditions = completion.offers.iter().filter(|offer| offer.types.is_some());
    let mut found: Vec<Instead> = conditions
        .filter_map(|offer| put(offer, completion.accept(text, offer).0))
        .take(most)
        .collect();
    if found.is_empty() {
        found.extend(near_transmitter(index, text).and_then(|it| put(&it, it.insert.clone())));
    }
    found
}

/// The transmitter that is meant by a word with typos.
fn near_transmitter(index: &Index, text: &str) -> Option<Offer> {
    let facet = Facet::Transmitter;
    let value = nearest(text, index.values(facet).iter().map(AsRef::as_ref))?;
    Some(Offer { insert: of_facet(facet, value), about: facet_in_words(facet), types: None })
}
