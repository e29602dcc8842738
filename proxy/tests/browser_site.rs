//! The index of a static site, without a proxy: a headless Chromium against files on a host, below
//! a sub-path.

mod chromium;
mod static_site;

use chromium::{Browser, Files};
use shared::site::{Pages, TypeFile};
use shared::wire::TypeList;
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

/// The site of the small dataset, and a browser that has not seen it.
async fn scene() -> (Folder, Host, Browser) {
    let folder = Folder::of(&sources().serve().base).await;
    let host = Host::start(&folder).await;
    (folder, host, Browser::start().await)
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
    let (_folder, host, browser) = scene().await;
    open(&browser, &host.base).await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
    let mut asked = data_asked(&host);
    assert_eq!(asked.remove(0), "quickpage.json");
    let last = asked.pop();
    asked.sort();
    assert_eq!(asked, ["data/hierarchy.json", "data/summaries.ndjson"]);
    assert_eq!(last.as_deref(), Some("data/pages.json"), "when the index is there");
    assert!(browser.text(".foot").await.contains("from the site"));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_type_is_found_and_opened_with_its_partners_neurons_sides_and_pages() {
    let (_folder, host, browser) = scene().await;
    open(&browser, &host.base).await;
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
    let asked = data_asked(&host);
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
    let (_folder, host, browser) = scene().await;
    open(&browser, &host.base).await;
    browser.search_for("720575940600000011").await;
    browser.until_it_says("body 720575940600000011: EPG").await;
    assert!(data_asked(&host).contains(&"data/bodies/3.json".to_owned()));
    open(&browser, &format!("{}?q=720575940600000012", host.base)).await;
    browser.until_it_says("body 720575940600000012 is not in this dataset").await;
    open(&browser, &format!("{}?type=T4a%2FT4b%3F%23%25", host.base)).await;
    browser.click(".detail .part > .button").await;
    browser.until("document.querySelector('.detail .neurons')?.innerText.includes('15')").await;
}

#[tokio::test]
async fn a_reload_shows_what_is_kept_and_asks_for_no_summaries() {
    let (folder, host, browser) = scene().await;
    open(&browser, &host.base).await;
    browser.until_kept().await;
    host.asked();
    reload(&browser).await;
    browser.until("document.querySelector('.foot')?.innerText.includes('this browser')").await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
    let asked = data_asked(&host);
    assert!(!asked.iter().any(|path| path.contains("summaries")), "{asked:?}");

    // One type changes: its file alone is read.
    let mut list: TypeList =
        serde_json::from_str(&folder.read("data/types.json")).expect("the list");
    list.types[0].hash = Some("0123456789abcdef".to_owned());
    folder.write("data/types.json", serde_json::to_vec(&list).expect("JSON"));
    let mut file: TypeFile =
        serde_json::from_str(&folder.read("data/types/EPG.json")).expect("a type");
    file.summary.to_mut().hash = "0123456789abcdef".to_owned();
    file.summary.to_mut().post = 4_711;
    folder.write("data/types/EPG.json", serde_json::to_vec(&file).expect("JSON"));
    folder.change(|site| site.dataset.version = "another".to_owned());
    reload(&browser).await;
    browser.until_it_says("4,711").await;
    browser.until_it_says("1 type read again").await;
    let asked = data_asked(&host);
    assert!(!asked.iter().any(|path| path.contains("summaries")), "{asked:?}");
}

#[tokio::test]
async fn without_a_network_the_index_opens_and_says_how_old_it_is() {
    let (_folder, mut host, browser) = scene().await;
    open(&browser, &format!("{}?type=EPG", host.base)).await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    browser.until_kept().await;
    // The worker has the page; what a page asks for goes through it from the next one on.
    reload(&browser).await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    host.stop().await;
    reload(&browser).await;
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
    reload(&browser).await;
    browser.until_it_says("this is the copy kept in this browser, 3 days old.").await;
    browser.until("document.querySelector('.foot').innerText.includes('cache, 3 days old')").await;
    browser.open(&format!("{}?page=status", host.base)).await;
    browser.until_it_says("There is no proxy: this is a static site").await;

    host.resume().await;
    open(&browser, &host.base).await;
    browser.until("document.querySelector('.notices').innerText === ''").await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
}

#[tokio::test]
async fn a_newer_page_is_offered_and_a_demanded_one_taken_once() {
    let (folder, host, browser) = scene().await;
    open(&browser, &host.base).await;
    browser.until_kept().await;
    assert_eq!(browser.text(".notices").await, "");
    folder.change(|site| site.app = "quickpage-app-0123456789abcdef.js".to_owned());
    reload(&browser).await;
    browser.until_it_says("A newer page is there.").await;
    browser.value("window.before = true").await;
    browser.click(".notice .link").await;
    browser.until("!window.before").await;
    browser.until_it_says("A newer page is there.").await;

    let app = browser.value("document.querySelector('link[rel=modulepreload]').href").await;
    let app = app.as_str().and_then(|it| it.rsplit('/').next()).expect("a name").to_owned();
    folder.change(|site| (site.app, site.demand) = (app, 3));
    host.asked();
    browser.value("window.before = true").await;
    browser.value("[...document.querySelectorAll('.foot button')][0].click()").await;
    browser.until("!window.before").await;
    browser.until_read().await;
    browser.until("document.querySelector('.foot').innerText.includes('from the site')").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let asked = host.asked();
    let count = |name: &str| asked.iter().filter(|path| path.contains(name)).count();
    assert_eq!((count("summaries"), count("quickpage.json")), (1, 2), "{asked:?}");
    browser.until_kept().await;
    reload(&browser).await;
    browser.until("document.querySelector('.foot').innerText.includes('this browser')").await;
}

#[tokio::test]
async fn a_tab_that_is_looked_at_again_follows_its_site() {
    let (folder, host, browser) = scene().await;
    browser
        .before_each_page("const now = Date.now; Date.now = () => now() + (window.later ?? 0)")
        .await;
    open(&browser, &host.base).await;
    browser.until_kept().await;
    host.asked();
    browser.value("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))").await;
    folder.change(|site| site.app = "quickpage-app-0123456789abcdef.js".to_owned());
    browser.value("window.later = 660000").await;
    browser.value("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))").await;
    browser.until_it_says("A newer page is there.").await;
}

#[tokio::test]
async fn what_is_missing_or_cut_off_is_named_and_what_is_kept_stays() {
    let (folder, host, browser) = scene().await;
    let summaries = folder.read("data/summaries.ndjson");
    folder.write("data/summaries.ndjson", "<!doctype html><h1>404</h1>");
    browser.open(&host.base).await;
    browser.until_it_says("The site's file data/summaries.ndjson is missing or cut off.").await;
    // The types that are missing are few: they are read from their own files.
    folder.write("data/summaries.ndjson", &summaries[..summaries.len() / 2]);
    reload(&browser).await;
    browser.until("document.querySelectorAll('#types .name').length === 3").await;
    browser.until_kept().await;

    let about = folder.read("quickpage.json");
    folder.write("quickpage.json", &about[..about.len() / 2]);
    reload(&browser).await;
    browser.until_it_says("The site's file quickpage.json is missing or cut off.").await;
    browser.until("document.querySelectorAll('#types .name').length === 3").await;
    folder.write("quickpage.json", about);
    std::fs::remove_file(folder.path("data/types/ER4d.json")).expect("a file");
    reload(&browser).await;
    browser.value("[...document.querySelectorAll('#types .name')][1].click()").await;
    browser.until_it_says("partners could not be read: the site's file").await;
}

#[tokio::test]
async fn pages_that_are_not_there_are_not_linked() {
    let (folder, host, browser) = scene().await;
    folder.write("data/pages.json", serde_json::to_vec(&Pages::default()).expect("JSON"));
    open(&browser, &format!("{}?type=EPG", host.base)).await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    assert_eq!(browser.value("document.querySelectorAll('a.page').length").await, 0);
    assert_eq!(browser.value("document.querySelectorAll('nav.outward').length").await, 0);
}

#[tokio::test]
async fn the_site_that_create_index_writes_works_with_and_without_a_network() {
    let folder = Folder::written(&sources().options());
    let mut host = Host::start(&folder).await;
    let browser = Browser::start().await;
    open(&browser, &format!("{}?type=EPG", host.base)).await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    browser.until("document.querySelector('.laterality')?.innerText.includes('10.0 %')").await;
    browser.until("document.querySelectorAll('#types a.page').length === 7").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.click("#types a.page").await;
    browser.until("location.pathname.endsWith('.html') && document.querySelector('h1')").await;
    open(&browser, &format!("{}?q=720575940600000011", host.base)).await;
    browser.until_it_says("body 720575940600000011: EPG").await;
    open(&browser, &host.base).await;
    browser.until_kept().await;
    host.stop().await;
    reload(&browser).await;
    browser.until_it_says("The site does not answer; this is the copy kept in this browser").await;
    browser.until("document.querySelectorAll('#types .name').length === 3").await;
}
