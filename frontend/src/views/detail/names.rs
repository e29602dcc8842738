//! All other names of a type, with whose they are.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::neuron::NameKind;
use shared::wire::Name;

use crate::format::number;
use crate::markup::view;
use crate::views::live::live;
use crate::views::more::more;

/// Other names of one kind shown before "more".
const NAMES: usize = 3;

/// One line per kind of name.
#[component]
pub fn Names(names: Vec<Name>) -> impl IntoView {
    let mut kinds: BTreeMap<NameKind, Vec<Name>> = BTreeMap::new();
    for name in names {
        kinds.entry(name.kind).or_default().push(name);
    }
    let lines = kinds.into_iter().map(|(kind, names)| view! { <NamesOfKind kind names/> });
    view! { <ul class="names" aria-label="Other names">{lines.collect_view()}</ul> }
}

#[component]
fn NamesOfKind(kind: NameKind, names: Vec<Name>) -> impl IntoView {
    let rest = names.len().saturating_sub(NAMES);
    let shows_all = RwSignal::new(rest == 0);
    let shown = live(move || {
        let few = if shows_all.get() { names.len() } else { NAMES };
        let name = |(at, name): (usize, Name)| {
            let source = name.source.map(|source| format!(" ({source})"));
            let join = (at > 0).then_some(", ");
            view! { {join}<b><bdi>{name.name}</bdi></b>{source} }
        };
        names.iter().take(few).cloned().enumerate().map(name).collect_view().into_any()
    });
    view! {
        <li>
            <small>{kind.label()}</small>" "{shown}" "
            {more(format!("{} more", number(rest as u64)), shows_all)}
        </li>
    }
}
