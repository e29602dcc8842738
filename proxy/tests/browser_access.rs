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

/// Opens an address, waits for an expression to hold, and lets axe-core look.
async fn check(browser: &Browser, axe: &str, what: &str, address: &str, ready: &str) {
    browser.open(address).await;
    browser.until("document.querySelector('.foot')?.innerText.includes('neuron')").await;
    browser.until(ready).await;
    let found = findings(browser, axe).await;
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[tokio::test]
async fn axe_finds_nothing_in_the_views_that_an_address_opens() {
    let Some(axe) = axe() else { return };
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    let base = &served.base;
    let list = "document.querySelector('#types .name')";
    let first = format!("{base}/?sort=-neurons");
    check(&browser, &axe, "the list", &first, list).await;
    let name = browser.value("document.querySelector('#types .name').innerText").await;
    let name = name.as_str().expect("a name").to_owned();
    let query: String = form_urlencoded(&name);
    let partners = "document.querySelector('.partners, .detail table')";
    check(&browser, &axe, "a type", &format!("{base}/?type={query}"), partners).await;
    let chosen = format!("{base}/?nt=gaba&in=EB&out=!FB&neurons=4..&side=some+left");
    check(&browser, &axe, "filters in use", &chosen, "document.querySelector('.chip')").await;
    let empty = format!("{base}/?q=zzzzzzzz&nt=gaba");
    check(&browser, &axe, "an empty result", &empty, "document.querySelector('.empty')").await;
    for view in ["cards", "heatmap"] {
        let address = format!("{base}/?view={view}&sort=-neurons&in=EB");
        check(&browser, &axe, view, &address, "document.querySelector('main')").await;
    }
    for basket in ["basket=EPG&basket=ER4d&basket=nobody", "basket=EPG"] {
        let address = format!("{base}/?view=compare&{basket}");
        check(&browser, &axe, "types side by side", &address, "document.querySelector('main')")
            .await;
    }
}

fn form_urlencoded(name: &str) -> String {
    name.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn axe_finds_nothing_on_a_phone() {
    let Some(axe) = axe() else { return };
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.page.set_window_size(360, 780).await.expect("a size");
    let list = "document.querySelector('#types .name')";
    check(&browser, &axe, "the list on a phone", &served.base, list).await;
    browser.value("document.getElementById('open-filters').click()").await;
    browser.until("document.querySelector('.filters.open')").await;
    let found = findings(&browser, &axe).await;
    assert!(found.is_empty(), "the filters on a phone:\n{}", found.join("\n"));
}

#[tokio::test]
async fn axe_finds_nothing_on_the_page_of_the_state() {
    let Some(axe) = axe() else { return };
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.open(&format!("{}/?page=status", served.base)).await;
    browser.until_it_says("Running").await;
    let found = findings(&browser, &axe).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}
