//! The whole program, as a researcher meets it: a headless Chromium against the release build.

mod chromium;
mod support;

use std::collections::BTreeMap;

use chromium::{Browser, Files, Served};
use support::hemibrain;

/// A few types with regions, partners and names that are hard on a page.
const NEURONS: &str = "bodyId,type,instance,side,pre,post,downstream,predictedNt,superclass,roiInfo
11,EPG,EPG_L,left,10,100,50,acetylcholine,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30},\"\"PB\"\":{\"\"pre\"\":4,\"\"post\"\":10,\"\"downstream\"\":20}}\"
12,EPG,EPG_R,right,10,100,50,acetylcholine,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
13,ER4d,ER4d_R,right,5,40,25,gaba,central,\"{\"\"LAL(R)\"\":{\"\"post\"\":2,\"\"downstream\"\":20}}\"
14,ER4d,ER4d_L,left,5,40,25,gaba,central,\"{\"\"LAL(L)\"\":{\"\"post\"\":2,\"\"downstream\"\":25}}\"
15,\"<b>x</b> 'q' [/]\",,,1,1,1,,,
16,,,right,1,1,1,,,
";

const CONNECTIONS: &str = "bodyId_pre,bodyId_post,weight\n13,11,30\n14,12,30\n16,11,20\n11,13,8\n";

const HIERARCHY: &str = r#"{"name":"CNS","children":[{"name":"CX","children":[{"name":"EB*"},{"name":"PB*"}]},{"name":"LX(L)","children":[{"name":"LAL(L)*"}]},{"name":"LX(R)","children":[{"name":"LAL(R)*"}]}]}"#;

/// The small dataset, served.
fn small() -> (Served, Files) {
    let files = Files::new(&[
        ("--table", "small.csv", NEURONS),
        ("--connections", "connections.csv", CONNECTIONS),
        ("--roi-hierarchy", "rois.json", HIERARCHY),
    ]);
    (files.serve(), files)
}

async fn types_shown(browser: &Browser) -> Vec<String> {
    let names = "[...document.querySelectorAll('#types .name')].map(name => name.innerText)";
    let names = browser.value(names).await;
    names.as_array().into_iter().flatten().filter_map(|n| n.as_str().map(str::to_owned)).collect()
}

/// Waits for the index to be complete, with this many types in the list.
async fn until_types(browser: &Browser, words: &str) {
    browser.until_headline(words).await;
    browser.until_read().await;
}

#[tokio::test]
async fn on_first_opening_the_index_fills_and_can_be_searched_meanwhile() {
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    // The page is there; now its data comes slowly, as over a bad line.
    browser.slow_network(150_000).await;
    browser.value("indexedDB.deleteDatabase('quickpage') && 1").await;
    browser.open(&served.base).await;
    browser.until("document.querySelector('progress')").await;
    browser.until_it_says("search works already").await;
    browser.until("/^[1-9].* types? so far$/.test(document.querySelector('h1').innerText)").await;
    browser.until_it_says("s left").await;
    let some = browser.value("document.querySelectorAll('#types .name').length").await;
    assert!(some.as_u64().expect("a number") > 0, "what has arrived is in the list");
    assert!(browser.text(".top").await.contains("synthetic"));
    browser.slow_network(1 << 30).await;
    until_types(&browser, "5,620 types").await;
    assert!(browser.text(".foot").await.contains("(2,693 without a type)"));
    assert!(browser.text(".foot").await.contains("synthetic demo data"));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_real_table_is_shown_searched_filtered_shared_and_kept() {
    let Some(table) = hemibrain() else { return };
    let served = Served::start(&["--table", &table.display().to_string()]);
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "5,620 types").await;
    let footer = browser.text(".foot").await;
    assert!(footer.contains("5,620 types, 22,704 neurons (2,693 without a type)"), "{footer}");
    assert!(footer.contains("CC-BY 4.0") && footer.contains("Scheffer et al. 2020"), "{footer}");
    assert!(browser.value("!document.querySelector('[role=tree]')").await == true, "no regions");

    browser.search_for("kca'b'").await;
    browser.until("document.querySelector('#types .mark')").await;
    let first: Vec<String> = types_shown(&browser).await.into_iter().take(3).collect();
    let mut sorted = first.clone();
    sorted.sort();
    assert_eq!(sorted, ["KCa'b'-ap1", "KCa'b'-ap2", "KCa'b'-m"]);

    the_class_filter_counts_what_the_table_says(&browser, &served, &table).await;

    browser.open(&format!("{}/?type=EPG", served.base)).await;
    browser.until_it_says("173,954").await;
    let detail = browser.text(".detail").await;
    assert!(detail.contains("135,775") && detail.contains("22,643"), "{detail}");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

async fn the_class_filter_counts_what_the_table_says(
    browser: &Browser,
    served: &Served,
    table: &std::path::Path,
) {
    let mut classes: BTreeMap<String, bool> = BTreeMap::new();
    for row in csv::Reader::from_path(table).expect("the table").deserialize() {
        let row: BTreeMap<String, String> = row.expect("a row");
        let is_cx = row["cell_class"] == "CX";
        if !row["type"].is_empty() {
            *classes.entry(row["type"].clone()).or_default() |= is_cx;
        }
    }
    let expected = classes.values().filter(|is_cx| **is_cx).count();
    browser.open(&format!("{}/?class=CX", served.base)).await;
    browser.until_it_says(&format!("{expected} types of 5,620")).await;
    browser.open(&format!("{}/?class=!CX", served.base)).await;
    let others = shared_number(5_620 - expected);
    browser.until_it_says(&format!("{others} types of 5,620")).await;
}

/// A number of four digits as the page writes it.
fn shared_number(number: usize) -> String {
    format!("{},{:03}", number / 1_000, number % 1_000)
}

#[tokio::test]
async fn a_filter_is_chosen_excluded_told_in_a_chip_and_taken_back() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    let gaba = "[aria-labelledby=filter-nt] input[type=checkbox]";
    let value = browser.text("[aria-labelledby=filter-nt] .value").await;
    browser.click(gaba).await;
    until_types(&browser, "1 type").await;
    browser.until_it_says(&format!("transmitter {value}")).await;
    browser.click("[aria-labelledby=filter-nt] .not").await;
    until_types(&browser, "2 types").await;
    browser.until_it_says(&format!("not transmitter {value}")).await;
    browser.until("location.search.includes('nt=%21') || location.search.includes('nt=!')").await;
    browser.value("history.back()").await;
    until_types(&browser, "1 type").await;
    browser.click(".chip button").await;
    until_types(&browser, "3 types").await;
}

/// The history follows a frame later than the list, and has every choice.
#[tokio::test]
async fn choices_in_one_moment_are_steps_back_of_their_own() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    let not = "[aria-labelledby=filter-nt] .not";
    browser.until(&format!("document.querySelector('{not}')")).await;
    let steps = browser.value("history.length").await.as_u64().expect("a number");
    let exclude_and_allow =
        format!("for (let i = 0; i < 3; i++) document.querySelector('{not}').click()");
    browser.value(&format!("(() => {{ {exclude_and_allow} }})()")).await;
    until_types(&browser, "2 types").await;
    browser.until(&format!("history.length === {}", steps + 3)).await;
    browser.until("location.search.includes('nt=')").await;
    browser.value("history.back()").await;
    until_types(&browser, "3 types").await;
    browser.until("!location.search.includes('nt=')").await;
    browser.value("history.back()").await;
    until_types(&browser, "2 types").await;
    browser.until("location.search.includes('nt=')").await;
}

#[tokio::test]
async fn regions_are_trees_with_a_threshold_each() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    // 4 of 80 inputs of ER4d are in LAL: 5 %. All of its outputs but five are.
    browser.open(&format!("{}/?in=LAL", served.base)).await;
    until_types(&browser, "1 type").await;
    assert_eq!(types_shown(&browser).await, ["ER4d"]);
    browser.open(&format!("{}/?in=LAL&in.min=10", served.base)).await;
    browser.until_it_says("0 types").await;
    browser.until_it_says("Without input in LAL ≥ 10 % there are 3").await;
    browser.open(&format!("{}/?out=LX&out.min=75", served.base)).await;
    until_types(&browser, "1 type").await;
    let trees = browser.value("document.querySelectorAll('[role=tree]').length").await;
    assert_eq!(trees, 2);
    // As if the output filter were open: EPG sends half of its outputs into CX.
    let item =
        "[...document.querySelectorAll('[aria-label=\"Regions of output\"] [role=treeitem]')]
        .find(item => item.innerText.includes('CX'))";
    browser.until(&format!("{item}?.innerText.trim().endsWith('1')")).await;
}

#[tokio::test]
async fn the_detail_shows_regions_partners_and_neurons_and_a_link_opens_it_elsewhere() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    browser.search_for("epg").await;
    until_types(&browser, "1 type").await;
    browser.keys("\u{e007}").await;
    browser.until("document.querySelector('.detail h2')?.innerText === 'EPG'").await;
    browser.until_it_says("Inputs from").await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    let partners = browser.text(".partners").await;
    assert!(partners.contains("without a type") && partners.contains("75"), "{partners}");
    // 160 of 200 inputs in EB, 10 in PB, 30 in neither: the parts make 100 %.
    let regions = browser.text(".shares").await;
    for part in ["EB", "80", "PB", "5", "outside", "15"] {
        assert!(regions.contains(part), "{part} in {regions}");
    }
    browser.click(".detail .button").await;
    browser.until("document.querySelector('.detail .neurons')?.innerText.includes('12')").await;

    let address = browser.value("location.href").await;
    let other = Browser::start().await;
    other.open(address.as_str().expect("an address")).await;
    other.until("document.querySelector('.detail h2')?.innerText === 'EPG'").await;
    until_types(&other, "1 type").await;
    assert_eq!(other.complaints().await, Vec::<String>::new());
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn names_are_text_whatever_they_hold() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    assert!(types_shown(&browser).await.contains(&"<b>x</b> 'q' [/]".to_owned()));
    browser.search_for("<b>x").await;
    until_types(&browser, "1 type").await;
    browser.keys("\u{e007}").await;
    browser.until("document.querySelector('.detail h2')?.innerText.startsWith('<b>x</b>')").await;
    browser.click(".detail .button").await;
    browser.until("document.querySelector('.detail .neurons')?.innerText.includes('15')").await;
}

#[tokio::test]
async fn a_reload_asks_only_for_the_list_and_an_expired_hierarchy_again() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    browser.until("document.querySelector('.foot')?.innerText.includes('from the proxy')").await;
    browser.until_kept().await;
    let before = served.status().await;
    assert_eq!((before.summaries_served, before.hierarchies_served), (1, 1));

    browser.page.refresh().await.expect("a reload");
    browser.until("document.querySelector('.foot')?.innerText.includes('this browser')").await;
    until_types(&browser, "3 types").await;
    let after = served.status().await;
    assert_eq!((after.summaries_served, after.hierarchies_served), (1, 1));
    assert!(after.lists_served > before.lists_served);

    change_records(&browser, "hierarchy", "record.fetchedAt -= 25 * 3600 * 1000").await;
    browser.page.refresh().await.expect("a reload");
    until_types(&browser, "3 types").await;
    browser.until("document.querySelector('[role=tree]')").await;
    let mut hierarchies = 0;
    for _ in 0..200 {
        hierarchies = served.status().await.hierarchies_served;
        if hierarchies > 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!((hierarchies, served.status().await.summaries_served), (2, 1));
}

#[tokio::test]
async fn a_damaged_copy_is_thrown_away_and_read_again() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    browser.until_kept().await;
    let cut = "if (record.lines) record.lines = record.lines.slice(0, 100)";
    change_records(&browser, "chunks", cut).await;
    browser.page.refresh().await.expect("a reload");
    browser.until_it_says("damaged").await;
    until_types(&browser, "3 types").await;
    assert_eq!(served.status().await.summaries_served, 2);
}

#[tokio::test]
async fn of_a_kept_copy_the_index_comes_first_and_is_built_from_its_lines_where_it_is_no_good() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    let epg = format!("{}/?type=EPG", served.base);
    browser.open(&epg).await;
    until_types(&browser, "3 types").await;
    browser.until_kept().await;
    until_packed(&browser).await;
    // Lines and index are made to differ, to see which is shown where.
    let more = "if (record.lines) {
        const text = new TextDecoder().decode(record.lines);
        record.lines = new TextEncoder().encode(text.replaceAll('\"neurons\":{\"total\":2', '\"neurons\":{\"total\":7'));
    }";
    change_records(&browser, "chunks", more).await;
    let in_list = "[...document.querySelectorAll('#types .row')]
        .find(row => row.innerText.includes('EPG')).querySelector('.neurons b').innerText";
    let in_detail = "document.querySelector('.detail .figures dd').innerText";
    let until = async |number: &str, place: &str| {
        browser.page.refresh().await.expect("a reload");
        until_types(&browser, "3 types").await;
        browser.until(&format!("{place} === '{number}'")).await;
    };
    until("2", in_list).await;
    browser.until(&format!("{in_detail} === '7'")).await;

    change_records(&browser, "chunks", "if (record.bytes) record.bytes = record.bytes.slice(9)")
        .await;
    until("7", in_list).await;
    browser.until(&format!("{in_detail} === '7'")).await;
    assert_eq!(served.status().await.summaries_served, 1, "all this was kept");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_could_not_be_kept_at_first_is_kept_when_it_can_be() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    // The first time the browser's storage does not open.
    let once = "const open = indexedDB.open.bind(indexedDB);
        indexedDB.open = (...all) => {
            if (sessionStorage.opened) return open(...all);
            sessionStorage.opened = true;
            throw new DOMException('no', 'UnknownError');
        };";
    browser.before_each_page(once).await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    browser.until_it_says("not kept in this browser").await;
    browser.press(".foot", "refresh").await;
    browser.until_kept().await;
    browser.page.refresh().await.expect("a reload");
    browser.until("document.querySelector('.foot')?.innerText.includes('this browser')").await;
    until_types(&browser, "3 types").await;
    assert_eq!(served.status().await.summaries_served, 1);
}

#[tokio::test]
async fn a_proxy_that_is_gone_leaves_the_index_and_says_so() {
    let (mut served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    browser.until_kept().await;
    served.pull_the_plug();
    browser.press(".foot", "refresh").await;
    browser.until_it_says("The proxy does not answer").await;
    until_types(&browser, "3 types").await;
    browser.search_for("er4").await;
    until_types(&browser, "1 type").await;
    browser.keys("\u{e007}").await;
    browser.until_it_says("could not be read").await;
}

#[tokio::test]
async fn another_source_at_the_same_address_is_shown_and_not_the_kept_copy() {
    let (mut served, files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    browser.until_kept().await;
    served.pull_the_plug();
    let table = files.write("other.csv", "bodyId,type\n1,Mi1\n2,Tm3\n");
    let _other = Served::at(served.address(), &["--table", &table]);
    browser.open(&served.base).await;
    until_types(&browser, "2 types").await;
    assert_eq!(types_shown(&browser).await, ["Mi1", "Tm3"]);
    assert!(browser.text(".foot").await.contains("other"));
}

#[tokio::test]
async fn only_what_has_changed_is_fetched_again() {
    let (mut served, files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    browser.until_kept().await;
    served.pull_the_plug();
    let changed = NEURONS.replace("13,ER4d,ER4d_R,right,5,40,", "13,ER4d,ER4d_R,right,5,41,");
    assert_ne!(changed, NEURONS);
    files.write("small.csv", &changed);
    let served = files.serve_at(served.address());
    // Somebody else has been here: the list has its hashes.
    let all = format!("{}/api/v1/datasets/small/summaries", served.base);
    reqwest::get(all).await.expect("an answer").bytes().await.expect("all summaries");
    browser.open(&format!("{}/?type=ER4d", served.base)).await;
    browser.until_it_says("(1 type read again)").await;
    browser.until("document.querySelector('.figures')?.innerText.includes('81')").await;
    until_types(&browser, "3 types").await;
    assert_eq!(served.status().await.summaries_served, 2, "the other's, and one for the change");
}

#[tokio::test]
async fn without_storage_the_page_works_and_says_that_nothing_is_kept() {
    let (served, _files) = small();
    for refusal in [
        "Object.defineProperty(window, 'indexedDB', {value: undefined})",
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }",
        "IDBObjectStore.prototype.put = () => { throw new DOMException('no', 'QuotaExceededError') }",
    ] {
        let browser = Browser::start().await;
        browser.before_each_page(refusal).await;
        browser.open(&served.base).await;
        until_types(&browser, "3 types").await;
        browser.until_it_says("not kept in this browser").await;
        browser.search_for("er4").await;
        until_types(&browser, "1 type").await;
    }
}

#[tokio::test]
async fn the_state_of_the_proxy_is_a_page_that_follows_it() {
    let (mut served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    until_types(&browser, "3 types").await;
    browser.click(".foot a[href='?page=status']").await;
    browser.until("document.querySelector('[role=status]')?.innerText.startsWith('Running')").await;
    browser.open(&format!("{}/status", served.base)).await;
    browser.until("location.pathname === '/' && location.search === '?page=status'").await;
    browser.until("document.querySelector('.datasets td progress')?.value === 3").await;
    let page = browser.text("main").await;
    for words in ["of 250", "3 of 3", "s ago", "kB", "running for"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert_eq!(browser.text(".datasets caption").await, "small");
    assert_eq!(browser.value("document.querySelectorAll('h1').length").await, 1);
    let sent = "document.querySelector('main').innerText.match(/sent so far: ([0-9,]+)/)[1]";
    let before = browser.value(sent).await;
    let partners = format!("{}/api/v1/datasets/small/types/EPG/partners", served.base);
    assert_eq!(reqwest::get(partners).await.expect("an answer").status(), 200);
    browser.until(&format!("{sent} !== {before}")).await;

    browser.page.set_window_size(500, 800).await.expect("a phone");
    browser.until("innerWidth <= 500").await;
    let fits = "document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(browser.value(fits).await, true, "nothing is beyond the edge of a phone");
    assert_eq!(browser.complaints().await, Vec::<String>::new());

    served.pull_the_plug();
    browser.until_it_says("the proxy does not answer").await;
    assert_eq!(browser.text(".datasets caption").await, "small", "what it told last stays");
}

/// Waits until the index itself is kept, beside the lines that it was built from.
async fn until_packed(browser: &Browser) {
    let script = "const done = arguments[0]; const opened = indexedDB.open('quickpage');
        opened.onsuccess = () => {
            const db = opened.result;
            const all = db.transaction('chunks').objectStore('chunks').getAll();
            all.onsuccess = () => { db.close(); done(all.result.some(record => record.bytes)); };
        };";
    for _ in 0..500 {
        if browser.page.execute_async(script, Vec::new()).await.expect("an answer") == true {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("no index was kept");
}

/// Changes all records of a store of what the browser keeps.
async fn change_records(browser: &Browser, store: &str, change: &str) {
    let script = format!(
        "const done = arguments[0]; const opened = indexedDB.open('quickpage');
        opened.onsuccess = () => {{
            const db = opened.result;
            const records = db.transaction('{store}', 'readwrite').objectStore('{store}');
            const all = records.getAll();
            all.onsuccess = () => {{
                for (const record of all.result) {{
                    {change};
                    records.put(record);
                }}
                records.transaction.oncomplete = () => {{ db.close(); done(true); }};
            }};
        }};"
    );
    let done = browser.page.execute_async(&script, Vec::new()).await.expect("a change");
    assert_eq!(done, true);
}
