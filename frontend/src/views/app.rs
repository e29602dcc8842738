//! The page: three columns on a wide screen, one on a phone, and what concerns all of it.

use leptos::ev;
use leptos::prelude::*;
use shared::view::Layout;
use wasm_bindgen::prelude::*;
use web_sys::MediaQueryList;

use super::live::{either, flag};
use super::{detail::Detail, failed::Failed, filters::Filters, footer::Footer, help::Help, keys};
use super::{results::Results, status::StatusPage, topbar::Topbar};
use crate::address::{self, Page};
use crate::counting;
use crate::draft::Draft;
use crate::habits;
use crate::markup::view;
use crate::opening;
use crate::pause;
use crate::state::{State, use_state};
use crate::status::Phase;
use crate::{newer, offline, switching, theme};

/// Narrower than this, the page is one column.
const PHONE: &str = "(max-width: 720px)";

/// How often ages on the page are told again, in seconds.
const TELL_AGES_EVERY: u32 = 30;

/// Mounts the page in the document.
pub fn mount() {
    if let Some(starting) = document().get_element_by_id("starting") {
        starting.remove();
    }
    match address::page() {
        Page::Index => mount_to_body(App),
        Page::Status => mount_to_body(StatusPage),
    }
}

#[component]
fn App() -> impl IntoView {
    let state = State::new();
    provide_context(state);
    provide_context(Draft::new(state));
    follow(state);
    opening::open(state);
    let has_failed = move || state.phase.with(|phase| matches!(phase, Phase::Failed(_)));
    view! {
        <a class="skip" class:none=flag(has_failed) href="#types">{"Skip to the list of types"}</a>
        <Topbar/>
        {either(has_failed, || view! { <Failed/> }.into_any(), || view! { <Columns/> }.into_any())}
        <Footer/>
        <Help/>
    }
}

#[component]
fn Columns() -> impl IntoView {
    let state = use_state();
    let has_detail = state.has_detail();
    let is_broad = flag(move || {
        state.view.with(|view| matches!(view.layout, Layout::Heatmap | Layout::Compare))
    });
    let is_covered =
        flag(move || state.is_phone.get() && (state.filters_open.get() || has_detail.get()));
    view! {
        <div class="columns" class:has-detail=has_detail class:broad=is_broad>
            <Filters/>
            <main inert=is_covered>
                <Results/>
            </main>
            <Detail/>
        </div>
    }
}

/// Everything outside the page that changes its state.
fn follow(state: State) {
    let history = window_event_listener(ev::popstate, move |_| state.follow_address());
    let keyboard = window_event_listener(ev::keydown, move |event| keys::everywhere(state, &event));
    on_cleanup(move || {
        history.remove();
        keyboard.remove();
    });
    counting::follow(state);
    habits::follow_basket(state);
    follow_media(PHONE, state.is_phone);
    theme::follow_system();
    switching::follow(state);
    offline::prepare(state);
    newer::follow(state);
    Effect::new(move |_| document().set_title(&title(state)));
    leptos::task::spawn_local(async move {
        loop {
            pause::seconds(TELL_AGES_EVERY).await;
            state.now.set(pause::now());
        }
    });
    // Another dataset, chosen or by Back.
    let dataset = Memo::new(move |_| state.view.with(|view| view.dataset.clone()));
    Effect::new(move |before: Option<Option<String>>| {
        let dataset = dataset.get();
        if before.is_some_and(|before| before != dataset) {
            opening::open(state);
        }
        dataset
    });
}

fn title(state: State) -> String {
    let open = state.view.with(|view| view.open.clone());
    let dataset = state.dataset.with(|dataset| dataset.as_ref().map(|it| it.name.clone()));
    match (open, dataset) {
        (Some(name), Some(dataset)) => format!("{name} · {dataset} · quickpage"),
        (None, Some(dataset)) => format!("{dataset} · quickpage"),
        _ => "quickpage: an index of neuron types".to_owned(),
    }
}

fn follow_media(query: &str, signal: RwSignal<bool>) {
    let Ok(Some(media)) = window().match_media(query) else { return };
    signal.set(media.matches());
    let changed = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        if let Some(media) = event.target().and_then(|it| it.dyn_into::<MediaQueryList>().ok()) {
            signal.set(media.matches());
        }
    });
    media.set_onchange(Some(changed.as_ref().unchecked_ref()));
    // The page listens for as long as it lives, and so must the list that it listens to.
    changed.forget();
    std::mem::forget(media);
}
