//! A region in the tree of regions.

use crate::markup::view;
use leptos::prelude::*;
use shared::roi::RegionId;

use super::live::{flag, perhaps, text};
use super::region_tree::Tree;
use crate::choice::{Act, Stand};
use crate::format::number;
use crate::outline;

/// Deepest indentation that the style sheet knows.
const DEEPEST: u16 = 6;

/// The node: a click chooses it, its arrow shows what lies within.
pub fn node(tree: Tree, id: RegionId) -> AnyView {
    let regions = tree.state.regions.get_untracked();
    let Some(region) = regions.all.get(usize::from(id)).cloned() else { return ().into_any() };
    let has_children = outline::has_children(&regions, id);
    let siblings = outline::siblings(&regions, id);
    let place = siblings.iter().position(|sibling| *sibling == id).unwrap_or(0) + 1;
    let name = region.name.clone();
    let pick = Memo::new(move |_| tree.picks.pick(usize::from(id), &name));
    let class = format!("option node depth-{}", region.depth.min(DEEPEST));
    let is_open = Memo::new(move |_| has_children && tree.is_opened(id));
    let is_reachable = Memo::new(move |_| tree.is_reachable(id));
    let excluded = move || (pick.get().stand == Stand::Excluded).then(|| "excluded".to_owned());
    let full = region.full_name.filter(|full| !full.is_empty() && *full != region.name);
    view! {
        <div
            id=tree.element_id(id)
            class=text(move || pick.get().class(&class))
            role="treeitem"
            tabindex=text(move || if is_reachable.get() { "0" } else { "-1" }.to_owned())
            attr:aria-level=(region.depth + 1).to_string()
            attr:aria-posinset=place.to_string()
            attr:aria-setsize=siblings.len().to_string()
            aria-expanded=perhaps(move || has_children.then(|| is_open.get().to_string()))
            aria-checked=text(move || (pick.get().stand == Stand::Chosen).to_string())
            on:focus=move |_| tree.reach(id)
            on:click=move |_| tree.act(id, Act::Choose)
        >
            <span
                class="twist"
                class:leaf=!has_children
                class:opened=flag(move || is_open.get())
                aria-hidden="true"
                on:click=move |event| {
                    if has_children {
                        event.stop_propagation();
                        tree.toggle(id);
                    }
                }
            ></span>
            <span class="box" aria-hidden="true"></span>
            <span class="value"><bdi>{region.name}</bdi>{full.map(|full| view! { " "<small>{full}</small> })}</span>
            <span class="only-read">{perhaps(excluded)}</span>
            <button class="not" tabindex="-1" aria-hidden="true" on:click=move |event| {
                event.stop_propagation();
                tree.act(id, Act::Exclude);
            }></button>
            <span class="count">{text(move || number(u64::from(pick.get().types)))}</span>
        </div>
    }
    .into_any()
}
