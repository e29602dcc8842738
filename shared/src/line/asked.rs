//! What a line asks for, spread over the filters that can show it.

use std::collections::BTreeSet;

use crate::expression::{Expression, Term};
use crate::index::Facet;
use crate::view::{Choice, Mode, RegionFilter, Threshold, View, Way};

/// What a line asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Asked {
    /// Only those parts of it that a line can say.
    view: View,
}

impl Asked {
    /// A text to search for.
    pub(super) fn words(text: &str) -> Asked {
        Asked { view: View { text: text.to_owned(), ..View::default() } }
    }

    /// Puts it into a view in place of what narrowed there; how the page counts (thresholds and
    /// modes of filters that do not need one) stays.
    pub fn put_into(self, view: &mut View) {
        let View { text, input, output, mut facets, measures, also, .. } = self.view;
        view.text = text;
        put_regions(input, &mut view.input);
        put_regions(output, &mut view.output);
        for (facet, choice) in &mut facets {
            if let Some(before) = view.facets.get(facet).filter(|_| choice.any.len() < 2) {
                choice.mode = before.mode;
            }
        }
        view.facets = facets;
        view.measures = measures;
        view.also = also;
    }

    fn add(&mut self, expression: Expression) {
        match expression {
            Expression::All(parts) => parts.into_iter().for_each(|part| self.add(part)),
            Expression::Is(Term::Words(words)) => {
                let text = &mut self.view.text;
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&words);
            }
            Expression::Is(Term::Within(measure, bounds)) => {
                let mut both = self.view.bounds(measure);
                both.least = both.least.max(bounds.least);
                both.most = match (both.most, bounds.most) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                self.view.set_bounds(measure, both);
            }
            other => self.filter_or_also(other),
        }
    }

    fn filter_or_also(&mut self, expression: Expression) {
        let (group, is_negative) = match &expression {
            Expression::Not(part) => (group(part), true),
            other => (group(other), false),
        };
        let is_shown = match group {
            Some((Of::Facet(facet), values)) => {
                let choice = self.view.facets.entry(facet).or_default();
                let Choice { any, none, mode } = choice;
                put(any, none, mode, values, is_negative)
            }
            Some((Of::Region(way, threshold), regions)) => {
                let filter = way.of_mut(&mut self.view);
                if filter.is_open() {
                    filter.threshold = threshold;
                }
                let RegionFilter { any, none, mode, .. } = filter;
                filter.threshold == threshold && put(any, none, mode, regions, is_negative)
            }
            None => false,
        };
        if !is_shown {
            self.view.also.push(expression);
        }
    }
}

impl From<Expression> for Asked {
    fn from(expression: Expression) -> Asked {
        let mut asked = Asked::default();
        asked.add(expression);
        asked
    }
}

fn put_regions(new: RegionFilter, filter: &mut RegionFilter) {
    let mode = if new.any.len() < 2 { filter.mode } else { new.mode };
    let threshold = if new.is_open() { filter.threshold } else { new.threshold };
    *filter = RegionFilter { mode, threshold, ..new };
}

/// One filter.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Facet(Facet),
    Region(Way, Threshold),
}

/// Values of one filter, any of which will do.
fn group(expression: &Expression) -> Option<(Of, BTreeSet<String>)> {
    let parts = match expression {
        Expression::Is(_) => std::slice::from_ref(expression),
        Expression::Any(parts) => parts,
        _ => return None,
    };
    let mut of = None;
    let mut values = BTreeSet::new();
    for part in parts {
        let (this, value) = match part {
            Expression::Is(Term::Value(facet, pattern)) if !pattern.is_open() => {
                (Of::Facet(*facet), &pattern.0)
            }
            Expression::Is(Term::Region(way, region, least)) => (Of::Region(*way, *least), region),
            _ => return None,
        };
        if *of.get_or_insert(this) != this {
            return None;
        }
        values.insert(value.clone());
    }
    of.map(|of| (of, values))
}

/// Whether the filter can show these values beside what it has: several of which any will do only
/// if there are no others.
fn put(
    any: &mut BTreeSet<String>,
    none: &mut BTreeSet<String>,
    mode: &mut Mode,
    mut values: BTreeSet<String>,
    is_negative: bool,
) -> bool {
    if is_negative {
        none.append(&mut values);
    } else if any.is_empty() {
        *any = values;
    } else if values.len() == 1 && (any.len() == 1 || *mode == Mode::All) {
        any.append(&mut values);
        *mode = if any.len() > 1 { Mode::All } else { Mode::Any };
    } else {
        return false;
    }
    true
}
