//! A static site that names a live proxy: a headless Chromium against files on a host, which come
//! first, and a proxy that may have what is newer.

mod chromium;
mod static_site;

use std::net::TcpListener;

use chromium::{Browser, Files, Served};
use static_site::{Folder, Host};

const NEURONS: &str = "bodyId,type,instance,side,pre,post,downstream,roiInfo
11,EPG,EPG_L,left,10,100,50,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
12,EPG,EPG_R,right,10,100,50,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
13,ER4d,ER4d_R,right,5,40,25,\"{\"\"EB\"\":{\"\"post\"\":2,\"\"downstream\"\":20}}\"
14,ER4d,ER4d_L,left,5,40,25,\"{\"\"EB\"\":{\"\"post\"\":2,\"\"downstream\"\":25}}\"
15,PEN,PEN_L,left,5,40,25,
16,PEN,PEN_R,right,5,40,25,
";

const CONNECTIONS: &str = "bodyId_pre,bodyId_post,weight\n13,11,30\n14,12,30\n";

const HIERARCHY: &str = r#"{"name":"CNS","children":[{"name":"EB*"}]}"#;

const SILENT: &str = "The live proxy does not answer; these are the site's own files.";

/// Notes what the page says of where its data are from, each time that it says something else.
const LISTEN: &str = "window.said = []; new MutationObserver(() => {
        const words = document.querySelector('.origin')?.innerText.match(/from the \\w+/)?.[0];
        if (words && words !== window.said.at(-1)) window.said.push(words);
    }).observe(document, {subtree: true, childList: true, characterData: true})";

/// A site whose proxy does not listen yet, and a browser that has not seen it.
struct Scene {
    files: Files,
    host: Host,
    folder: Folder,
    browser: Browser,
    /// Where the proxy is to be.
    address: String,
    /// Listens there until the proxy does: whoever calls waits.
    place: Option<TcpListener>,
}

impl Scene {
    async fn new() -> Scene {
        let files = Files::new(&[
            ("--table", "small.csv", NEURONS),
            ("--connections", "links.csv", CONNECTIONS),
            ("--roi-hierarchy", "rois.json", HIERARCHY),
        ]);
        let place = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = place.local_addr().expect("an address").to_string();
        let proxy = format!("http://{address}");
        let folder = Folder::written(&[&files.options()[..], &["--proxy", &proxy]].concat());
        let host = Host::start(&folder).await;
        let browser = Browser::start().await;
        browser.before_each_page(LISTEN).await;
        Scene { files, host, folder, browser, address, place: Some(place) }
    }

    /// The table gets other inputs of a type and a type more, the connections a weight more.
    fn change(&self) {
        let more = "17,Newcomer,Newcomer_L,left,1,2,3,\n";
        let changed = NEURONS.replace("13,ER4d,ER4d_R,right,5,40,", "13,ER4d,ER4d_R,right,5,41,");
        assert_ne!(changed, NEURONS);
        self.files.write("small.csv", &format!("{changed}{more}"));
        self.files.write("links.csv", &format!("{CONNECTIONS}15,13,7\n"));
    }

    /// The proxy begins to listen, and lets the apps of this origin ask.
    fn serve(&mut self, origin: &str) -> Served {
        self.place = None;
        let options = [&self.files.options()[..], &["--allow-origin", origin]].concat();
        Served::at(&self.address, &options)
    }
}

async fn open(browser: &Browser, host: &Host) {
    browser.open(&format!("{}?type=ER4d", host.base)).await;
    browser.until_read().await;
}

async fn inputs_are(browser: &Browser, count: &str) {
    let figures = "document.querySelector('.figures')?.innerText.replace(/\\s+/g, ' ')";
    browser.until(&format!("{figures}.includes('{count} inputs')")).await;
}

/// Waits until the app has asked the proxy which datasets it has.
async fn has_asked(browser: &Browser, served: &Served) {
    let address = format!("{}/api/v1/datasets", served.base);
    let answers = format!("performance.getEntriesByName('{address}')");
    browser.until(&format!("{answers}.some(it => it.responseEnd > 0)")).await;
}

#[tokio::test]
async fn the_files_come_first_and_then_what_the_proxy_has_that_is_newer() {
    let mut scene = Scene::new().await;
    scene.change();
    let served = scene.serve(&scene.host.origin());
    let Scene { folder, host, browser, .. } = &scene;
    let policy = folder.read("index.html");
    assert!(policy.contains(&format!("connect-src 'self' {}/;", served.base)), "{policy}");

    open(browser, host).await;
    browser.until_it_says("The data has changed since this browser's copy").await;
    inputs_are(browser, "81").await;
    browser.until_headline("4 types").await;
    let said = browser.value("window.said.join(', then ')").await;
    assert_eq!(said, "from the site, then from the proxy");
    let asked = host.asked();
    let of_all = asked.iter().filter(|path| path.starts_with("data/summaries")).count();
    assert_eq!(of_all, 1, "{asked:?}");
    // What is asked for from now on is of the newer version, too; pages are the site's own.
    browser.until("document.querySelector('.partners')?.innerText.includes('PEN')").await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
    let page = "document.querySelector('#types a.page').getAttribute('href')";
    assert!(browser.value(page).await.as_str().is_some_and(|it| it.starts_with("types/")));
    assert_eq!(browser.complaints().await, Vec::<String>::new());

    // The copy in the browser is that of the proxy: nothing is read again.
    browser.until_kept().await;
    let before = served.status().await;
    browser.page.refresh().await.expect("a reload");
    browser.until_read().await;
    has_asked(browser, &served).await;
    browser.until_headline("4 types").await;
    inputs_are(browser, "81").await;
    assert_eq!(browser.text(".notices").await, "");
    assert_eq!(served.status().await.summaries_served, before.summaries_served);
    assert!(!host.asked().iter().any(|path| path.contains("summaries")));

    browser.open(&format!("{}?page=status", host.base)).await;
    browser.until_it_says("its proxy is asked for what is newer").await;
    let state = browser.value("document.querySelector('.numbers a').href").await;
    assert_eq!(state, format!("{}/?page=status", served.base));
}

#[tokio::test]
async fn a_proxy_with_the_same_version_is_asked_for_that_and_nothing_else() {
    let mut scene = Scene::new().await;
    let served = scene.serve(&scene.host.origin());
    let Scene { host, browser, .. } = &scene;
    open(browser, host).await;
    has_asked(browser, &served).await;
    browser.until("document.querySelector('.partners')?.innerText.includes('none')").await;
    assert_eq!(browser.text(".notices").await, "");
    let status = served.status().await;
    assert_eq!((status.lists_served, status.summaries_served), (0, 0));
    assert!(browser.text(".foot").await.contains("from the site"));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_silent_proxy_is_told_of_and_asked_again_when_a_person_wants_that() {
    let mut scene = Scene::new().await;
    scene.change();
    open(&scene.browser, &scene.host).await;
    // It takes connections, and never answers.
    scene.browser.until_it_says(SILENT).await;
    scene.browser.until_headline("3 types").await;
    inputs_are(&scene.browser, "80").await;
    scene.browser.until("document.querySelector('.partners')?.innerText.includes('EPG')").await;
    scene.browser.search_for("pen").await;
    scene.browser.until_headline("1 type").await;

    let served = scene.serve(&scene.host.origin());
    let browser = &scene.browser;
    browser.click(".notice .link").await;
    browser.until("document.querySelector('.summary .of').innerText.startsWith('of 4')").await;
    inputs_are(browser, "81").await;
    assert!(!browser.text(".notices").await.contains(SILENT));
    assert!(served.status().await.summaries_served > 0);
}

#[tokio::test]
async fn a_proxy_that_is_not_there_or_does_not_allow_the_site_is_as_good_as_silent() {
    let mut scene = Scene::new().await;
    scene.change();
    let mut served = scene.serve("https://elsewhere.example");
    let Scene { host, browser, .. } = &scene;
    open(browser, host).await;
    browser.until_it_says(SILENT).await;
    inputs_are(browser, "80").await;
    served.pull_the_plug();
    browser.page.refresh().await.expect("a reload");
    browser.until_it_says(SILENT).await;
    browser.until_headline("3 types").await;
    inputs_are(browser, "80").await;
}
