//! What words could stand for that are no name.

use super::complete::complete;
use super::read::read;
use crate::facets::answer;
use crate::index::Index;
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

/// The conditions that the words of a view could stand for (a region by its full name, a value),
/// the best so many of them in order; none that leaves no type.
pub fn instead(index: &Index, view: &View, most: usize) -> Vec<Instead> {
    let text = view.text.trim();
    let rest = View { text: String::new(), ..view.clone() };
    let line_of_rest = rest.line();
    let completion = complete(text, text.len(), index, &rest);
    let put = |offer: &super::Offer| {
        let (words, _) = completion.accept(text, offer);
        let line = format!("{line_of_rest} {}", words.trim());
        let mut view = rest.clone();
        read(&line, Some(index)).ok()?.put_into(&mut view);
        let types = answer(index, &view).types.len();
        let (condition, about) = (offer.insert.clone(), offer.about.clone());
        (types > 0).then_some(Instead { condition, about, line, types })
    };
    // What has no number of types is a key that still needs a value.
    let conditions = completion.offers.iter().filter(|offer| offer.types.is_some());
    conditions.filter_map(put).take(most).collect()
}
