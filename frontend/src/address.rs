//! The only file that talks to the browser's address and history.

use std::cell::RefCell;
use std::collections::BTreeSet;

use gloo_timers::callback::Timeout;
use leptos::prelude::{GetUntracked, RwSignal};
use leptos::task::spawn_local;
use shared::view::View;
use wasm_bindgen::JsValue;

use crate::pause;

/// How long typing rests before the address follows, in milliseconds: browsers refuse more than
/// some hundred changes in half a minute.
const REST: u32 = 300;

/// Longest query that is written, in letters. A basket that makes it longer stays in the
/// browser's storage alone.
const LONGEST: usize = 6_000;

thread_local! {
    static PENDING: RefCell<Option<(Timeout, RwSignal<View>)>> = const { RefCell::new(None) };
    /// Steps that the history does not have yet.
    static STEPS: RefCell<Vec<View>> = const { RefCell::new(Vec::new()) };
}

/// What the address leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The index.
    Index,
    /// The state of the proxy.
    Status,
}

/// The page that the address stands for.
pub fn page() -> Page {
    let query = web_sys::window().and_then(|window| window.location().search().ok());
    let query = query.unwrap_or_default();
    let is_status = query.trim_start_matches('?').split('&').any(|pair| pair == "page=status");
    if is_status { Page::Status } else { Page::Index }
}

/// The view that the address stands for.
pub fn view() -> View {
    let query = web_sys::window().and_then(|window| window.location().search().ok());
    View::from_query(&query.unwrap_or_default())
}

/// The address of a view, for a link.
pub fn href(view: &View) -> String {
    match view.to_query() {
        query if query.is_empty() => "?".to_owned(),
        query => format!("?{query}"),
    }
}

/// The whole address of a view, for a person to share.
pub fn whole(view: &View) -> String {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok());
    format!("{}{}", origin.unwrap_or_default(), path_and(view))
}

/// The path of the folder that the page is in.
pub fn folder() -> String {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok());
    let path = path.unwrap_or_default();
    path.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/"))
}

/// Whether the basket fits into the address of a view: servers take no more than some thousand
/// letters.
pub fn holds_basket(view: &View) -> bool {
    view.basket.is_empty() || view.to_query().len() <= LONGEST
}

/// Writes what is still held back: to be called before a choice changes the view, so that Back
/// leads to what was typed.
pub fn settle() {
    write_steps();
    write_pending();
}

/// Makes a step in the history once the browser has shown what was chosen: it takes a millisecond.
pub fn push_soon(view: &View) {
    let is_first = STEPS.with_borrow_mut(|steps| {
        steps.push(view.clone());
        steps.len() == 1
    });
    if is_first {
        spawn_local(async {
            pause::shown().await;
            write_steps();
        });
    }
}

fn write_steps() {
    let steps = STEPS.take();
    if let Some(history) = history() {
        for view in steps {
            // A browser that refuses (too many steps) leaves the page working, only not its address.
            drop(history.push_state_with_url(&JsValue::NULL, "", Some(&path_and(&view))));
        }
    }
}

/// Lets the address follow the view, without a step in the history, once typing rests.
pub fn replace_soon(view: RwSignal<View>) {
    let timeout = Timeout::new(REST, write_pending);
    PENDING.with_borrow_mut(|pending| *pending = Some((timeout, view)));
}

/// What was typed or chosen before Back does not overwrite where Back leads.
pub fn forget_changes() {
    STEPS.take();
    PENDING.take();
}

fn write_pending() {
    let Some((_, view)) = PENDING.with_borrow_mut(Option::take) else { return };
    if let Some(history) = history() {
        let url = path_and(&view.get_untracked());
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&url)));
    }
}

/// The path stays, and with it whatever sub-path the app lies under; `?` alone would keep an
/// old query in some browsers.
fn path_and(view: &View) -> String {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok());
    let path = path.unwrap_or_else(|| "./".to_owned());
    let query = if holds_basket(view) {
        view.to_query()
    } else {
        View { basket: BTreeSet::new(), ..view.clone() }.to_query()
    };
    match query {
        query if query.is_empty() => path,
        query => format!("{path}?{query}"),
    }
}

fn history() -> Option<web_sys::History> {
    web_sys::window()?.history().ok()
}
