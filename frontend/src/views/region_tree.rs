//! The filter by regions: a tree with live counts, and the share that counts as "in".

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use shared::roi::{RegionId, Regions};
use web_sys::KeyboardEvent;

use super::keys;
use super::live::{Key, flag, keyed, perhaps, text};
use super::threshold::ThresholdView;
use crate::choice::{Act, Stand, act_on_region, region_stands};
use crate::format::number;
use crate::markup::view;
use crate::state::{State, use_state};
use shared::view::Way;

/// Deepest indentation that the style sheet knows.
const DEEPEST: u16 = 6;

/// The tree and its threshold.
#[component]
pub fn RegionFilterView(way: Way) -> impl IntoView {
    let title = match way {
        Way::Input => "Input in",
        Way::Output => "Output in",
    };
    let id = format!("filter-{}", way.word());
    view! {
        <div class="filter" role="group" aria-labelledby=id>
            <h3 id=id.clone()>
                <span class=format!("swatch {}", way.word()) aria-hidden="true"></span>
                {title}<small>"any of"</small>
            </h3>
            <Tree way/>
            <ThresholdView way/>
        </div>
    }
}

#[component]
fn Tree(way: Way) -> impl IntoView {
    let state = use_state();
    let tree = TreeState {
        state,
        way,
        opened: RwSignal::new(BTreeSet::new()),
        active: RwSignal::new(None),
    };
    // Whatever is chosen can be seen.
    Effect::new(move |_| {
        let regions = state.regions.get();
        let chosen = state.view.with(|view| {
            let filter = way.of(view);
            filter.any.union(&filter.none).cloned().collect::<Vec<_>>()
        });
        let around = chosen.iter().filter_map(|name| regions.find(name));
        let around: Vec<RegionId> = around.flat_map(|id| ancestors(&regions, id)).collect();
        tree.opened.update(|opened| opened.extend(around));
    });
    let visible = move || {
        let regions = state.regions.get();
        let shown = tree.opened.with(|opened| visible(&regions, opened));
        // Another hierarchy draws all nodes anew: the same number is another region there.
        let hierarchy = Arc::as_ptr(&regions) as usize as u64;
        shown.into_iter().map(|id| (hierarchy, u64::from(id))).collect()
    };
    let node = move |key: Key| view! { <Node tree id={key.1 as RegionId}/> }.into_any();
    view! {
        <div
            class="tree"
            role="tree"
            aria-multiselectable="true"
            aria-label=format!("Regions of {}", way.word())
            on:keydown=move |event| tree.key(&event)
        >
            {keyed(visible, node)}
        </div>
    }
}

/// What one tree knows of itself.
#[derive(Clone, Copy)]
struct TreeState {
    state: State,
    way: Way,
    opened: RwSignal<BTreeSet<RegionId>>,
    active: RwSignal<Option<RegionId>>,
}

impl TreeState {
    fn element_id(self, id: RegionId) -> String {
        format!("{}-region-{id}", self.way.word())
    }

    /// The one that Tab reaches: the one reached last, else the first.
    fn is_reachable(self, id: RegionId) -> bool {
        self.active.get().unwrap_or(0) == id
    }

    fn act(self, id: RegionId, what: Act) {
        let regions = self.state.regions.get_untracked();
        if let Some(region) = regions.all.get(usize::from(id)) {
            self.state.choose(|view| act_on_region(view, self.way, &region.name, what));
        }
    }

    fn toggle(self, id: RegionId) {
        self.opened.update(|opened| {
            if !opened.remove(&id) {
                opened.insert(id);
            }
        });
    }

    fn go_to(self, id: RegionId) {
        self.active.set(Some(id));
        keys::focus(&self.element_id(id));
    }

    fn key(self, event: &KeyboardEvent) {
        let regions = self.state.regions.get_untracked();
        let shown = self.opened.with_untracked(|opened| visible(&regions, opened));
        let id = self.active.get_untracked().unwrap_or(0);
        let Some(at) = shown.iter().position(|other| *other == id) else { return };
        let is_open = self.opened.with_untracked(|opened| opened.contains(&id));
        let first_child = regions.within(Some(id)).next();
        match event.key().as_str() {
            "ArrowDown" => self.go_to(shown[(at + 1).min(shown.len() - 1)]),
            "ArrowUp" => self.go_to(shown[at.saturating_sub(1)]),
            "Home" => self.go_to(shown[0]),
            "End" => self.go_to(shown[shown.len() - 1]),
            "ArrowRight" if first_child.is_some() && !is_open => self.toggle(id),
            "ArrowRight" => first_child.into_iter().for_each(|child| self.go_to(child)),
            "ArrowLeft" if first_child.is_some() && is_open => self.toggle(id),
            "ArrowLeft" => {
                regions.all[usize::from(id)].parent.into_iter().for_each(|up| self.go_to(up));
            }
            " " | "Enter" => self.act(id, Act::Choose),
            "x" => self.act(id, Act::Exclude),
            _ => return,
        }
        event.prevent_default();
    }
}

#[component]
fn Node(tree: TreeState, id: RegionId) -> impl IntoView {
    let TreeState { state, way, opened, active } = tree;
    let regions = state.regions.get_untracked();
    let Some(region) = regions.all.get(usize::from(id)).cloned() else { return ().into_any() };
    let has_children = regions.within(Some(id)).next().is_some();
    let name = region.name.clone();
    let is = move |stand| state.view.with(|view| region_stands(view, way, &name) == stand);
    let (is_chosen, is_excluded, is_said_excluded, is_checked) =
        (is.clone(), is.clone(), is.clone(), is);
    let types = move || {
        state.answer.with(|answer| {
            let counts = answer.0.counts.regions(way);
            counts.get(usize::from(id)).copied().unwrap_or(0)
        })
    };
    let full = region.full_name.filter(|full| !full.is_empty() && *full != region.name);
    let words = full.map_or(region.name.clone(), |full| format!("{} · {full}", region.name));
    let excluded =
        perhaps(move || is_said_excluded(Stand::Excluded).then(|| "excluded".to_owned()));
    let is_open = move || opened.with(|opened| opened.contains(&id));
    view! {
        <div
            id=tree.element_id(id)
            class=format!("option node depth-{}", region.depth.min(DEEPEST))
            class:chosen=flag(move || is_chosen(Stand::Chosen))
            class:excluded=flag(move || is_excluded(Stand::Excluded))
            class:zero=flag(move || types() == 0)
            role="treeitem"
            tabindex=text(move || if tree.is_reachable(id) { "0" } else { "-1" }.to_owned())
            attr:aria-level=(region.depth + 1).to_string()
            aria-expanded=perhaps(move || has_children.then(|| is_open().to_string()))
            aria-checked=text(move || is_checked(Stand::Chosen).to_string())
            on:focus=move |_| active.set(Some(id))
            on:click=move |_| tree.act(id, Act::Choose)
        >
            <span
                class="twist"
                class:leaf=!has_children
                class:opened=flag(is_open)
                aria-hidden="true"
                on:click=move |event| {
                    if has_children {
                        event.stop_propagation();
                        tree.toggle(id);
                    }
                }
            ></span>
            <span class="box" aria-hidden="true"></span>
            <bdi class="value" title=words.clone()>{words.clone()}</bdi>
            <span class="only-read">{excluded}</span>
            <button class="not" tabindex="-1" aria-hidden="true" on:click=move |event| {
                event.stop_propagation();
                tree.act(id, Act::Exclude);
            }></button>
            <span class="count">{text(move || number(u64::from(types())))}</span>
        </div>
    }
    .into_any()
}

fn ancestors(regions: &Regions, id: RegionId) -> Vec<RegionId> {
    std::iter::successors(regions.all[usize::from(id)].parent, |id| {
        regions.all[usize::from(*id)].parent
    })
    .collect()
}

/// The nodes all of whose ancestors are open, in tree order.
fn visible(regions: &Regions, opened: &BTreeSet<RegionId>) -> Vec<RegionId> {
    let ids = 0..regions.all.len() as RegionId;
    ids.filter(|id| ancestors(regions, *id).iter().all(|around| opened.contains(around))).collect()
}
