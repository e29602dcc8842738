//! What axe-core finds in each state of the page: nothing, in light and in dark.
//!
//! `QUICKPAGE_AXE`, set by `cargo xtask test`, names axe-core's script; without Node there is none,
//! and these tests are skipped, loudly.

mod chromium;

use std::io::Write;

use chromium::{Browser, Served};

/// axe-core's script.
fn axe() -> Option<String> {
    let Some(path) = std::env::var_os("QUICKPAGE_AXE") else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "CI needs QUICKPAGE_AXE");
        let skipped = b"SKIPPED: no Node, so no axe-core: what it finds is not tested\n";
        std::io::stderr().write_all(skipped).expect("stderr");
        return None;
    };
    Some(std::fs::read_to_string(path).expect("axe-core's script"))
}

/// What axe-core finds on the page as it is, in both themes: a line each.
async fn findings(browser: &Browser, axe: &str) -> Vec<String> {
    let mut all = Vec::new();
    browser.page.execute(axe, Vec::new()).await.expect("axe-core runs");
    for theme in ["light", "dark"] {
        let run = format!(
            "(document.documentElement.dataset.theme = '{theme}', window.found = null, \
             axe.run(document, {{resultTypes: ['violations']}}).then(results => {{ window.found = \
             results.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + \
             ' ' + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ''))); }}), 1)"
        );
        browser.value(&run).await;
        browser.until("window.found").await;
        let found = browser.value("window.found").await;
        let lines = found.as_array().into_iter().flatten();
        all.extend(lines.map(|line| format!("{theme}: {}", line.as_str().unwrap_or_default())));
    }
    all
}

/// What axe-core found in all states that a test came to.
struct Looks<'a> {
    browser: &'a Browser,
    axe: &'a str,
    found: Vec<String>,
}

impl<'a> Looks<'a> {
    fn new(browser: &'a Browser, axe: &'a str) -> Looks<'a> {
        Looks { browser, axe, found: Vec::new() }
    }

    /// Opens an address, waits for an expression to hold, and lets axe-core look.
    async fn at(&mut self, what: &str, address: &str, ready: &str) {
        self.browser.open(address).await;
        self.browser.until_read().await;
        self.browser.until(ready).await;
        self.now(what).await;
    }

    /// Presses the button that says this, and lets axe-core look at what it opens.
    async fn behind(&mut self, button: &str, ready: &str) {
        let press = format!(
            "[...document.querySelectorAll('button, summary')].find(b => \
             (b.getAttribute('aria-label') ?? b.innerText).trim().startsWith('{button}')).click()"
        );
        self.browser.value(&press).await;
        self.browser.until(ready).await;
        self.now(&format!("behind {button}")).await;
    }

    async fn now(&mut self, what: &str) {
        for line in findings(self.browser, self.axe).await {
            self.found.push(format!("{what}, {line}"));
        }
    }

    /// The end of the test.
    fn end(self) {
        assert!(self.found.is_empty(), "{}", self.found.join("\n"));
    }
}

const LIST: &str = "document.querySelector('#types .name')";

#[tokio::test]
async fn axe_finds_nothing_in_the_views_that_an_address_opens() {
    let Some(axe) = axe() else { return };
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    let mut looks = Looks::new(&browser, &axe);
    let base = &served.base;
    looks.at("the list", &format!("{base}/?sort=-neurons"), LIST).await;
    let type_page = format!("{base}/?type=EPG");
    looks.at("a type", &type_page, "document.querySelector('.detail .partner')").await;
    let neurons = "[...document.querySelectorAll('.detail button')].find(b => \
                   /^Show .* neurons?$/.test(b.innerText)).click()";
    looks.browser.value(neurons).await;
    looks.browser.until("document.querySelector('.detail .neuron:not(.head)')").await;
    looks.now("the neurons of a type").await;
    let chosen = format!("{base}/?nt=gaba&in=EB&out=!FB&neurons=4..&side=some+left");
    looks.at("filters in use", &chosen, "document.querySelector('.chip')").await;
    let empty = format!("{base}/?q=zzzzzzzz&nt=gaba");
    looks.at("an empty result", &empty, "document.querySelector('.empty')").await;
    looks.at("cards", &format!("{base}/?view=cards&in=EB"), LIST).await;
    let heat_map = format!("{base}/?view=heatmap&in=EB");
    looks.at("the heat map", &heat_map, "document.querySelector('canvas')").await;
    for basket in ["basket=EPG&basket=ER4d&basket=nobody", "basket=EPG"] {
        let address = format!("{base}/?view=compare&{basket}");
        looks.at("types side by side", &address, "document.querySelector('main')").await;
    }
    looks.end();
}

#[tokio::test]
async fn axe_finds_nothing_in_what_buttons_open() {
    let Some(axe) = axe() else { return };
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    let mut looks = Looks::new(&browser, &axe);
    let address = format!("{}/?in=EB&basket=EPG&basket=ER4d", served.base);
    for button in ["Basket", "Columns", "Export"] {
        looks.at("the list", &address, LIST).await;
        looks.behind(button, "true").await;
    }
    looks.at("the list", &address, LIST).await;
    looks.browser.value("document.getElementById('search').focus()").await;
    looks.browser.keys(" nt:").await;
    looks.browser.until("document.querySelector('[role=option]')").await;
    looks.now("what completes the line").await;
    looks.at("the list", &address, LIST).await;
    looks.browser.value("document.body.focus()").await;
    looks.browser.keys("?").await;
    looks.browser.until("document.querySelector('dialog[open]')").await;
    looks.now("the help").await;
    looks.end();
}

#[tokio::test]
async fn axe_finds_nothing_on_a_phone() {
    let Some(axe) = axe() else { return };
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.page.set_window_size(360, 780).await.expect("a size");
    let mut looks = Looks::new(&browser, &axe);
    looks.at("the list", &served.base, LIST).await;
    looks.behind("Filters", "document.querySelector('.filters.open')").await;
    let type_page = format!("{}/?type=EPG", served.base);
    looks.at("a type", &type_page, "document.querySelector('.detail .partner')").await;
    looks.end();
}

#[tokio::test]
async fn axe_finds_nothing_on_the_page_of_the_state() {
    let Some(axe) = axe() else { return };
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.open(&format!("{}/?page=status", served.base)).await;
    browser.until_it_says("Running").await;
    let mut looks = Looks::new(&browser, &axe);
    looks.now("the state").await;
    looks.end();
}
