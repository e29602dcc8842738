//! Expressions of every kind, for laws that must hold for all of them.

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use shared::expression::{Expression, Pattern, Term};
use shared::index::{Facet, Measure};
use shared::neuron::NameKind;
use shared::view::{Bounds, Threshold, Way};

/// A text that is hard on whatever writes it.
pub fn a_value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[!(\\\\-]{0,2}[a-z,&='\"+%# é漢*():<>]{0,8}",
        select(vec!["and", "or", "not", "L", "ach", "nt:gaba", "", "some left", "gaba"])
            .prop_map(str::to_owned),
        any::<String>(),
    ]
}

/// Bounds that are not open.
pub fn some_bounds() -> impl Strategy<Value = Bounds> {
    let bounds = (option::of(any::<u64>()), option::of(any::<u64>()));
    let bounds = bounds.prop_map(|(least, most)| Bounds { least, most });
    bounds.prop_filter("says nothing", |bounds| !bounds.is_open())
}

/// A threshold.
pub fn a_threshold() -> impl Strategy<Value = Threshold> {
    prop_oneof![
        (1e-9..=100.0).prop_map(Threshold::Share),
        (1..u64::MAX).prop_map(Threshold::Connections),
    ]
}

fn a_way() -> impl Strategy<Value = Way> {
    select(Way::ALL.as_slice())
}

fn a_term() -> impl Strategy<Value = Term> {
    let pattern = || a_value().prop_map(Pattern);
    prop_oneof![
        (option::of(select(NameKind::ALL.as_slice())), pattern())
            .prop_map(|(a, b)| Term::Name(a, b)),
        (select(Facet::ALL.as_slice()), pattern()).prop_map(|(a, b)| Term::Value(a, b)),
        (select(Measure::ALL.as_slice()), some_bounds()).prop_map(|(a, b)| Term::Within(a, b)),
        (a_way(), a_value(), a_threshold()).prop_map(|(a, b, c)| Term::Region(a, b, c)),
        btree_set(a_value(), 1..4).prop_map(Term::OneOf),
        a_value().prop_map(Term::Words),
    ]
}

/// An expression.
pub fn an_expression() -> impl Strategy<Value = Expression> {
    a_term().prop_map(Expression::Is).prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Expression::All),
            vec(inner.clone(), 2..4).prop_map(Expression::Any),
            inner.prop_map(|part| Expression::Not(Box::new(part))),
        ]
    })
}
