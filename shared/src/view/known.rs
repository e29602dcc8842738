//! What of a view a dataset knows: a view is taken along to another dataset, which may have other
//! regions, values and types.

use super::{Rows, View, Way};
use crate::expression::{Expression, Term};
use crate::index::{Facet, Index};
use crate::matrix::Column;

/// Something that a view asks for and a dataset does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// A region, chosen or excluded.
    Region(Way, String),
    /// A value, chosen or excluded.
    Value(Facet, String),
    /// This many of the further conditions name something that is not there.
    Conditions(usize),
    /// The type that was open.
    Type(String),
}

impl View {
    /// As much of it as the index knows, and what it does not. The basket stays as it is: it is
    /// collected over datasets, too.
    pub fn known_to(&self, index: &Index) -> (View, Vec<Unknown>) {
        let mut view = self.clone();
        let mut unknown = Vec::new();
        for way in Way::ALL {
            let filter = way.of_mut(&mut view);
            for names in [&mut filter.any, &mut filter.none] {
                names.retain(|name| {
                    let is_known = index.regions.find(name).is_some();
                    if !is_known {
                        unknown.push(Unknown::Region(way, name.clone()));
                    }
                    is_known
                });
            }
        }
        for (facet, choice) in &mut view.facets {
            for values in [&mut choice.any, &mut choice.none] {
                values.retain(|value| {
                    let is_known = index.value_id(*facet, value).is_some();
                    if !is_known {
                        unknown.push(Unknown::Value(*facet, value.clone()));
                    }
                    is_known
                });
            }
        }
        view.facets.retain(|_, choice| !choice.is_open());
        view.also.retain(|condition| is_known(index, condition));
        let conditions = self.also.len() - view.also.len();
        unknown.extend((conditions > 0).then_some(Unknown::Conditions(conditions)));
        if let Some(name) = view.open.take_if(|name| index.find(name).is_none()) {
            unknown.push(Unknown::Type(name));
        }
        let is_column = |name| name == Column::OUTSIDE || index.regions.find(name).is_some();
        if view.heat.by().is_some_and(|name| !is_column(name)) {
            view.heat.rows = Rows::Listed;
        }
        (view, unknown)
    }
}

/// Whether each region and each value that a condition names is there.
fn is_known(index: &Index, condition: &Expression) -> bool {
    match condition {
        Expression::All(parts) | Expression::Any(parts) => {
            parts.iter().all(|part| is_known(index, part))
        }
        Expression::Not(part) => is_known(index, part),
        Expression::Is(Term::Region(_, region, _)) => index.regions.find(region).is_some(),
        Expression::Is(Term::Value(facet, pattern)) => {
            index.values(*facet).iter().any(|value| pattern.fits(value))
        }
        Expression::Is(_) => true,
    }
}
