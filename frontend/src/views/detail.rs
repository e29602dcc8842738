//! Everything about one type: a column on a wide screen, which on a narrower one is there while a
//! type is open; a panel over the page on a small one, a page on a phone.

mod habits;
mod names;
mod outward_links;
mod figures;
mod flags;
mod regions;
mod laterality;
mod whole;
mod attributes;
mod counterparts;
mod partners;
mod similar;
mod neurons;
mod neuron;
mod saving;
mod cite;

use crate::markup::{html, view};
use leptos::html::Section;
use leptos::prelude::*;
use shared::index::Index;
use shared::wire::{NeuronList, Summary};

use super::basket::BasketButton;
use super::keys;
use super::live::{flag, live};
use super::pages;
use super::why::Why;
use crate::resources::Asked;
use crate::state::use_state;
use habits::Habits;

/// Id of the name of the type.
const TITLE: &str = "detail-title";

/// The column.
#[component]
pub fn Detail() -> impl IntoView {
    let state = use_state();
    provide_context(Habits::new());
    let element = NodeRef::<Section>::new();
    let open = Memo::new(move |_| state.view.with(|view| view.open.clone()));
    Effect::new(move |before: Option<()>| {
        if open.with(Option::is_some) && before.is_some() {
            begin_at_the_top(element);
        }
    });
    view! {
        <section
            class="detail"
            class:open=flag(move || open.get().is_some())
            aria-label="Neuron type"
            node_ref=element
        >
            {live(move || match open.get() {
                Some(name) => view! { <TypeDetail name/> }.into_any(),
                None => view! { <Hint/> }.into_any(),
            })}
        </section>
    }
}

/// Another type is read from its top. What was pressed to come here may be gone, and the focus
/// with it; then the name of the type takes it.
fn begin_at_the_top(element: NodeRef<Section>) {
    request_animation_frame(move || {
        if let Some(Some(element)) = element.try_get_untracked() {
            element.set_scroll_top(0);
        }
        if document().active_element().is_none_or(|it| it.tag_name() == "BODY") {
            keys::focus(TITLE);
        }
    });
}

#[component]
fn Hint() -> impl IntoView {
    let hint = html! {
        <p>"Choose a type to see its regions, partners and neurons."</p>
        <dl>
            <dt><kbd>"/"</kbd></dt><dd>"search"</dd>
            <dt><kbd>"↑"</kbd>" "<kbd>"↓"</kbd></dt><dd>"move through the list"</dd>
            <dt><kbd>"Enter"</kbd></dt><dd>"open a type"</dd>
            <dt><kbd>"Space"</kbd></dt><dd>"put it into the basket, or take it out"</dd>
            <dt><kbd>"→"</kbd></dt><dd>"go to the buttons of a row: each filters by its value"</dd>
            <dt><kbd>"Esc"</kbd></dt><dd>"close it, or clear the search"</dd>
            <dt><kbd>"x"</kbd></dt><dd>"exclude the value that has the focus"</dd>
        </dl>
    };
    view! { <div class="hint">{hint}</div> }
}

#[component]
fn TypeDetail(name: String) -> impl IntoView {
    let state = use_state();
    let summary = {
        let name = name.clone();
        Memo::new(move |_| state.summary(&name))
    };
    let close = move |_| {
        state.close_type();
        keys::focus(keys::TYPES);
    };
    // Other regions draw all of it anew.
    let summary_and_regions = move || {
        state.regions.track();
        summary.get()
    };
    let (title, whose, picked) = (name.clone(), name.clone(), name.clone());
    view! {
        <div class="title">
            <button class="back" on:click=close>"← Back"</button>
            <h2 id=TITLE tabindex="-1"><bdi>{title}</bdi></h2>
            <BasketButton name=picked/>
            <button class="icon close" aria-label="Close" on:click=close>"✕"</button>
        </div>
        <Why name=whose/>
        {live(move || match summary_and_regions() {
            Some(summary) => view! { <Facts summary/> }.into_any(),
            None => view! { <Absent name=name.clone()/> }.into_any(),
        })}
    }
}

/// The address names a type that is not there (yet).
#[component]
fn Absent(name: String) -> impl IntoView {
    let state = use_state();
    let is_ready = move || !state.is_reading();
    let wanted = StoredValue::new(name);
    view! {
        <p class:none=flag(is_ready)>"This type has not been read yet."</p>
        <p class:none=flag(move || !is_ready())>"This dataset has no type of this name. "
            <button class="link" on:click=move |_| state.choose(|view| {
                view.text = wanted.get_value();
                view.open = None;
            })>"Search for it"</button>
        </p>
    }
}

/// The neurons of the type that is open: asked for by its table, and by links that want ids.
#[derive(Clone, Copy)]
struct NeuronsOf {
    /// The answer of the proxy.
    asked: Asked<NeuronList>,
    /// Whether they have been asked for.
    are_wanted: RwSignal<bool>,
}

#[component]
fn Facts(summary: Summary) -> impl IntoView {
    let state = use_state();
    let neurons_of = NeuronsOf { asked: Asked::new(None), are_wanted: RwSignal::new(false) };
    let has_regions = state.with_index(Index::has_regions);
    let has_partners = state.dataset.with_untracked(|it| it.as_ref().is_some_and(|it| it.partners));
    let name = summary.name.clone();
    let total = summary.neurons.total;
    let names = summary.names.clone();
    let table =
        has_regions.then(|| state.regions.with_untracked(|regions| regions.table(&summary)));
    let (sides, laterality) = whole::parts(&summary, table.as_ref());
    view! {
        {names::names(names.clone())}
        {pages::of_detail(state, name.clone(), summary.neurons)}
        {outward_links::links(name.clone(), total, &names, neurons_of)}
        {figures::figures(&summary)}
        {sides}
        {flags::flags(&summary)}
        {table.map(|table| regions::regions(table, summary.unplaced))}
        {laterality}
        {attributes::attributes(&summary)}
        {counterparts::counterparts(name.clone())}
        {has_partners.then(|| partners::partners(&summary))}
        {has_regions.then(|| similar::similar(name.clone()))}
        {neurons::neurons(name, total, neurons_of)}
        {cite::cite()}
    }
}
