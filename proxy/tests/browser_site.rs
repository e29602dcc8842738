//! The index of a static site, without a proxy: a headless Chromium against files on a host, below
//! a sub-path.

#[path = "fixture/attacks.rs"]
mod attacks;
mod chromium;
mod static_site;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use attacks::ATTACKS;
use chromium::{Browser, Files};
use serde_json::Value;
use shared::site::Pages;
use shared::view::View;
use static_site::{Folder, Host};

/// A few types with neurons on both sides, and a name that is hard on a path.
const NEURONS: &str = "bodyId,type,instance,side,pre,post,downstream,predictedNt,roiInfo
720575940600000011,EPG,EPG_L,left,10,100,50,acetylcholine,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30},\"\"LAL(R)\"\":{\"\"post\"\":20,\"\"downstream\"\":20}}\"
12,EPG,EPG_R,right,10,100,50,acetylcholine,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30},\"\"LAL(R)\"\":{\"\"post\"\":10,\"\"downstream\"\":20}}\"
13,ER4d,ER4d_R,right,5,40,25,gaba,\"{\"\"LAL(R)\"\":{\"\"post\"\":2,\"\"downstream\"\":20}}\"
14,ER4d,ER4d_L,left,5,40,25,gaba,\"{\"\"LAL(L)\"\":{\"\"post\"\":2,\"\"downstream\"\":25}}\"
15,T4a/T4b?#%,,,1,1,1,,
16,,,right,1,1,1,,
";

const CONNECTIONS: &str = "bodyId_pre,bodyId_post,weight
13,720575940600000011,30
14,12,30
16,720575940600000011,20
720575940600000011,13,8
";

const HIERARCHY: &str = r#"{"name":"CNS","children":[{"name":"EB*"},{"name":"LX(L)","children":[{"name":"LAL(L)*"}]},{"name":"LX(R)","children":[{"name":"LAL(R)*"}]}]}"#;

/// The small dataset in files.
fn sources() -> Files {
    Files::new(&[
        ("--table", "small.csv", NEURONS),
        ("--connections", "links.csv", CONNECTIONS),
        ("--roi-hierarchy", "rois.json", HIERARCHY),
    ])
}

/// The site that `create-index` writes of the small dataset, and a browser that has not seen it.
struct Scene {
    files: Files,
    folder: Folder,
    host: Host,
    browser: Browser,
}

impl Scene {
    async fn new() -> Scene {
        let files = sources();
        let folder = Folder::written(&files.options());
        let host = Host::start(&folder).await;
        Scene { files, folder, host, browser: Browser::start().await }
    }

    /// Writes the site again, of a table in which EPG has more inputs.
    fn write_again(&self, inputs: u64, more: &[&str]) {
        let changed = NEURONS.replace("EPG_R,right,10,100", &format!("EPG_R,right,10,{inputs}"));
        self.files.write("small.csv", &changed);
        self.folder.write_again(more);
    }
}

async fn open(browser: &Browser, address: &str) {
    browser.open(address).await;
    browser.until_read().await;
}

async fn reload(browser: &Browser) {
    browser.page.refresh().await.expect("a reload");
    browser.until_read().await;
}

/// What has been asked for of the data, without the files of the app and of its pages.
fn data_asked(host: &Host) -> Vec<String> {
    let mut asked = host.asked();
    asked.retain(|path| path.starts_with("data/") || path.ends_with("quickpage.json"));
    asked
}

#[tokio::test]
async fn a_first_visit_asks_for_what_it_shows_and_nothing_else() {
    let scene = Scene::new().await;
    let Scene { folder, host, browser, .. } = &scene;
    open(browser, &host.base).await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
    let mut asked = data_asked(host);
    assert_eq!(asked.remove(0), "quickpage.json");
    let last = asked.pop();
    asked.sort();
    let of_site = folder.about().files;
    assert_eq!(asked, [of_site.hierarchy, of_site.summaries]);
    assert_eq!(last, Some(of_site.pages), "when the index is there");
    assert!(browser.text(".foot").await.contains("from the site"));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_type_is_found_and_opened_with_its_partners_neurons_sides_and_pages() {
    let scene = Scene::new().await;
    let Scene { host, browser, .. } = &scene;
    open(browser, &host.base).await;
    browser.search_for("epg").await;
    browser.until("document.querySelector('h1').innerText.startsWith('1 type')").await;
    browser.keys("\u{e007}").await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    // What the brief summary leaves out: of 200 inputs, 20 are of the left neuron in LAL(R).
    browser.until("document.querySelector('.laterality')?.innerText.includes('10.0 %')").await;
    browser.click(".detail .part > .button").await;
    let id = "720575940600000011";
    browser
        .until(&format!("document.querySelector('.detail .neurons')?.innerText.includes('{id}')"))
        .await;
    let asked = data_asked(host);
    let files = asked.iter().filter(|path| *path == "data/types/EPG.json").count();
    assert_eq!(files, 1, "one file holds all of it: {asked:?}");

    let page = "document.querySelector('#types a.page')";
    browser.until(page).await;
    assert_eq!(browser.value(&format!("{page}.getAttribute('href')")).await, "types/EPG.html");
    assert_eq!(browser.value(&format!("{page}.ariaLabel")).await, "Page of EPG");
    let sides = "[...document.querySelectorAll('nav[aria-label=\"Pages of this type\"] a')]
        .map(link => link.getAttribute('href')).join(' ')";
    assert_eq!(browser.value(sides).await, "types/EPG.html types/EPG_L.html types/EPG_R.html");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.click("#types a.page").await;
    browser.until("location.pathname.endsWith('/types/EPG.html')").await;
    browser.until("document.querySelector('h1')?.innerText === 'EPG'").await;
}

#[tokio::test]
async fn a_body_id_leads_to_its_type_whatever_its_name_and_size() {
    let scene = Scene::new().await;
    let Scene { host, browser, folder, .. } = &scene;
    open(browser, &host.base).await;
    browser.search_for("720575940600000011").await;
    browser.until_it_says("body 720575940600000011: EPG").await;
    let shard = 720575940600000011 % folder.about().files.body_shards;
    assert!(data_asked(host).contains(&format!("data/bodies/{shard}.json")));
    open(browser, &format!("{}?q=720575940600000012", host.base)).await;
    browser.until_it_says("body 720575940600000012 is not in this dataset").await;
    open(browser, &format!("{}?type=T4a%2FT4b%3F%23%25", host.base)).await;
    browser.click(".detail .part > .button").await;
    browser.until("document.querySelector('.detail .neurons')?.innerText.includes('15')").await;
}

#[tokio::test]
async fn a_reload_shows_what_is_kept_and_asks_for_no_summaries() {
    let scene = Scene::new().await;
    let Scene { host, browser, .. } = &scene;
    open(browser, &host.base).await;
    browser.until_kept().await;
    host.asked();
    reload(browser).await;
    browser.until("document.querySelector('.foot')?.innerText.includes('this browser')").await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
    let asked = data_asked(host);
    assert!(!asked.iter().any(|path| path.contains("summaries")), "{asked:?}");

    // One type changes: its file alone is read.
    scene.write_again(4_611, &[]);
    reload(browser).await;
    browser.until_it_says("4,711").await;
    browser.until_it_says("1 type read again").await;
    let asked = data_asked(host);
    assert!(!asked.iter().any(|path| path.contains("summaries")), "{asked:?}");
    let of_types: Vec<&String> =
        asked.iter().filter(|path| path.starts_with("data/types/")).collect();
    assert_eq!(of_types, ["data/types/EPG.json"]);
}

#[tokio::test]
async fn without_a_network_the_index_opens_and_says_how_old_it_is() {
    let mut scene = Scene::new().await;
    let Scene { host, browser, .. } = &mut scene;
    open(browser, &format!("{}?type=EPG", host.base)).await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    browser.until_kept().await;
    // The worker has the page; what a page asks for goes through it from the next one on.
    reload(browser).await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    host.stop().await;
    reload(browser).await;
    browser
        .until_it_says(
            "The site does not answer; this is the copy kept in this browser, under 1 min old.",
        )
        .await;
    browser.until("document.querySelectorAll('#types .name').length === 3").await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    browser
        .before_each_page(
            "{ const now = Date.now; Date.now = () => now() + 3 * 86_400_000 + 1_000 }",
        )
        .await;
    reload(browser).await;
    browser.until_it_says("this is the copy kept in this browser, 3 days old.").await;
    browser.until("document.querySelector('.foot').innerText.includes('cache, 3 days old')").await;
    browser.open(&format!("{}?page=status", host.base)).await;
    browser.until_it_says("There is no proxy: this is a static site").await;

    host.resume().await;
    open(browser, &host.base).await;
    browser.until("document.querySelector('.notices').innerText === ''").await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
}

/// How many files of the site the worker keeps: of the types that a test makes up, and others.
const KEPT: &str = "(async () => {
    const names = await caches.keys();
    const data = await caches.open(names.find(name => name.startsWith('quickpage data ')));
    const urls = (await data.keys()).map(request => request.url);
    const ofTypes = urls.filter(url => url.includes('/data/types/T')).length;
    return ofTypes + ' and ' + (urls.length - ofTypes);
})()";

/// Waits until the worker keeps so many.
async fn until_worker_keeps(browser: &Browser, expected: &str) {
    let began = Instant::now();
    loop {
        let kept = browser.value(KEPT).await;
        if kept == expected {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{kept}, not {expected}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn files_of_types_take_nothing_away_that_the_index_needs_without_a_network() {
    let mut scene = Scene::new().await;
    let Scene { folder, host, browser, .. } = &mut scene;
    open(browser, &host.base).await;
    browser.until_kept().await;
    reload(browser).await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
    // What the site is, its regions and its pages.
    until_worker_keeps(browser, "0 and 3").await;
    for (read, kept) in [(150, 150), (250, 200)] {
        let paths: Vec<String> = (0..read).map(|n| format!("data/types/T{n}.json")).collect();
        paths.iter().for_each(|path| folder.write(path, "{}"));
        let paths = serde_json::to_string(&paths).expect("JSON");
        browser
            .value(&format!("Promise.all({paths}.map(path => fetch(path))).then(() => 0)"))
            .await;
        until_worker_keeps(browser, &format!("{kept} and 3")).await;
    }
    host.stop().await;
    reload(browser).await;
    browser.until_it_says("The site does not answer; this is the copy kept").await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
}

#[tokio::test]
async fn a_newer_page_is_offered_and_a_demanded_one_taken_once() {
    let scene = Scene::new().await;
    let Scene { folder, host, browser, .. } = &scene;
    open(browser, &host.base).await;
    browser.until_kept().await;
    assert_eq!(browser.text(".notices").await, "");
    folder.change(|site| site.app = "quickpage-app-0123456789abcdef.js".to_owned());
    reload(browser).await;
    browser.until_it_says("A newer page is there.").await;
    browser.value("window.before = true").await;
    browser.click(".notice .link").await;
    browser.until("!window.before").await;
    browser.until_it_says("A newer page is there.").await;

    folder.write_again(&["--demand-update"]);
    assert!(folder.about().demand > 0);
    host.asked();
    browser.value("window.before = true").await;
    browser.value("[...document.querySelectorAll('.foot button')][0].click()").await;
    browser.until("!window.before").await;
    browser.until_read().await;
    browser.until("document.querySelector('.foot').innerText.includes('from the site')").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let asked = host.asked();
    let count = |name: &str| asked.iter().filter(|path| path.contains(name)).count();
    assert_eq!((count("summaries"), count("quickpage.json")), (1, 2), "{asked:?}");
    browser.until_kept().await;
    reload(browser).await;
    browser.until("document.querySelector('.foot').innerText.includes('this browser')").await;
}

#[tokio::test]
async fn a_tab_that_is_looked_at_again_follows_its_site() {
    let scene = Scene::new().await;
    let Scene { folder, host, browser, .. } = &scene;
    browser
        .before_each_page("const now = Date.now; Date.now = () => now() + (window.later ?? 0)")
        .await;
    open(browser, &host.base).await;
    browser.until_kept().await;
    host.asked();
    browser.value("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))").await;
    folder.change(|site| site.app = "quickpage-app-0123456789abcdef.js".to_owned());
    browser.value("window.later = 660000").await;
    browser.value("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))").await;
    browser.until_it_says("A newer page is there.").await;
}

/// A page may stay open for days while its site is written again.
#[tokio::test]
async fn a_type_is_never_shown_with_files_of_another_site_than_its_index() {
    let scene = Scene::new().await;
    let Scene { host, browser, .. } = &scene;
    open(browser, &host.base).await;
    browser.until_kept().await;
    scene.write_again(170, &[]);
    browser.search_for("epg").await;
    browser.value("document.querySelector('#types .name').click()").await;
    inputs_are(browser, 270).await;
    browser.until_it_says("The data has changed since this browser's copy").await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    assert!(!browser.text(".detail").await.contains("could not be read"));
}

#[tokio::test]
async fn what_is_missing_or_cut_off_is_named_and_what_is_kept_stays() {
    let scene = Scene::new().await;
    let Scene { folder, host, browser, .. } = &scene;
    let path = folder.about().files.summaries;
    let summaries = folder.read(&path);
    folder.write(&path, "<!doctype html><h1>404</h1>");
    browser.open(&host.base).await;
    browser.until_it_says(&format!("The site's file {path} is missing or cut off.")).await;
    // The types that are missing are few: they are read from their own files.
    folder.write(&path, &summaries[..summaries.len() / 2]);
    reload(browser).await;
    browser.until("document.querySelectorAll('#types .name').length === 3").await;
    browser.until_kept().await;

    let about = folder.read("quickpage.json");
    folder.write("quickpage.json", &about[..about.len() / 2]);
    reload(browser).await;
    browser.until_it_says("The site's file quickpage.json is missing or cut off.").await;
    browser.until("document.querySelectorAll('#types .name').length === 3").await;
    folder.write("quickpage.json", about);
    std::fs::remove_file(folder.path("data/types/ER4d.json")).expect("a file");
    reload(browser).await;
    browser.value("[...document.querySelectorAll('#types .name')][1].click()").await;
    browser.until_it_says("partners could not be read: the site's file").await;
}

#[tokio::test]
async fn pages_that_are_not_there_are_not_linked() {
    let scene = Scene::new().await;
    let Scene { folder, host, browser, .. } = &scene;
    let path = folder.about().files.pages;
    folder.write(&path, serde_json::to_vec(&Pages::default()).expect("JSON"));
    open(browser, &format!("{}?type=EPG", host.base)).await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    assert_eq!(browser.value("document.querySelectorAll('a.page').length").await, 0);
    assert_eq!(browser.value("document.querySelectorAll('nav.outward').length").await, 0);
}

/// Waits until EPG's detail tells of so many inputs.
async fn inputs_are(browser: &Browser, count: u64) {
    let figures = "document.querySelector('.figures')?.innerText.replace(/\\s+/g, ' ')";
    browser.until(&format!("{figures}.includes('{count} inputs')")).await;
}

#[tokio::test]
async fn a_second_site_is_offered_by_an_open_page_and_then_works_without_a_network_too() {
    let mut scene = Scene::new().await;
    let clock = "const now = Date.now; Date.now = () => now() + (window.later ?? 0)";
    scene.browser.before_each_page(clock).await;
    open(&scene.browser, &format!("{}?type=EPG", scene.host.base)).await;
    inputs_are(&scene.browser, 200).await;
    scene.browser.until_kept().await;
    reload(&scene.browser).await;
    scene.host.stop().await;
    reload(&scene.browser).await;
    let is_kept = "The site does not answer; this is the copy kept in this browser";
    scene.browser.until_it_says(is_kept).await;
    inputs_are(&scene.browser, 200).await;

    // Another version of the data and another app take the site's place.
    scene.host.resume().await;
    reload(&scene.browser).await;
    scene.browser.until("document.querySelector('.notices').innerText === ''").await;
    scene.write_again(150, &[]);
    scene.folder.change_app();
    let Scene { host, browser, .. } = &mut scene;
    // Without a network there were some.
    drop(browser.complaints().await);
    browser.value("(window.before = true, window.later = 660_000)").await;
    browser.value("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))").await;
    browser.until_it_says("A newer page is there.").await;
    assert_eq!(browser.value("Boolean(window.isAnother)").await, false);
    browser.press(".notice", "Reload").await;
    browser.until("!window.before && window.isAnother").await;
    browser.until_read().await;
    inputs_are(browser, 250).await;
    assert!(!browser.text(".notices").await.contains("newer page"));
    assert_eq!(browser.complaints().await, Vec::<String>::new());

    // The worker keeps the new app, the browser the new data.
    browser.until("document.querySelector('.foot').innerText.includes('this browser')").await;
    browser
        .until(
            "(caches.match('./', {ignoreVary: true}).then(page => page.text()).then(text => {
                window.keptPage = text;
            }), window.keptPage?.includes('-0123456789abcdef.js'))",
        )
        .await;
    host.stop().await;
    reload(browser).await;
    browser.until_it_says(is_kept).await;
    browser.until("window.isAnother").await;
    inputs_are(browser, 250).await;
}

#[tokio::test]
async fn a_site_on_a_slow_host_fills_the_page_while_it_comes_in() {
    let row = |n: u32| format!("{n},T{n},T{n}_R,right,1,2\n");
    let rows: String = (1..=2_000).map(row).collect();
    let table = format!("bodyId,type,instance,side,pre,post\n{rows}");
    let files = Files::new(&[("--table", "many.csv", &table)]);
    let folder = Folder::written(&[&files.options()[..], &["--no-pages"]].concat());
    let host = Host::start(&folder).await;
    let summaries = folder.about().files.summaries;
    host.send(&summaries, 0.0);
    let browser = Browser::start().await;
    browser.open(&host.base).await;
    browser.until_it_says("Reading the index").await;
    browser.until_it_says("0 of 2,000 types").await;
    let bar = "document.querySelector('.reading progress')";
    assert_eq!(browser.value(&format!("{bar}.max")).await, 2_000);
    // A hundredth at a time.
    let mut seen = BTreeSet::new();
    for percent in 1..=80 {
        host.send(&summaries, percent as f64 / 100.0);
        tokio::time::sleep(Duration::from_millis(25)).await;
        let value = browser.value(&format!("{bar}.value")).await.as_u64().expect("a count");
        assert!(value <= 20 * percent + 10, "{value} types when {percent} % were sent");
        assert!(seen.last().is_none_or(|before| *before <= value), "{value} after {seen:?}");
        seen.insert(value);
    }
    assert!(seen.len() >= 5 && seen.last() > Some(&1_000), "it grew by {seen:?}");
    // All that has come is shown, also while nothing more comes.
    browser.until(&format!("{bar}.value > 1_550")).await;
    browser.until_it_says(" of 2,000 types").await;
    // What has come is listed, and found.
    browser.until_it_says("types so far").await;
    assert!(!browser.text(".foot").await.contains("neuron"));
    browser.search_for("T11").await;
    browser.until("document.querySelector('#types .name')?.innerText === 'T11'").await;
    browser.keys("\u{8}\u{8}\u{8}").await;
    host.send(&summaries, 1.0);
    browser.until_read().await;
    browser.until_headline("2,000 types").await;
    browser.until(&format!("!{bar}?.offsetParent")).await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// Names that would run a script, end an element or leave the folder if they were not text.
const SCRIPTS: [&str; 20] = [
    "<script>window.pwned='element'</script>",
    "</script><script>window.pwned='end'</script>",
    "</title><script>window.pwned='title'</script>",
    "<img src=x onerror=window.pwned='image'>",
    "\"><svg onload=window.pwned='double'>",
    "' autofocus onfocus='window.pwned=1",
    "<a href=\"javascript:window.pwned='link'\">x</a>",
    "javascript:window.pwned='scheme'",
    "<style>*{display:none}</style>",
    "<!-- comment",
    "]]>",
    "{{constructor.constructor('window.pwned=1')()}}",
    "..",
    "../../etc/passwd",
    "..\\..\\windows",
    "%2e%2e%2fpasswd",
    "CON",
    "C:",
    "mi1",
    "a/b?c#d&type=Mi1",
];

/// Notes what no name may do.
const GUARD: &str = "for (const ask of ['alert', 'confirm', 'prompt']) {
        window[ask] = () => { window.pwned = ask; };
    }";

/// Types of these names, each with a partner on either side.
fn types_named(names: &[String]) -> Files {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut neurons = "bodyId,type,instance,side,pre,post\n".to_owned();
    let mut connections = "bodyId_pre,bodyId_post,weight\n".to_owned();
    for (at, name) in names.iter().enumerate() {
        let (id, next) = (at + 1, (at + 1) % names.len() + 1);
        neurons += &format!("{id},{0},{0},left,4,5\n", quoted(name));
        connections += &format!("{id},{next},3\n");
    }
    Files::new(&[
        ("--table", "hostile.csv", &neurons),
        ("--connections", "links.csv", &connections),
    ])
}

/// Whether a browser shows it as it is: no control characters, no white space but plain spaces.
fn is_shown_as_it_is(name: &str) -> bool {
    !name.chars().any(|c| c.is_control() || "\u{2028}\u{2029}\u{10ffff}".contains(c))
}

/// What finds a name when it is typed; `None` where a line cannot hold it, or it has no letter and
/// no digit to be found by.
fn words_that_find(name: &str) -> Option<String> {
    let has_words = name.chars().any(|c| c.is_ascii_alphanumeric());
    let is_line = !name.contains(['\n', '\r', '\0']);
    // What would be read as a condition is searched for as text in quotes.
    let words = match shared::line::has_condition(name) {
        true => format!("\"{name}\""),
        false => name.to_owned(),
    };
    (has_words && is_line).then_some(words)
}

/// Finds a type in the index and opens its detail, by its row or else by its address: the address
/// of its page.
async fn page_in_index(browser: &Browser, base: &str, name: &str) -> String {
    let quoted = Value::from(name);
    match words_that_find(name) {
        Some(words) => {
            let typed = "Object.assign(document.getElementById('search'), {value: WORDS})
                .dispatchEvent(new Event('input', {bubbles: true}))";
            browser.value(&typed.replace("WORDS", &Value::from(words).to_string())).await;
            let rows = "[...document.querySelectorAll('#types .name')]";
            let row = format!("{rows}.find(it => it.title === {quoted})");
            browser.until(&row).await;
            browser.value(&format!("({row}).click()")).await;
        }
        None => {
            let view = View { open: Some(name.to_owned()), ..View::default() };
            open(browser, &format!("{base}?{}", view.to_query())).await;
        }
    }
    let title = "document.querySelector('.detail h2')?.textContent";
    match is_shown_as_it_is(name) {
        true => browser.until(&format!("{title} === {quoted}")).await,
        false => browser.until(title).await,
    }
    browser.until("document.querySelector('.partners')?.innerText.includes('Inputs from')").await;
    let link = "document.querySelector('nav[aria-label=\"Pages of this type\"] a')";
    browser.until(link).await;
    assert_eq!(browser.value("typeof window.pwned").await, "undefined", "{name:?}");
    browser.value(&format!("{link}.href")).await.as_str().expect("an address").to_owned()
}

#[tokio::test]
async fn a_name_that_means_harm_is_found_and_shown_as_text_in_the_index_and_on_its_page() {
    let long = "long ".repeat(60);
    let names = ATTACKS.iter().map(|(name, _)| *name).chain(SCRIPTS).chain([long.trim()]);
    let names: Vec<String> = names.map(str::to_owned).collect();
    let files = types_named(&names);
    let folder = Folder::written(&files.options());
    assert_eq!(folder.about().types, names.len() as u64);
    let host = Host::start(&folder).await;
    let browser = Browser::start().await;
    browser.before_each_page(GUARD).await;
    open(&browser, &host.base).await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
    let mut pages = Vec::new();
    for name in &names {
        pages.push(page_in_index(&browser, &host.base, name).await);
    }
    assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), names.len(), "each has its own");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    for (name, page) in names.iter().zip(&pages) {
        assert!(page.starts_with(&format!("{}types/", host.base)), "{name:?}: {page}");
        let quoted = Value::from(name.as_str());
        browser.open(page).await;
        let about = "JSON.parse(document.querySelector('script').textContent).about.name";
        assert_eq!(browser.value(about).await, quoted);
        let scripts = "document.querySelectorAll('script, iframe, object, [onerror], [onload]')";
        assert_eq!(browser.value(&format!("{scripts}.length")).await, 1, "{name:?}");
        let into_index = "document.querySelector('header .button')";
        let query = browser.value(&format!("new URL({into_index}.href).search.slice(1)")).await;
        let view = View::from_query(query.as_str().expect("a query"));
        assert_eq!(view.open.as_deref(), Some(name.as_str()));
        if is_shown_as_it_is(name) {
            assert_eq!(browser.value("document.querySelector('h1').textContent").await, quoted);
            let title = format!("document.title.includes({quoted})");
            assert_eq!(browser.value(&title).await, true, "{name:?}");
        }
        assert_eq!(browser.value("typeof window.pwned").await, "undefined", "{name:?}");
        // Back in the index it is the one that is open.
        if SCRIPTS.contains(&name.as_str()) {
            browser.click("header .button").await;
            browser
                .until(&format!("document.querySelector('.detail h2')?.textContent === {quoted}"))
                .await;
            assert_eq!(browser.value("typeof window.pwned").await, "undefined", "{name:?}");
        }
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
