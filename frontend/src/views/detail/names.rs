//! All other names of a type, with whose they are. What other datasets call it has a part of its
//! own ([`super::counterparts`]).

use std::collections::BTreeMap;

use crate::markup::view;
use leptos::prelude::*;
use shared::citation;
use shared::links;
use shared::neuron::NameKind;
use shared::wire::{Dataset, Link, Name};

use crate::format::number;
use crate::state::use_state;
use crate::views::live::live;
use crate::views::more::more;
use crate::views::outward::outward;

/// Other names of one kind shown before "more".
const NAMES: usize = 3;

/// One line per kind of name.
pub fn names(names: Vec<Name>) -> AnyView {
    let mut kinds: BTreeMap<NameKind, Vec<Name>> = BTreeMap::new();
    for name in names.into_iter().filter(|name| !name.kind.is_mapped()) {
        kinds.entry(name.kind).or_default().push(name);
    }
    if kinds.is_empty() {
        return ().into_any();
    }
    let dataset = use_state().dataset.get_untracked().unwrap_or_default();
    let lines: Vec<_> =
        kinds.into_iter().map(|(kind, names)| of_kind(&dataset, kind, names)).collect();
    view! { <ul class="names" aria-label="Other names">{lines}</ul> }.into_any()
}

fn of_kind(dataset: &Dataset, kind: NameKind, names: Vec<Name>) -> AnyView {
    let rest = names.len().saturating_sub(NAMES);
    let shows_all = RwSignal::new(rest == 0);
    let dataset = dataset.clone();
    let shown = live(move || {
        let few = if shows_all.get() { names.len() } else { NAMES };
        let one = |(at, name): (usize, &Name)| one(&dataset, at, name);
        names.iter().take(few).enumerate().map(one).collect_view().into_any()
    });
    view! {
        <li>
            <small>{kind.label()}</small>" "{shown}" "
            {more(format!("{} more", number(rest as u64)), shows_all)}
        </li>
    }
    .into_any()
}

fn one(dataset: &Dataset, at: usize, name: &Name) -> AnyView {
    let join = (at > 0).then_some(", ");
    let text = match links::of_name(dataset, name) {
        Some(Link { href, .. }) => outward(&Link { text: name.name.clone(), href }, "link"),
        None => view! { <b><bdi>{name.name.clone()}</bdi></b> }.into_any(),
    };
    let source = name.source.as_ref().map(|source| {
        view! { " ("{sources(source)}")" }
    });
    view! { {join}{text}{source} }.into_any()
}

/// Whose name it is; a link to the paper where it is known which one it is.
fn sources(written: &str) -> Vec<AnyView> {
    let one = |(at, (source, paper)): (usize, (&str, Option<String>))| {
        let join = (at > 0).then_some(", ");
        let source = match paper {
            Some(href) => outward(&Link { text: source.to_owned(), href }, "link"),
            None => view! { <bdi>{source.to_owned()}</bdi> }.into_any(),
        };
        view! { {join}{source} }.into_any()
    };
    citation::sources(written).into_iter().enumerate().map(one).collect()
}
