//! What to take back when no type is left.

use leptos::prelude::*;
use shared::facets::{Part, repairs};
use shared::line::{Instead, instead};
use shared::search::suggest;

use super::chips::clear_all;
use super::live::{Live, flag, live, text, when};
use crate::draft::{Draft, use_draft};
use crate::format::{count, number};
use crate::markup::view;
use crate::pasted::{Report, parts};
use crate::state::{State, use_state};
use crate::wording::part_in_words;

/// Filters at once that words could stand for.
const MOST: usize = 4;

/// The lines, most promising first.
#[component]
pub fn Repairs() -> impl IntoView {
    let state = use_state();
    let all = Memo::new(move |_| {
        state.edition.track();
        let repairs = state.asked.with(|view| state.with_index(|index| repairs(index, view)));
        repairs.into_iter().filter(|(_, types)| *types > 0).collect::<Vec<_>>()
    });
    let meant = Memo::new(move |_| {
        state.edition.track();
        let text = state.asked.with(|view| view.text.clone());
        state.with_index(|index| suggest(index, &text))
    });
    let draft = use_draft();
    // How many names the text has as a list, and whether any is known.
    let names = Memo::new(move |_| {
        state.edition.track();
        let text = state.asked.with(|view| view.text.clone());
        let report = state.with_index(|index| Report::new(index, &text));
        (parts(&text).len() as u64, report.is_some())
    });
    let has_names = move |known: bool| names.get().0 > 0 && names.get().1 == known;
    let line = move |(part, types): (Part, usize)| {
        let there_are = if types == 1 { "there is" } else { "there are" };
        view! {
            <li>
                {"Without "}<i>{state.view.with_untracked(|view| part_in_words(view, part))}</i>{format!(" {there_are} {}. ", number(types as u64))}
                <button class="link" on:click=move |_| {
                    state.choose(|view| *view = view.without(part));
                }>{"take it back"}</button>
            </li>
        }
    };
    let lines = live(move || all.get().into_iter().map(line).collect_view().into_any());
    view! {
        <div class="empty">
            <p>{"No type fits all of this."}</p>
            <p class:none=flag(move || meant.with(Option::is_none))>
                "Did you mean "
                <button class="link strong" on:click=move |_| {
                    if let Some(name) = meant.get() {
                        state.choose(|view| view.text = name);
                    }
                }><bdi>{text(move || meant.get().unwrap_or_default())}</bdi></button>
                "?"
            </p>
            <p class:none=flag(move || !has_names(false))>
                {text(move || format!("Of a list of {}, none is known.", count(names.get().0, "name")))}
            </p>
            <p class:none=flag(move || !has_names(true))>
                <button class="link strong" on:click=move |_| {
                    draft.take_as_list();
                }>{text(move || format!("Take it as a list of {}", count(names.get().0, "name")))}</button>
            </p>
            {filters_instead(state, draft)}
            <ul>{lines}</ul>
                <p class:none=flag(move || !all.with(Vec::is_empty))>{"Taking back one part alone does not help. "}
                    <button class="link" on:click=move |_| state.choose(clear_all)>{"Clear all"}</button>
                </p>
        </div>
    }
}

/// Where names are listed that are only like what was typed: that they are, and which filters it
/// could stand for.
#[component]
pub fn Guesses() -> impl IntoView {
    let state = use_state();
    let draft = use_draft();
    let are_guesses = move || state.answer.with(|answer| answer.0.found.are_guesses());
    let words = text(move || {
        let text = state.asked.with(|view| view.text.trim().to_owned());
        format!("No name holds “{text}”. Similar names are listed.")
    });
    when(are_guesses, move || {
        view! {
            <div class="notice plain guesses" role="status">
                <span>{words}</span>
                {filters_instead(state, draft)}
            </div>
        }
        .into_any()
    })
}

/// The filters that the words could stand for; nothing where there are none.
fn filters_instead(state: State, draft: Draft) -> Live {
    live(move || {
        state.edition.track();
        let instead = state.asked.with(|view| state.with_index(|index| instead(index, view, MOST)));
        if instead.is_empty() {
            return ().into_any();
        }
        let lines = instead.into_iter().map(move |it| instead_line(draft, it));
        view! {
            <p>"Perhaps a filter is meant:"</p>
            <ul>{lines.collect_view()}</ul>
        }
        .into_any()
    })
}

/// A filter that the words could stand for.
fn instead_line(draft: Draft, instead: Instead) -> AnyView {
    let Instead { condition, about, line, types } = instead;
    view! {
        <li>
            <button class="link strong" on:click=move |_| draft.choose(&line)>{condition}</button>
            {format!(" {about} · {}", number(types as u64))}
        </li>
    }
    .into_any()
}
