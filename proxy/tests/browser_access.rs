//! What axe-core finds in each state of the page: nothing, in light and in dark.
//!
//! `QUICKPAGE_AXE`, set by `cargo xtask test`, names axe-core's script; without Node there is none,
//! and these tests are skipped, loudly.

mod chromium;
mod static_site;

use std::io::Write;

use chromium::{Browser, Files, Served};
use static_site::{Folder, Host};

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

/// Pastes a list of names into the search box.
const PASTE: &str = "(input => {
    const data = new DataTransfer();
    data.setData('text/plain', 'EPG\\nER4d\\nNoSuch\\n');
    input.focus();
    return input.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, cancelable: true}));
})(document.getElementById('search'))";

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
    for part in [".detail .shares button.region", ".detail .neuron .twist"] {
        looks.browser.click(part).await;
        looks.browser.until(&format!("document.querySelector('{part}[aria-expanded=true]')")).await;
    }
    looks.browser.until("document.querySelector('.one-neuron')").await;
    looks.now("a region and a neuron of a type").await;
    let id = looks.browser.text(".detail .neuron:not(.head) bdi").await;
    let body = format!("{base}/?q={id}");
    looks.at("a body id", &body, "document.querySelector('.body-hit .link')").await;
    let nobody = "document.querySelector('.body-hit')?.innerText.includes('not in this dataset')";
    looks.at("an unknown body id", &format!("{base}/?q=18446744073709551615"), nobody).await;
    let chosen = format!("{base}/?nt=gaba&in=EB&out=!FB&neurons=4..&side=some+left");
    looks.at("filters in use", &chosen, "document.querySelector('.chip')").await;
    let empty = format!("{base}/?q=zzzzzzzz&nt=gaba");
    looks.at("an empty result", &empty, "document.querySelector('.empty')").await;
    looks.at("cards", &format!("{base}/?view=cards&in=EB"), LIST).await;
    let heat_map = format!("{base}/?view=heatmap&in=EB&heat=out.regions&heat.by=EB");
    looks.at("the heat map", &heat_map, "document.querySelector('canvas')?.width > 1").await;
    looks.browser.value("document.querySelector('.heat').focus()").await;
    looks.browser.until("document.querySelectorAll('.heat-readout .link').length === 3").await;
    looks.now("a cell of the heat map").await;
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
        let panel = format!("document.querySelector('#{} button')", button.to_lowercase());
        looks.behind(button, &panel).await;
    }
    looks.at("the list", &address, LIST).await;
    looks.browser.value("document.getElementById('search').focus()").await;
    looks.browser.keys(" nt:").await;
    looks.browser.until("document.querySelector('[role=option]')").await;
    looks.now("what completes the line").await;
    looks.at("the list", &address, LIST).await;
    looks.browser.value(PASTE).await;
    looks.browser.until_it_says("Not found: NoSuch").await;
    looks.now("the notice of a pasted list").await;
    looks.at("the list", &address, LIST).await;
    looks.browser.value("document.body.focus()").await;
    looks.browser.keys("?").await;
    looks.browser.until("document.querySelector('dialog[open]')").await;
    looks.now("the help").await;
    looks.at("the list", &address, LIST).await;
    let folded = "document.querySelectorAll('.fold[aria-expanded=false]')";
    looks.browser.value(&format!("{folded}.forEach(it => it.click())")).await;
    looks.browser.value("document.querySelector('.node .twist:not(.leaf)').click()").await;
    looks.browser.until(&format!("{folded}.length === 0")).await;
    looks.now("all filters").await;
    looks.end();
}

#[tokio::test]
async fn axe_finds_nothing_in_what_the_page_says_above_the_list() {
    let Some(axe) = axe() else { return };
    let files = Files::new(&[
        ("--table", "small.csv", NEURONS),
        ("--roi-hierarchy", "rois.json", HIERARCHY),
    ]);
    let served = files.serve();
    let browser = Browser::start().await;
    browser.before_each_page(NO_CLIPBOARD).await;
    let mut looks = Looks::new(&browser, &axe);
    // A mistake in the line, with what is right.
    looks.at("the list", &served.base, LIST).await;
    browser.search_for("nt:GABBA ").await;
    browser.until("document.querySelector('#search[aria-invalid=true]')").await;
    browser.until("document.querySelector('.notice')").await;
    looks.now("a mistake in the line").await;
    // What cannot be copied.
    looks.at("the list", &served.base, LIST).await;
    looks.behind("Export", "document.querySelector('#export button')").await;
    let copy = "[...document.querySelectorAll('#export .link')][0].click()";
    browser.value(copy).await;
    browser.until_it_says("this browser does not allow copying").await;
    looks.now("what cannot be copied").await;
    // What has changed since the copy.
    browser.until_kept().await;
    let mut served = served;
    served.pull_the_plug();
    let changed = NEURONS.replace("5,40,25", "5,41,25").replace("11,EPG,EPG_L", "11,PEG,PEG_L");
    files.write("small.csv", &changed);
    let served = files.serve_at(served.address());
    let notice = "document.querySelector('.notice [aria-expanded]')";
    looks.at("what has changed", &served.base, notice).await;
    looks.behind("show what changed", "document.querySelector('.changes')").await;
    looks.end();
}

#[tokio::test]
async fn axe_finds_nothing_when_another_dataset_is_chosen() {
    let Some(axe) = axe() else { return };
    let files = Files::new(&[]);
    let table = files.write("small.csv", NEURONS);
    let rois = files.write("rois.json", HIERARCHY);
    let other = files.write("other.csv", "bodyId,type\n1,Mi1\n");
    let config = format!(
        "[[source]]\ntable = '{table}'\nroi-hierarchy = '{rois}'\n[[source]]\ntable = '{other}'\n"
    );
    let config = files.write("quickpage.toml", &config);
    let served = Served::start(&["-c", &config]);
    let browser = Browser::start().await;
    let mut looks = Looks::new(&browser, &axe);
    let asked = format!("{}/?dataset=small&in=EB&nt=gaba", served.base);
    looks.at("one of two datasets", &asked, "document.querySelector('select.dataset')").await;
    let choose = "(() => { const it = document.querySelector('select.dataset'); it.value = 'other';
        it.dispatchEvent(new Event('change', {bubbles: true})); return 1; })()";
    browser.value(choose).await;
    browser.until_it_says("This dataset does not have input region EB").await;
    looks.now("what the other one does not have").await;
    looks.end();
}

#[tokio::test]
async fn axe_finds_nothing_while_the_index_is_being_read() {
    let Some(axe) = axe() else { return };
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    // The page is there; now its data comes slowly.
    browser.slow_network(60_000).await;
    browser.value("indexedDB.deleteDatabase('quickpage') && 1").await;
    browser.open(&served.base).await;
    let some = "/^[1-9].* types? so far$/.test(document.querySelector('h1').innerText)";
    browser.until(&format!("{some} && document.querySelector('progress')")).await;
    let mut looks = Looks::new(&browser, &axe);
    looks.now("an index that is being read").await;
    assert_eq!(browser.value(some).await, true, "it still is");
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
    let in_use = format!("{}/?in=EB&nt=!gaba&neurons=2..&basket=EPG&basket=ER4d", served.base);
    looks.at("filters in use", &in_use, LIST).await;
    looks.behind("Filters", "document.querySelector('.filters.open .chosen')").await;
    for (view, ready) in
        [("heatmap", "canvas"), ("compare", ".compare td"), ("cards", ".cards .row")]
    {
        let address = format!("{in_use}&view={view}");
        looks.at(view, &address, &format!("document.querySelector('{ready}')")).await;
    }
    looks.at("the list", &in_use, LIST).await;
    looks.behind("Basket", "document.querySelector('#basket button')").await;
    looks.behind("Export", "document.querySelector('#export button')").await;
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

#[tokio::test]
async fn axe_finds_nothing_when_the_proxy_is_gone() {
    let Some(axe) = axe() else { return };
    let mut served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_read().await;
    browser.until_kept().await;
    served.pull_the_plug();
    let mut looks = Looks::new(&browser, &axe);
    looks.at("a kept copy", &served.base, "document.querySelector('.notice')").await;
    browser.open(&format!("{}/?page=status", served.base)).await;
    browser.until_it_says("the proxy does not answer").await;
    looks.now("the state of nobody").await;
    // The worker has the app; of the data nothing is kept.
    browser
        .before_each_page("Object.defineProperty(window, 'indexedDB', {value: undefined})")
        .await;
    browser.open(&served.base).await;
    browser.until("document.querySelector('.failed .button')").await;
    looks.now("nothing but a failure").await;
    looks.end();
}

#[tokio::test]
async fn axe_finds_nothing_on_a_static_site() {
    let Some(axe) = axe() else { return };
    let files = Files::new(&[
        ("--table", "small.csv", NEURONS),
        ("--roi-hierarchy", "rois.json", HIERARCHY),
    ]);
    let folder = Folder::written(&files.options());
    let mut host = Host::start(&folder).await;
    let browser = Browser::start().await;
    let mut looks = Looks::new(&browser, &axe);
    let pages = "document.querySelectorAll('#types a.page').length > 0";
    looks.at("the list", &host.base, pages).await;
    let sides = "document.querySelector('nav[aria-label=\"Pages of this type\"] a')";
    looks.at("a type", &format!("{}?type=EPG", host.base), sides).await;
    browser.open(&format!("{}?page=status", host.base)).await;
    browser.until_it_says("There is no proxy: this is a static site").await;
    looks.now("the state").await;
    browser.until_kept().await;
    host.stop().await;
    looks.at("without a network", &host.base, "document.querySelector('.notice')").await;
    looks.end();
}

/// As over plain http from another machine.
const NO_CLIPBOARD: &str = "Object.defineProperty(navigator, 'clipboard', {value: undefined})";

const NEURONS: &str = "bodyId,type,instance,side,pre,post,downstream,predictedNt,roiInfo
11,EPG,EPG_L,left,10,100,50,acetylcholine,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
12,EPG,EPG_R,right,10,100,50,acetylcholine,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
13,ER4d,ER4d_R,right,5,40,25,gaba,
";

const HIERARCHY: &str = r#"{"name":"CNS","children":[{"name":"EB*"}]}"#;
