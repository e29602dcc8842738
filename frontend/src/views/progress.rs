//! How far reading has come. It lies over the page, so that nothing moves when it goes.

use leptos::prelude::*;

use super::live::{flag, perhaps, text};
use crate::api::{self, Wait};
use crate::format::{number, time_left};
use crate::markup::view;
use crate::state::use_state;
use crate::status::{Phase, Progress, Reading};

/// Bar, counts and time left.
#[component]
pub fn ReadingBar() -> impl IntoView {
    let state = use_state();
    let waiting = move || state.waiting.get();
    let progress = move || match state.phase.get() {
        Phase::Filling(progress) => Some(progress),
        _ => None,
    };
    let starts = move || matches!(state.phase.get(), Phase::Starting);
    let waits = move || waiting().is_some();
    let fills = move || !waits() && progress().is_some();
    let says = move || match waiting() {
        Some(wait) => Some(waits_for(wait)),
        None => starts().then(|| asks().to_owned()),
    };
    let max = text(move || progress().map_or(1, |it| it.total.max(1)).to_string());
    let value = text(move || progress().map_or(0, |it| it.arrived).to_string());
    view! {
        <div class="reading">
            <p class:none=flag(move || says().is_none())>{perhaps(says)}</p>
            <p class:none=flag(move || !fills())>
                <span class="what">{perhaps(move || progress().map(|it| what(it).to_owned()))}</span>
                <progress aria-label="Types read" max=max prop:value=value></progress>
                <span>{perhaps(move || progress().map(counts))}</span>
            </p>
        </div>
    }
}

fn asks() -> &'static str {
    match api::is_of_files() {
        true => "Asking the site what it has",
        false => "Asking the proxy for the list of types",
    }
}

fn waits_for(wait: Wait) -> String {
    let why = wait.why().strip_prefix("the ").unwrap_or_default();
    format!("The {why}; it is asked again in {} s.", wait.seconds)
}

fn what(progress: Progress) -> &'static str {
    match progress.reading {
        Reading::Index => "Reading the index",
        Reading::Copy => "Reading the copy kept in this browser",
        Reading::Changes => "Reading what has changed",
    }
}

fn counts(progress: Progress) -> String {
    let Progress { arrived, total, .. } = progress;
    let left = match seconds_left(progress) {
        Some(seconds) => format!(" · {}", time_left(seconds)),
        None => String::new(),
    };
    let works = match progress.reading {
        Reading::Index if arrived > 0 => " · search works already",
        _ => "",
    };
    format!("{} of {} types{left}{works}", number(arrived), number(total))
}

/// At the pace so far; unknown before there is a pace.
fn seconds_left(progress: Progress) -> Option<f64> {
    let seconds = (progress.at - progress.since) / 1000.0;
    let left = progress.total.saturating_sub(progress.arrived) as f64;
    (progress.arrived > 0 && seconds > 0.3).then(|| seconds / progress.arrived as f64 * left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_told_from_too_much_to_do() {
        let words = |paused| waits_for(Wait { seconds: 60, paused });
        assert_eq!(words(true), "The operator has paused the proxy; it is asked again in 60 s.");
        assert_eq!(words(false), "The proxy is busy; it is asked again in 60 s.");
    }

    #[test]
    fn time_left_follows_the_pace_so_far() {
        let progress = |arrived, at| Progress {
            reading: Reading::Index,
            arrived,
            total: 5_620,
            since: 0.0,
            at,
        };
        assert_eq!(seconds_left(progress(0, 9_000.0)), None);
        assert_eq!(counts(progress(0, 9_000.0)), "0 of 5,620 types");
        assert_eq!(seconds_left(progress(2_810, 2_000.0)), Some(2.0));
        let words = counts(progress(3_610, 1_800.0));
        assert_eq!(words, "3,610 of 5,620 types · 2 s left · search works already");
    }
}
