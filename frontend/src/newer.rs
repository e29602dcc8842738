//! Whether there is a newer page than the one that runs, and whether what this browser keeps may
//! live on: a static site says both of itself.
//!
//! What must stay true: a page reloads itself at most once for each demand of its site, and never
//! where it cannot remember that it has.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::opening::{self, Opening};
use crate::pause::now;
use crate::state::State;
use crate::status::Notice;
use crate::{api, habits};

/// How long a site is believed while its page is not looked at, in milliseconds.
const BELIEVED_FOR: f64 = 600_000.0;

/// Does what the site asks of its pages, and tells what it lacks; whether this opening ends with that.
pub async fn heed(opening: &Opening, has_copy: bool) -> bool {
    let Ok(site) = api::about().await else { return false };
    if !is_running(&site.app) {
        opening.state.say(Notice::NewerPage);
    }
    if !site.failed.is_empty() {
        opening.state.say(Notice::Unanswered(site.failed.clone()));
    }
    if site.demand <= habits::demand_met() {
        return false;
    }
    let is_remembered = habits::remember_demand(site.demand);
    if !has_copy || opening.run.is_over() {
        return false;
    }
    if let Ok(store) = &opening.store {
        // What cannot be cleared cannot be read either, or is found out when it is written.
        drop(store.clear(&site.dataset.name).await);
    }
    match is_remembered {
        true => reload(),
        false => opening::open(opening.state),
    }
    true
}

/// Reads the page anew.
pub fn reload() {
    // A browser that refuses leaves the page as it is.
    drop(window().location().reload());
}

/// Looks at the site again when the page is looked at again after a while.
pub fn follow(state: State) {
    let looked = StoredValue::new(now());
    let visible = window_event_listener(ev::visibilitychange, move |_| {
        if !document().hidden() && now() - looked.get_value() > BELIEVED_FOR {
            looked.set_value(now());
            spawn_local(look_again(state));
        }
    });
    on_cleanup(move || visible.remove());
}

/// Looks at the site again, and reads what has changed.
pub async fn look_again(state: State) {
    if api::has_changed().await == Ok(true) {
        opening::refresh(state);
    }
}

/// Whether the page runs the script of this file name; an empty one says nothing.
fn is_running(script: &str) -> bool {
    if script.is_empty() || script.contains(['"', '\\']) {
        return true;
    }
    let named = format!("[href$=\"{script}\"],[src$=\"{script}\"]");
    !matches!(document().query_selector(&named), Ok(None))
}
