//! The state of the proxy: a page of its own, told anew while it is looked at. A static site says
//! there what it is, and leads to that of its proxy, if it has one.

use std::sync::Arc;

use leptos::prelude::*;
use shared::site::Site;
use shared::wire::{DatasetStatus, Gauge, Status};

use super::live::{flag, live, text};
use super::topbar::ThemeButton;
use crate::api;
use crate::format::{age, ago, bytes, count, duration, number};
use crate::markup::{Html, html, view};
use crate::pause::{date_of, now};
use crate::resources::{self, Followed};

/// The whole page.
#[component]
pub fn StatusPage() -> impl IntoView {
    let title = format!("State of the {}", api::whom());
    document().set_title(&format!("{title} · quickpage"));
    let state = if api::is_site() { of_site() } else { of_proxy() };
    view! {
        <header class="top">
            <div class="brand">
                <img class="logo" src="favicon.svg" alt="" width="22" height="22"/>
                <span class="name">"quickpage"</span>
            </div>
            <div class="acts"><a href="./">{"to the index"}</a><ThemeButton/></div>
        </header>
        <main class="state">
            <h1>{title}</h1>
            {state}
        </main>
    }
}

fn of_proxy() -> AnyView {
    let followed = resources::follow_status();
    let is_unknown = move || followed.status.with(Option::is_none);
    view! {
        <p class="condition" class:warns=flag(move || is_unusual(followed)) role="status">
            {text(move || condition(followed))}
        </p>
        <div class:none=flag(is_unknown)>{live(move || figures(followed))}</div>
    }
    .into_any()
}

fn of_site() -> AnyView {
    let about = resources::ask_about();
    let condition = move || match about.get() {
        None => "Asking the site.".to_owned(),
        Some(Ok(site)) if site.proxy.is_some() => {
            "This is a static site, made of files; its proxy is asked for what is newer.".to_owned()
        }
        Some(Ok(_)) => "There is no proxy: this is a static site, made of files.".to_owned(),
        Some(Err(error)) => error.sentence(),
    };
    let files = move || match about.get() {
        Some(Ok(site)) => facts(&site),
        _ => ().into_any(),
    };
    view! { <p class="condition" role="status">{text(condition)}</p>{live(files)} }.into_any()
}

fn facts(site: &Site) -> AnyView {
    let written = site.written as f64 * 1_000.0;
    let when = format!("{}, {}", date_of(written), age(now() - written));
    let failed = (!site.failed.is_empty()).then(|| row("Not read", site.failed.join(", ")));
    let proxy = site.proxy.as_deref().map(|proxy| {
        let state = format!("{}/?page=status", proxy.trim_end_matches('/'));
        html! { <tr><th scope="row">"Proxy"</th><td><a href=state>{proxy}</a></td></tr> }
    });
    let facts = html! {
            <caption><bdi>{&*site.dataset.name}</bdi></caption>
            <tbody>
                {row("Version", site.dataset.version.clone())}
                {row("Written", when)}
                {row("By", format!("quickpage {}", site.quickpage))}
                {row("Types", number(site.types))}
                {row("Neurons without a type", number(site.untyped))}
                {proxy}
                {failed}
            </tbody>
    };
    view! { <table class="numbers">{facts}</table> }.into_any()
}

/// One sentence that changes only when the state does: a screen reader reads it out each time.
fn condition(followed: Followed) -> String {
    let error = followed.error.with(|error| error.as_ref().map(ToString::to_string));
    let words = followed.status.with(|status| status.as_ref().map(|status| words(status)));
    match (error, words) {
        (Some(error), Some(_)) => format!("Now {error}; the figures are those it told last."),
        (Some(error), None) => format!("Now {error}; it goes on being asked."),
        (None, Some(words)) => words.to_owned(),
        (None, None) => "Asking the proxy.".to_owned(),
    }
}

fn words(status: &Status) -> &'static str {
    if status.paused {
        "Paused by the operator: the database is not asked; what is known is served."
    } else if status.resting {
        "Resting: the database failed, or asked for a rest, and is left alone for a moment; what is known \
         is served."
    } else {
        "Running: the database is asked for what is not known yet."
    }
}

fn is_unusual(followed: Followed) -> bool {
    let is_held = |status: &Arc<Status>| status.paused || status.resting;
    followed.error.with(Option::is_some)
        || followed.status.with(|status| status.as_ref().is_some_and(is_held))
}

fn figures(followed: Followed) -> AnyView {
    let Some(status) = followed.status.get() else { return ().into_any() };
    let none = status.datasets.is_empty().then(|| {
        html! { <p class="quiet">"None yet: a dataset is opened when it is first asked for."</p> }
    });
    let datasets = status.datasets.iter();
    let datasets: Html = datasets.map(|(name, dataset)| about(name, dataset)).collect();
    let up = duration(status.uptime_seconds as f64 * 1_000.0);
    let figures = html! {
        <dl class="figures">
            {figure("requests in progress", of_limit(status.requests))}
            {figure("queries in progress", of_limit(status.queries))}
            {figure("queries waiting", number(status.queries_waiting))}
            {figure("given up, maybe running", number(status.queries_held_back))}
        </dl>
        <p class="quiet">{format!(
            "quickpage {}, running for {up}; queries sent so far: {}",
            status.quickpage, number(status.queries_sent),
        )}</p>
        <h2>"Datasets"</h2>
        {none}
        <div class="datasets">{datasets}</div>
    };
    view! { <div>{figures}</div> }.into_any()
}

fn figure(what: &str, value: String) -> Html {
    html! { <div><dd>{value}</dd><dt>{what}</dt></div> }
}

fn of_limit(gauge: Gauge) -> String {
    format!("{} of {}", number(gauge.now), number(gauge.limit))
}

fn about(name: &str, dataset: &DatasetStatus) -> Html {
    let known = format!("{} of {}", number(dataset.summaries), number(dataset.types));
    let bar = html! {
        <progress
            aria-label="Summaries known"
            max=dataset.types.max(1).to_string()
            value=dataset.summaries.to_string()
        ></progress>
    };
    html! {
        <table class="numbers">
            <caption><bdi>{name}</bdi></caption>
            <tbody>
                {row("Version", dataset.version.clone())}
                <tr><th scope="row">"Summaries known"</th><td>{known}{bar}</td></tr>
                {row("Types being read", number(dataset.waiting))}
                {row("Confirmed", ago(dataset.confirmed_seconds_ago))}
                {row("Memory", bytes(dataset.bytes))}
                {unreadable(dataset.unreadable)}
            </tbody>
        </table>
    }
}

/// What could not be read is missing from the numbers of its types: that is not to be overlooked.
fn unreadable(rows: u64) -> Option<Html> {
    (rows > 0).then(|| row("Left out", format!("{} unreadable", count(rows, "row"))))
}

fn row(what: &str, value: String) -> Html {
    html! { <tr><th scope="row">{what}</th><td>{value}</td></tr> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_told_before_a_rest() {
        let say = |paused, resting| words(&Status { paused, resting, ..Status::default() });
        assert!(say(false, false).starts_with("Running"));
        assert!(say(false, true).starts_with("Resting"));
        assert!(say(true, true).starts_with("Paused"));
    }
}
