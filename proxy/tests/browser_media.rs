//! The page on paper, with a person's own colours, and under a finger: a headless Chromium against
//! the whole program.

mod chromium;

use chromium::{Browser, Files, Served};
use serde_json::json;

const NEURONS: &str = "bodyId,type,instance,side,pre,post,downstream,predictedNt,superclass,roiInfo
11,EPG,EPG_L,left,10,100,50,acetylcholine,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30},\"\"LAL(R)\"\":{\"\"post\"\":10}}\"
12,EPG,EPG_R,right,10,100,50,gaba,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
13,ER4d,ER4d_R,right,5,40,25,gaba,visual,\"{\"\"LAL(R)\"\":{\"\"post\"\":20,\"\"downstream\"\":20}}\"
14,ER4d,ER4d_L,left,5,40,25,gaba,visual,\"{\"\"LAL(L)\"\":{\"\"post\"\":20,\"\"downstream\"\":25}}\"
";

const CONNECTIONS: &str = "bodyId_pre,bodyId_post,weight\n13,11,30\n14,12,30\n";

const HIERARCHY: &str =
    r#"{"name":"CNS","children":[{"name":"EB*"},{"name":"LAL(L)*"},{"name":"LAL(R)*"}]}"#;

/// Two types with pages, and a browser in which the index is open.
async fn opened(query: &str) -> (Served, Files, Browser) {
    let files = Files::new(&[
        ("--table", "small.csv", NEURONS),
        ("--connections", "links.csv", CONNECTIONS),
        ("--roi-hierarchy", "rois.json", HIERARCHY),
    ]);
    let pages = files.path("pages");
    std::fs::create_dir(&pages).expect("a folder");
    for page in ["EPG.html", "EPG_L.html", "EPG_R.html", "ER4d.html"] {
        files.write(&format!("pages/{page}"), "<p>theirs</p>");
    }
    let served = Served::start(&[&files.options()[..], &["--pages", &pages]].concat());
    let browser = Browser::start().await;
    browser.open(&format!("{}/{query}", served.base)).await;
    browser.until_read().await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
    (served, files, browser)
}

#[tokio::test]
async fn on_paper_names_have_their_place_the_ground_is_light_and_no_sheet_is_empty() {
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_read().await;
    browser.value("document.documentElement.dataset.theme = 'dark'").await;
    browser.pretend("print", &[]).await;
    let left = |of: &str| format!("document.querySelector('{of}').getBoundingClientRect().left");
    let name = left("#types .row:not(.head) .name");
    browser
        .until(&format!("Math.abs({name} - {}) < 2", left("#types .head > :nth-child(2)")))
        .await;
    let (sheet, most) = ("document.documentElement.scrollHeight", 5_000);
    browser.until(&format!("{sheet} < {most}")).await;
    browser.until_it_says("5,620 types").await;
    let note = "getComputedStyle(document.querySelector('#types'), '::after').content";
    browser.until(&format!("{note}.includes('Export has all types')")).await;
    let ground = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)";
    browser.until(&format!("{ground}.every(part => part > 200)")).await;
}

#[tokio::test]
async fn with_a_persons_own_colours_what_is_told_by_colour_keeps_its_own() {
    let (_served, _files, browser) = opened("?type=EPG&superclass=central&nt=!gaba").await;
    browser.until("document.querySelector('.partners')?.innerText.includes('ER4d')").await;
    browser.pretend("", &[("forced-colors", "active")]).await;
    browser.until("matchMedia('(forced-colors: active)').matches").await;
    // The colour of the ground, and of nothing: what has one of these is not to be seen on it.
    let unseen = "(selector => [...document.querySelectorAll(selector)].filter(it => {
        const color = getComputedStyle(it).backgroundColor;
        return it.getBoundingClientRect().width > 0
            && (color === getComputedStyle(document.body).backgroundColor || /^rgba.* 0\\)$/.test(color));
    }).map(it => it.outerHTML))";
    for part in [
        "#types .bar span",
        ".share i",
        ".laterality i",
        ".tally i",
        ".bar-cell i",
        ".sides-bar i",
        ".option.chosen input",
        ".option.excluded input",
        ".layouts [aria-pressed=true]",
    ] {
        let there = format!("document.querySelectorAll('{part}').length");
        assert_ne!(browser.value(&there).await, 0, "there is no {part}");
        assert_eq!(browser.value(&format!("{unseen}('{part}')")).await, json!([]), "{part}");
    }
}

#[tokio::test]
async fn a_finger_hits_the_page_link_and_the_box_of_a_row() {
    let (_served, _files, browser) = opened("").await;
    browser.become_phone(360).await;
    browser.page.refresh().await.expect("a reload");
    browser.until_read().await;
    browser.until("document.querySelectorAll('#types a.page').length").await;
    // Whether the last of these is hit 20 pixels up, down, left and right of its middle.
    let reach = "(selector => {
        const it = [...document.querySelectorAll(selector)].at(-1);
        const {x, y, width, height} = it.getBoundingClientRect();
        const hits = (dx, dy) =>
            it.contains(document.elementFromPoint(x + width / 2 + dx, y + height / 2 + dy));
        return [[0, -20], [0, 20], [-20, 0], [20, 0]].every(([dx, dy]) => hits(dx, dy));
    })";
    for part in ["#types a.page:first-of-type", "#types .box", ".open-filters"] {
        browser.until(&format!("{reach}('{part}')")).await;
    }
    // The name still opens the type where it stands.
    let over = "(() => { const {x, y, width, height} =
            document.querySelector('#types .name').getBoundingClientRect();
        return [1, height / 2, height - 1].every(dy =>
            document.elementFromPoint(x + 8, y + dy).closest('a')?.className === 'name') })()";
    browser.until(over).await;
    let fits = "document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(browser.value(fits).await, true, "nothing is beyond the edge of a phone");
}
