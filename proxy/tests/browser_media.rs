//! The page on paper, with a person's own colours, and under a finger: a headless Chromium against
//! the whole program.

mod chromium;

use std::time::Duration;

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

const TAB: &str = "\u{e004}";

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

/// The same on a phone.
async fn opened_on_a_phone() -> (Served, Files, Browser) {
    let (served, files, browser) = opened("").await;
    browser.become_phone(360).await;
    browser.page.refresh().await.expect("a reload");
    browser.until_read().await;
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
    let (_served, _files, browser) = opened_on_a_phone().await;
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

#[tokio::test]
async fn on_a_phone_the_help_and_the_link_to_share_are_at_the_top() {
    let (_served, _files, browser) = opened_on_a_phone().await;
    for button in [".share-link", "[aria-haspopup=dialog]", "#basket-button", "#search"] {
        let is_hit = format!(
            "(it => {{ const {{x, y, width, height}} = it.getBoundingClientRect();
                return width >= 44 && height >= 36
                    && it.contains(document.elementFromPoint(x + width / 2, y + height / 2)) }})
            (document.querySelector('{button}'))"
        );
        browser.until(&is_hit).await;
    }
    assert_eq!(browser.text(".share-link").await, "Share");
    browser.click("[aria-haspopup=dialog]").await;
    browser.until("document.getElementById('help').open").await;
}

/// How wide the page is, and what lies over all of it and scrolls by itself.
const WIDEST: &str =
    "Math.max(...[document.documentElement, ...document.querySelectorAll('.detail, dialog')]
    .map(it => it.scrollWidth))";

/// What is beyond the right edge of the window.
const BEYOND: &str = "[...document.querySelectorAll('body *')]
    .filter(it => it.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map(it => it.outerHTML.slice(0, 80))";

#[tokio::test]
async fn nothing_is_wider_than_a_narrow_phone_or_a_wide_screen() {
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.page.set_window_size(1_920, 1_080).await.expect("a wide screen");
    browser.open(&served.base).await;
    browser.until_headline("5,620 types").await;
    browser.until("document.querySelector('.filters .option')").await;
    browser.until("innerWidth >= 1900").await;
    assert_eq!(browser.value(&format!("{WIDEST} <= innerWidth")).await, true);

    browser.become_phone(360).await;
    let fits = async |what: &str| {
        assert_eq!(browser.value("screen.width").await, 360, "{what}");
        let beyond = browser.value(BEYOND).await;
        assert_eq!(browser.value(WIDEST).await, 360, "{what}: {beyond}");
    };
    for (query, ready) in [
        ("?view=heatmap&in=EB", "document.querySelector('.heat canvas')?.width > 1"),
        (
            "?view=compare&basket=EPG&basket=ER4d&basket=ER2",
            "document.querySelector('.compare td')",
        ),
        ("?page=status", "document.querySelector('.datasets td')"),
        ("?type=EPG", "document.querySelector('.detail .partner')"),
    ] {
        browser.open(&format!("{}/{query}", served.base)).await;
        browser.until(ready).await;
        fits(query).await;
    }
    // With all that a detail can show.
    for part in [".detail .shares button", ".detail .part > .button", ".neuron .twist"] {
        browser.click(part).await;
    }
    browser.until("document.querySelector('.one-neuron')").await;
    fits("a region and a neuron of a type").await;
    browser.open(&served.base).await;
    browser.until_read().await;
    browser.click("[aria-haspopup=dialog]").await;
    browser.until("document.querySelector('dialog[open]')").await;
    fits("the help").await;
}

#[tokio::test]
async fn what_has_the_focus_is_to_be_seen_and_nothing_moves_for_whom_that_disturbs() {
    let (_served, _files, browser) = opened("?type=EPG").await;
    // How something is drawn around an element, and that it is more than nothing.
    let drawn = |of: &str| {
        format!(
            "(style => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
                || style.boxShadow !== 'none' && style.boxShadow)(getComputedStyle({of}))"
        )
    };
    for (focused, around) in [
        ("#export-button", "#export-button"),
        (".detail .button", ".detail .button"),
        ("#types", "#row-0"),
        ("#types .name", "#types .name"),
        ("#search", ".search"),
    ] {
        let around = format!("document.querySelector('{around}')");
        let before = browser.value(&drawn(&around)).await;
        browser.keys(TAB).await;
        browser.value(&format!("document.querySelector('{focused}').focus()")).await;
        let ring = drawn(&around);
        browser.until(&format!("({ring}) !== {before}")).await;
        browser.value("document.activeElement.blur()").await;
    }

    let moving = "[...document.querySelectorAll('*')].filter(it => {
        const {animationDuration, animationName, transitionDuration} = getComputedStyle(it);
        const lasts = time => time.split(',').some(it => parseFloat(it) > 0);
        return animationName !== 'none' && lasts(animationDuration) || lasts(transitionDuration);
    }).map(it => it.outerHTML.slice(0, 80))";
    // On a screen of middle width the detail slides in.
    browser.page.set_window_size(1_000, 900).await.expect("a smaller window");
    browser.until("innerWidth <= 1000").await;
    browser.until(&format!("{moving}.length > 0")).await;
    browser.pretend("", &[("prefers-reduced-motion", "reduce")]).await;
    browser.until("matchMedia('(prefers-reduced-motion: reduce)').matches").await;
    assert_eq!(browser.value(moving).await, json!([]));
}

/// What a person sees move by itself from when the page is opened: how far in all, and what.
const SHIFTS: &str = "window.shifted = 0, window.movers = [];
    new PerformanceObserver(list => list.getEntries().filter(it => !it.hadRecentInput).forEach(it => {
        window.shifted += it.value;
        const named = ({node, previousRect: from, currentRect: to}) =>
            `${node?.outerHTML?.slice(0, 60)} ${from.x},${from.y} ${from.width}x${from.height} to ${to.x},${to.y} ${to.width}x${to.height}`;
        window.movers.push(`${it.value} after ${it.startTime} ms: ${it.sources.map(named).join('; ')}`);
    })).observe({type: 'layout-shift', buffered: true});";

#[tokio::test]
async fn nothing_moves_away_from_under_a_reader_while_the_index_opens() {
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.before_each_page(SHIFTS).await;
    let settled = async || {
        browser.until_headline("5,620 types").await;
        browser.until_read().await;
        browser.until("document.querySelector('.filters .option')").await;
        // Shifts are told after the frame that they are in.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let shifted = browser.value("window.shifted").await.as_f64().expect("a number");
        assert!(shifted < MOST_SHIFTED, "{shifted}: {}", browser.value("window.movers").await);
    };
    browser.open(&served.base).await;
    browser.until_read().await;
    // The page is there; now its data comes slowly, as over a bad line.
    browser.slow_network(300_000).await;
    browser.value("indexedDB.deleteDatabase('quickpage') && 1").await;
    browser.open(&served.base).await;
    browser.until("document.querySelector('progress')").await;
    browser.until("/^[1-9].* so far$/.test(document.querySelector('h1').innerText)").await;
    settled().await;
    browser.slow_network(1 << 30).await;
    browser.until_kept().await;
    browser.open(&served.base).await;
    browser.until("document.querySelector('.foot')?.innerText.includes('this browser')").await;
    settled().await;

    // What does move is seen to move.
    let push = "document.body.prepend(Object.assign(document.createElement('p'), {style: 'height: 300px'}))";
    browser.value(&format!("(({push}), 1)")).await;
    browser.until(&format!("window.shifted > {MOST_SHIFTED}")).await;
}

/// The sum above which a page is no longer said to be good (web.dev, Cumulative Layout Shift).
const MOST_SHIFTED: f64 = 0.1;
