//! What the person should know: one line each, with what can be done about it.

use std::sync::Arc;

use leptos::prelude::*;

use super::changes::{self, WhatChanged, WhatChangedButton};
use super::live::live;
use crate::api;
use crate::format::{count, duration};
use crate::markup::view;
use crate::state::{State, use_state};
use crate::status::Notice;
use crate::{newer, opening};

/// How many names a notice spells out.
const NAMES: usize = 3;

/// All notices.
#[component]
pub fn Notices() -> impl IntoView {
    let state = use_state();
    let notice = move |notice: Notice| {
        let words = words(state, &notice);
        let is_past = matches!(
            notice,
            Notice::Damaged | Notice::Changed(_) | Notice::Unknown(_) | Notice::NewerPage
        );
        let dismissed = notice.clone();
        let is_open = RwSignal::new(false);
        let (button, panel) = match &notice {
            Notice::Changed(since) => {
                let since = Arc::clone(since);
                let button = view! { <WhatChangedButton is_open/> }.into_any();
                (Some(button), Some(view! { <WhatChanged since is_open/> }.into_any()))
            }
            Notice::NewerPage => {
                let reload = move |_| newer::reload();
                let button = view! { <button class="link" on:click=reload>"Reload"</button> };
                (Some(button.into_any()), None)
            }
            _ => (None, None),
        };
        view! {
            <div class="notice">
                <span>{words}</span>
                {button}
                <button class="link" class:none=is_past on:click=move |_| opening::refresh(state)>
                    "try again"
                </button>
                <button class="icon" aria-label="Dismiss" on:click=move |_| {
                    state.notices.update(|all| all.retain(|other| *other != dismissed));
                }>"✕"</button>
            </div>
            {panel}
        }
    };
    let all = live(move || state.notices.get().into_iter().map(notice).collect_view().into_any());
    view! {
        <div class="notices" role="status">
            {all}
        </div>
    }
}

fn words(state: State, notice: &Notice) -> String {
    match notice {
        Notice::Damaged => {
            "The copy kept in this browser was damaged; it was read again.".to_owned()
        }
        Notice::Offline => {
            let at = state.provenance.with_untracked(|provenance| provenance.at);
            let age = duration(crate::pause::now() - at);
            let whom = api::whom();
            format!("The {whom} does not answer; this is the copy kept in this browser, {age} old.")
        }
        Notice::Refused(words) => words.clone(),
        Notice::Incomplete { missing } => {
            let (is, types) = (if *missing == 1 { "is" } else { "are" }, count(*missing, "type"));
            format!("The {} stopped before the end: {types} {is} missing.", api::whom())
        }
        Notice::Overtaken => {
            "The dataset goes on changing while it is read: some types may be of the version before."
                .to_owned()
        }
        Notice::Unanswered(names) => {
            let shown = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
            let more = match names.len().saturating_sub(NAMES) {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            let types = count(names.len() as u64, "type");
            format!("{types} could not be read from the source: {shown}{more}.")
        }
        Notice::Unknown(what) => {
            let what = what.join(", ");
            format!(
                "This dataset does not have {what}: taken out of what is asked. Back leads to the other dataset with all of it."
            )
        }
        Notice::SilentProxy => {
            "The live proxy does not answer; these are the site's own files.".to_owned()
        }
        Notice::NewerPage => "A newer page is there.".to_owned(),
        Notice::Changed(since) => changes::in_words(since),
        Notice::NoHierarchy(words) => {
            format!("The ROI hierarchy could not be read: {words}.")
        }
    }
}
