//! Values as people write them, and as the index has them.

use super::key::facet_in_words;
use super::near::nearest;
use super::problem::{Mistake, Problem};
use super::token::Word;
use crate::expression::Pattern;
use crate::index::{Facet, Index};
use crate::names::fold;
use crate::neuron::Attribute;
use crate::roi::without_side;

/// Sides, the short way first in which they are written.
const SIDES: [(&str, &str); 17] = [
    ("L", "some left"),
    ("R", "some right"),
    ("M", "some middle"),
    ("unknown", "some unknown"),
    ("both", "left and right"),
    ("onlyL", "only left"),
    ("onlyR", "only right"),
    ("onlyM", "only middle"),
    ("left", "some left"),
    ("right", "some right"),
    ("middle", "some middle"),
    ("LR", "left and right"),
    ("only-L", "only left"),
    ("only-R", "only right"),
    ("only-M", "only middle"),
    ("?", "some unknown"),
    ("bilateral", "left and right"),
];

/// The value that a short way of writing stands for.
pub(super) fn spelt(facet: Facet, written: &str) -> &str {
    if facet == Facet::Side {
        let side = SIDES.iter().find(|(short, _)| short.eq_ignore_ascii_case(written));
        return side.map_or(written, |(_, value)| value);
    }
    if facet.is_transmitter() { Attribute::ConsensusNt.spelt(written) } else { written }
}

/// The short way of writing a value.
pub(super) fn short(facet: Facet, value: &str) -> Option<&'static str> {
    let side = SIDES.iter().find(|(_, side)| *side == value && facet == Facet::Side);
    side.map(|(short, _)| *short)
}

/// The value of a facet that is meant, spelt as the index spells it; without an index as it is
/// written.
pub(super) fn value(facet: Facet, word: &Word, index: Option<&Index>) -> Result<Pattern, Problem> {
    let written = match word.is_quoted {
        true => word.text.as_str(),
        false => spelt(facet, &word.text),
    };
    let Some(index) = index else { return Ok(Pattern(written.to_owned())) };
    let values = index.values(facet);
    let problem = |mistake| Err(Problem::new(word.range.clone(), mistake));
    if values.is_empty() {
        return problem(Mistake::NotHere(facet_in_words(facet)));
    }
    if values.iter().any(|value| &**value == written) || is_side(facet, written) {
        return Ok(Pattern(written.to_owned()));
    }
    let pattern = Pattern(written.to_owned());
    if pattern.is_open() && values.iter().any(|value| pattern.fits(value)) {
        return Ok(pattern);
    }
    for text in [written, spelt(facet, &word.text)] {
        let found = meant(text, values.iter().map(|value| (&**value, &**value)));
        match found.as_slice() {
            [] => {}
            [value] => return Ok(Pattern((*value).to_owned())),
            several => {
                let several = several.iter().map(|value| quoted_value(facet, value)).collect();
                let (about, text) = (facet_in_words(facet), word.text.clone());
                return problem(Mistake::Several(about, text, several));
            }
        }
    }
    let near = nearest(written, values.iter().map(AsRef::as_ref));
    let mistake = Mistake::NoValue(facet_in_words(facet), word.text.clone());
    problem(mistake).map_err(|it: Problem| it.or_instead(near.map(|it| quoted_value(facet, it))))
}

/// A side that no type of this dataset has is still a side.
fn is_side(facet: Facet, value: &str) -> bool {
    facet == Facet::Side && SIDES.iter().any(|(_, side)| *side == value)
}

/// The region that is meant: by its name, or else by its full name, with or without a side.
pub(super) fn region(word: &Word, index: Option<&Index>) -> Result<String, Problem> {
    let Some(index) = index else { return Ok(word.text.clone()) };
    if index.regions.find(&word.text).is_some() {
        return Ok(word.text.clone());
    }
    let regions = &index.regions.all;
    let problem = |mistake| Err(Problem::new(word.range.clone(), mistake));
    if regions.is_empty() {
        return problem(Mistake::NotHere("regions".to_owned()));
    }
    let names = regions.iter().map(|region| (&*region.name, &*region.name));
    let full_names =
        regions.iter().filter_map(|region| Some((&*region.name, region.full_name.as_deref()?)));
    let text = without_side(&word.text);
    let by_name = meant(&text, names.clone());
    let found = if by_name.is_empty() { meant(&text, full_names.clone()) } else { by_name };
    match found.as_slice() {
        [] => {
            let near = nearest(&word.text, names.chain(full_names).map(|(_, spelt)| spelt));
            let mistake = Mistake::NoValue("region".to_owned(), word.text.clone());
            problem(mistake).map_err(|it: Problem| it.or_instead(near.map(quoted)))
        }
        [name] => Ok((*name).to_owned()),
        several => {
            let several = several.iter().map(|name| quoted(name)).collect();
            problem(Mistake::Several("region".to_owned(), word.text.clone(), several))
        }
    }
}

/// Of things with their spellings, those that a text means: the ones that are spelt like it; else
/// those that differ by case alone; else those of the same letters and digits. The hemibrain has
/// `AL`, `aL` and `a'L`, so the first of several would be a guess.
fn meant<'a>(
    text: &str,
    spellings: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Vec<&'a str> {
    let alike = |is_alike: &dyn Fn(&str) -> bool| -> Vec<&str> {
        let alike = spellings.clone().filter(|(_, spelt)| is_alike(spelt));
        alike.map(|(name, _)| name).collect()
    };
    let (lower, folded) = (text.to_lowercase(), fold(text).key);
    let mut found = alike(&|spelt| spelt == text);
    if found.is_empty() {
        found = alike(&|spelt| spelt.to_lowercase() == lower);
    }
    if found.is_empty() && !folded.is_empty() {
        found = alike(&|spelt| fold(spelt).key == folded);
    }
    found
}

/// A value as the line writes it: in quotes where it needs them.
pub(super) fn quoted(value: &str) -> String {
    if is_plain(value) {
        return value.to_owned();
    }
    in_quotes(value)
}

/// The same of a facet, as the screen spells it (`GABA`) where that is read as the value: one that
/// would be taken for a short way of writing another needs quotes, too.
pub(super) fn quoted_value(facet: Facet, value: &str) -> String {
    let label = facet.value_label(value);
    match short(facet, value) {
        Some(short) => short.to_owned(),
        None if label != value && spelt(facet, label) == value => quoted(label),
        None if spelt(facet, value) != value => in_quotes(value),
        None => quoted(value),
    }
}

pub(super) fn in_quotes(value: &str) -> String {
    let mut text = String::from('"');
    for c in value.chars() {
        if c == '\\' || super::token::is_quote(c) {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

/// Whether a value can stand without quotes.
fn is_plain(value: &str) -> bool {
    let mut depth = 0;
    let stands_alone = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth >= 0
            && !c.is_whitespace()
            && !super::token::is_quote(c)
            && !matches!(c, ',' | '\\' | '<' | '>' | '=' | '≥' | '≤')
    };
    !value.is_empty() && value.chars().all(stands_alone) && depth == 0
}
