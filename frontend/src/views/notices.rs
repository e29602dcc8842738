//! What the person should know: one line each, with what can be done about it.

use leptos::prelude::*;

use super::live::live;
use crate::format::{count, duration};
use crate::markup::view;
use crate::opening;
use crate::state::{State, use_state};
use crate::status::Notice;

/// How many names a notice spells out.
const NAMES: usize = 3;

/// All notices.
#[component]
pub fn Notices() -> impl IntoView {
    let state = use_state();
    let notice = move |notice: Notice| {
        let words = words(state, &notice);
        let is_past = notice == Notice::Damaged;
        let dismissed = notice.clone();
        view! {
            <div class="notice">
                <span>{words}</span>
                <button class="link" class:none=is_past on:click=move |_| opening::refresh(state)>
                    "try again"
                </button>
                <button class="icon" aria-label="Dismiss" on:click=move |_| {
                    state.notices.update(|all| all.retain(|other| *other != dismissed));
                }>"✕"</button>
            </div>
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
            format!("The proxy does not answer; this is the copy kept in this browser, {age} old.")
        }
        Notice::Refused(words) => format!("The proxy could not answer: {words}."),
        Notice::Incomplete { missing } => {
            let (is, types) = (if *missing == 1 { "is" } else { "are" }, count(*missing, "type"));
            format!("The proxy stopped before the end: {types} {is} missing.")
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
        Notice::NoHierarchy(words) => {
            format!("The ROI hierarchy could not be read: {words}.")
        }
    }
}
