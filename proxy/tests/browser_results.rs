//! The list of results as a researcher uses it: rows and cards, columns, buttons that filter, the
//! basket, and what leaves the page. A headless Chromium against the whole program.

mod chromium;

use std::time::Duration;

use chromium::{Browser, Files, Served};
use serde_json::Value;

/// Types with regions, attributes and names that are hard on files and languages.
const NEURONS: &str = "bodyId,type,instance,side,pre,post,downstream,predictedNt,superclass,roiInfo
11,EPG,EPG_L,left,10,100,50,acetylcholine,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
12,EPG,EPG_R,right,10,100,50,acetylcholine,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
13,ER4d,ER4d_R,right,5,40,25,gaba,central,\"{\"\"LAL(R)\"\":{\"\"post\"\":20,\"\"downstream\"\":20}}\"
14,ER4d,ER4d_L,left,5,40,25,gaba,central,\"{\"\"LAL(L)\"\":{\"\"post\"\":20,\"\"downstream\"\":25}}\"
15,\"=1+1,'q'\",,right,1,1,1,,optic,
";

const HIERARCHY: &str =
    r#"{"name":"CNS","children":[{"name":"EB*"},{"name":"LAL(L)*"},{"name":"LAL(R)*"}]}"#;

fn small() -> (Served, Files) {
    let files = Files::new(&[
        ("--table", "small.csv", NEURONS),
        ("--roi-hierarchy", "rois.json", HIERARCHY),
    ]);
    (files.serve(), files)
}

async fn opened(served: &Served, query: &str, headline: &str) -> Browser {
    let browser = Browser::start().await;
    open(&browser, served, query, headline).await;
    browser
}

async fn open(browser: &Browser, served: &Served, query: &str, headline: &str) {
    browser.open(&format!("{}/{query}", served.base)).await;
    browser.until_headline(headline).await;
    browser.until_read().await;
}

async fn names(browser: &Browser) -> String {
    let names = "[...document.querySelectorAll('#types .name')].map(it => it.innerText).join('|')";
    browser.value(names).await.as_str().unwrap_or_default().to_owned()
}

const SPACE: &str = " ";
const DOWN: &str = "\u{e015}";
const RIGHT: &str = "\u{e014}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const F2: &str = "\u{e032}";
const HOME: &str = "\u{e011}";

#[tokio::test]
async fn a_value_in_a_row_is_a_button_that_filters_by_it() {
    let (served, _files) = small();
    let browser = opened(&served, "", "3 types").await;
    browser.click("#types [role=button][data-value=gaba]").await;
    browser.until_headline("1 type").await;
    assert_eq!(names(&browser).await, "ER4d");
    assert_eq!(browser.text(".summary .of").await, "of 3 · 2 neurons");
    browser.until("location.search.includes('nt=gaba')").await;
    browser.value("history.back()").await;
    browser.until_headline("3 types").await;
    browser.until("document.querySelector('.summary .of').innerText === '5 neurons'").await;
    browser.click("#types [role=button][data-by=out][data-value=LAL]").await;
    browser.until_headline("1 type").await;
    browser.until_it_says("output in LAL ≥ 5 %").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_keyboard_reaches_rows_their_buttons_and_the_basket() {
    let (served, _files) = small();
    let browser = opened(&served, "?sort=-neurons", "3 types").await;
    browser.value("document.getElementById('types').focus()").await;
    browser.keys(SPACE).await;
    browser.until("document.querySelector('#row-0[aria-selected=true]')").await;
    browser.until("document.getElementById('basket-button').innerText.includes('Basket 1')").await;
    browser.keys(DOWN).await;
    browser
        .until("document.getElementById('types').getAttribute('aria-activedescendant') === 'row-1'")
        .await;
    browser.keys(RIGHT).await;
    browser.until("document.activeElement.matches('#row-1 input')").await;
    browser.keys(RIGHT).await;
    browser.until("document.activeElement.matches('#row-1 [role=button][data-by=nt]')").await;
    browser.keys("x").await;
    browser.until("location.search.includes('nt=%21gaba')").await;
    browser.until_headline("2 types").await;
    browser.until("document.activeElement.id === 'types'").await;
    browser.keys(ENTER).await;
    browser.until("document.querySelector('.detail h2')?.innerText === 'EPG'").await;
    browser.until("document.querySelector('#row-0[aria-current=true]')").await;
    browser.value("document.getElementById('types').focus()").await;
    browser.keys("/").await;
    browser.until("document.activeElement.id === 'search'").await;
    let line = browser.value("document.activeElement.value").await;
    assert_eq!(line, "-nt:GABA", "the key is no letter of the line");
}

#[tokio::test]
async fn a_part_of_a_bar_says_its_region_in_full_to_keys_and_to_ears() {
    let (served, _files) = small();
    let browser = opened(&served, "?sort=-neurons", "3 types").await;
    for layout in ["List", "Cards"] {
        browser.press(".layouts", layout).await;
        browser.until("document.querySelector('#row-0 [data-by=in]')").await;
        let is_whole = |part: &str| {
            let full = "EB 80 % of inputs, ellipsoid body: filter by it";
            format!(
                "(part => part.ariaLabel === '{full}'
                    && getComputedStyle(part, '::after').content !== 'none'
                    && parseFloat(getComputedStyle(part, '::after').width) > 60)({part})"
            )
        };
        let part = "document.querySelector('#row-0 [data-by=in]')";
        assert_eq!(browser.value(&is_whole(part)).await, false, "without the focus it is short");
        browser.value("document.getElementById('types').focus()").await;
        browser.keys(HOME).await;
        browser.keys(F2).await;
        browser.until("document.activeElement.matches('#row-0 input')").await;
        for by in ["nt", "superclass", "in"] {
            browser.keys(RIGHT).await;
            let reached = format!("document.activeElement.matches('#row-0 [data-by={by}]')");
            browser.until(&reached).await;
        }
        browser.until(&is_whole("document.activeElement")).await;
        browser.value("document.activeElement.blur()").await;
    }
}

#[tokio::test]
async fn a_hierarchy_without_counts_makes_no_filter_no_column_and_no_profile() {
    let files = Files::new(&[
        ("--table", "small.csv", "bodyId,type,side,pre,post\n1,EPG,left,5,9\n2,ER4d,right,5,9\n"),
        ("--roi-hierarchy", "rois.json", HIERARCHY),
    ]);
    let served = files.serve();
    let browser = opened(&served, "?type=EPG", "2 types").await;
    browser.until("document.querySelector('.detail .figures')").await;
    browser.until("document.querySelector('#row-0 .connections')").await;
    let page = browser.text("body").await;
    for words in ["Input in", "Output in", "Regions", "outside", "Heat map", "Similar"] {
        assert!(!page.contains(words), "{words} in {page}");
    }
    assert_eq!(browser.value("document.querySelector('#row-0 .profile')").await, Value::Null);
    open(&browser, &served, "?view=heatmap", "2 types").await;
    browser.until_it_says("says nothing about brain regions, so there is no heat map").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// Types whose order by any number is another, and different from that of their names.
const FAMILY: &str = "bodyId,type,side,synonyms,flywireType
1,EPG,left,Wolff 2015: old wedge,EPt
2,EPG,right,Wolff 2015: old wedge,EPt
3,EPG9,left,,
4,EPG9,right,,
5,EPG9,right,,
6,EPG9,right,,
7,EPG10,left,,
8,AEPG,,,
9,AEPG,,,
10,AEPG,,,
";

#[tokio::test]
async fn the_list_is_in_the_order_that_was_chosen_and_turns_round() {
    let files = Files::new(&[("--table", "family.csv", FAMILY)]);
    let served = files.serve();
    let browser = opened(&served, "?q=epg", "4 types").await;
    let until_names = async |expected: &str| {
        let shown = "[...document.querySelectorAll('#types .name')]
            .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
            .map(it => it.innerText).join(' ')";
        browser.until(&format!("{shown} === '{expected}'")).await;
    };
    let turn = ".order button";
    let is_turned_by = format!("document.querySelector('{turn}').offsetParent !== null");
    until_names("EPG EPG9 EPG10 AEPG").await;
    assert_eq!(browser.text(".order option").await, "best match");
    assert_eq!(browser.value(&is_turned_by).await, false, "the best match is never last");
    // Types without a number are last, whichever way it goes.
    for (by, expected, turned) in [
        ("name", "AEPG EPG EPG9 EPG10", "EPG10 EPG9 EPG AEPG"),
        ("neurons", "EPG9 AEPG EPG EPG10", "EPG10 EPG AEPG EPG9"),
        ("imbalance", "EPG10 EPG9 EPG AEPG", "EPG EPG9 EPG10 AEPG"),
    ] {
        choose_order(&browser, by).await;
        until_names(expected).await;
        assert_eq!(browser.value(&is_turned_by).await, true);
        browser.click(turn).await;
        until_names(turned).await;
    }
    browser.until("location.search.includes('sort=imbalance')").await;
    choose_order(&browser, "").await;
    until_names("EPG EPG9 EPG10 AEPG").await;
    open(&browser, &served, "", "4 types").await;
    until_names("AEPG EPG EPG9 EPG10").await;
    assert_eq!(browser.text(".order option").await, "name");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

async fn choose_order(browser: &Browser, by: &str) {
    let choose = format!(
        "(select => {{ select.value = '{by}';
            select.dispatchEvent(new Event('change', {{bubbles: true}})) }})
        (document.querySelector('.order select'))"
    );
    browser.value(&choose).await;
}

#[tokio::test]
async fn a_type_that_is_found_by_another_name_says_by_which_and_whose_it_is() {
    let files = Files::new(&[("--table", "family.csv", FAMILY)]);
    let served = files.serve();
    let browser = opened(&served, "", "4 types").await;
    let alias = "#types .alias";
    for (text, words, marked) in [
        ("old wedge", "synonym old wedge · Wolff 2015", "old wedge"),
        ("ept", "FlyWire type EPt", "EPt"),
    ] {
        open(&browser, &served, &format!("?q={}", text.replace(' ', "+")), "1 type").await;
        assert_eq!(names(&browser).await, "EPG");
        assert_eq!(browser.text(alias).await, words);
        let marks =
            "[...document.querySelectorAll('#types .mark')].map(it => it.innerText).join('|')";
        assert_eq!(browser.value(marks).await, marked, "and nothing of the type's own name");
    }
    open(&browser, &served, "?q=EPG9", "1 type").await;
    assert_eq!(browser.text(alias).await, "", "its own name is no other one");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn each_kind_of_name_finds_the_type_and_says_which_it_is() {
    let table = "bodyId,type,instance,synonyms,flywireType,hemibrainType,mancType,systematicType
1,EPG,wedge_L,Wolff 2015: heading,CB77,hb88,mn99,IN05B
2,KC,,,,,,
";
    let files = Files::new(&[("--table", "names.csv", table)]);
    let served = files.serve();
    let browser = opened(&served, "", "2 types").await;
    for (text, words) in [
        ("wedge", "instance wedge_L"),
        ("heading", "synonym heading · Wolff 2015"),
        ("cb77", "FlyWire type CB77"),
        ("hb88", "hemibrain type hb88"),
        ("mn99", "MANC type mn99"),
        ("in05", "systematic type IN05B"),
    ] {
        open(&browser, &served, &format!("?q={text}"), "1 type").await;
        assert_eq!(names(&browser).await, "EPG");
        assert_eq!(browser.text("#types .alias").await, words);
    }
}

#[tokio::test]
async fn cards_and_columns_are_chosen_shared_by_the_address_and_remembered() {
    let (served, _files) = small();
    let browser = opened(&served, "", "3 types").await;
    browser.press(".layouts", "Cards").await;
    browser.until("document.querySelector('#types.cards .row .profile')").await;
    browser.until("location.search.includes('view=cards')").await;
    let beside =
        "[0, 1].map(at => document.getElementById('row-' + at).getBoundingClientRect().top)";
    browser.until(&format!("new Set({beside}).size === 1")).await;
    browser.press(".layouts", "List").await;
    browser.click("#columns-button").await;
    let column = |words: &str| {
        format!(
            "[...document.querySelectorAll('#columns label')].find(it => it.innerText.trim() === '{words}').click()"
        )
    };
    browser.until("document.querySelector('#columns label')").await;
    browser.value(&column("Attributes")).await;
    browser.value(&column("Superclass")).await;
    browser.value(&column("Per neuron")).await;
    browser
        .until(
            "location.search.includes('columns=neurons.superclass.regions.connections.perNeuron')",
        )
        .await;
    browser.until("document.querySelector('#row-0 [data-by=superclass]')").await;
    browser.keys(ESCAPE).await;
    browser.until("!document.getElementById('columns')").await;
    // The head of the new column orders by it.
    let head = "[...document.querySelectorAll('.head button')].find(it => it.innerText.startsWith('Per neuron'))";
    browser.value(&format!("{head}.click()")).await;
    browser.until("location.search.includes('sort=-inputsPerNeuron') || location.search.includes('sort=-inputs')").await;

    open(&browser, &served, "", "3 types").await;
    browser.until("document.querySelector('#row-0 [data-by=superclass]')").await;
    open(&browser, &served, "?columns=inputs", "3 types").await;
    browser
        .until("document.querySelector('#row-0') && !document.querySelector('#row-0 .profile')")
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_basket_stays_over_searches_reloads_and_links() {
    let (served, _files) = small();
    let browser = opened(&served, "?q=epg", "1 type").await;
    let compare = "document.querySelector('.layouts [aria-disabled=true]')";
    let place = format!("{compare}?.getBoundingClientRect().left");
    let before = browser.value(&place).await;
    browser.value(&format!("{compare}.click()")).await;
    browser.click("#row-0 input").await;
    browser.until("document.getElementById('basket-button').innerText.includes('Basket 1')").await;
    assert_eq!(browser.value(&place).await, before, "one type is too few, and moves nothing");
    open(&browser, &served, "?q=er4", "1 type").await;
    browser.until("document.getElementById('basket-button').innerText.includes('Basket 1')").await;
    browser.click("#row-0 input").await;
    browser.until("location.search.includes('basket=EPG&basket=ER4d')").await;
    browser.until("!document.querySelector('.layouts [aria-disabled]')").await;
    browser.press(".layouts", "Compare").await;
    browser.until_headline("2 types compared").await;
    browser.click("#export-button").await;
    browser.until_it_says("Save 2 types as a file").await;
    browser.press(".layouts", "List").await;
    browser.click("#basket-button").await;
    browser.press("#basket", "Show only these").await;
    browser.until_headline("1 type").await;
    browser.until_it_says("in the basket").await;
    browser.click(".chips .chip button").await;
    browser.until_headline("2 types").await;

    let address = browser.value("location.href").await;
    let other = Browser::start().await;
    other.open(address.as_str().expect("an address")).await;
    other.until_headline("2 types").await;
    other.until("document.getElementById('basket-button').innerText.includes('Basket 2')").await;
    // A link that was only looked at takes the place of nothing.
    open(&other, &served, "", "3 types").await;
    other
        .until("document.getElementById('basket-button').innerText.trim().startsWith('Basket')")
        .await;
    assert!(!other.text("#basket-button").await.contains('2'));

    browser.press("#basket", "Empty the basket").await;
    open(&browser, &served, "", "3 types").await;
    assert!(!browser.text("#basket-button").await.contains('1'));
}

#[tokio::test]
async fn a_type_says_why_it_is_in_the_list_and_why_not() {
    let (served, _files) = small();
    let browser = opened(&served, "?in=LAL&in.min=40&type=ER4d", "1 type").await;
    let why = "document.querySelector('.why')?.innerText.replace(/\\s/g, ' ')";
    browser.until(&format!("{why} === 'In this list: input in LAL 50.0 % ≥ 40 %'")).await;
    open(&browser, &served, "?in=LAL&in.min=40&type=EPG", "1 type").await;
    browser.until(&format!("{why} === 'Not in this list: input in LAL 0.0 % < 40 %'")).await;
}

/// What the page last offered as a file, and under which name.
const CATCH_FILES: &str = "
    const make = URL.createObjectURL;
    URL.createObjectURL = blob => { blob.text().then(text => window.saved = text); return make(blob) };
    HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download };
    Object.defineProperty(navigator, 'clipboard', {value: {
        writeText: text => { window.copied = text; return Promise.resolve() }
    }});";

#[tokio::test]
async fn files_and_copies_say_what_they_are_of_and_are_safe() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.before_each_page(CATCH_FILES).await;
    open(&browser, &served, "?superclass=optic&superclass=central&sort=name", "3 types").await;
    browser.click("#export-button").await;
    browser.click("#export input").await;
    browser.press("#export", "CSV").await;
    browser.until("window.saved").await;
    let file = browser.value("window.saved").await;
    let file = file.as_str().expect("text");
    assert!(file.starts_with("# content: 3 types of 3\r\n# dataset: small\r\n"), "{file}");
    assert!(file.contains(&format!("# query: {}/?superclass=", served.base)), "{file}");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(file.as_bytes());
    let columns = reader.headers().expect("columns").clone();
    let at = |name: &str| columns.iter().position(|it| it == name).expect("the column");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let er4d = rows.iter().find(|row| &row[at("type")] == "ER4d").expect("ER4d");
    assert_eq!(&er4d[at("inputs (PSDs)")], "80");
    assert_eq!(&er4d[at("in LAL %")], "50.00");
    assert_eq!(&er4d[at("transmitter")], "gaba");
    assert!(rows.iter().any(|row| &row[at("type")] == "'=1+1,'q'"), "no formula: {file}");
    assert_eq!(browser.value("window.savedAs").await, "quickpage-small-3-types.csv");
    browser.until_it_says("quickpage-small-3-types.csv is written").await;

    browser.press("#export", "TSV").await;
    browser.until("window.savedAs === 'quickpage-small-3-types.tsv'").await;
    browser.until("window.saved.includes('\\nER4d\\t')").await;
    browser.press("#export", "JSON").await;
    browser.until("window.saved.startsWith('{')").await;
    let json: Value =
        serde_json::from_str(browser.value("window.saved").await.as_str().expect("text"))
            .expect("JSON");
    assert_eq!(json["rows"].as_array().map(Vec::len), Some(3));

    browser.press("#export", "neuprint-python").await;
    browser.until("window.copied?.includes('NC(type=')").await;
    let copied = browser.value("window.copied").await;
    let copied = copied.as_str().expect("text");
    assert!(copied.contains(r"'=1+1,\'q\''") && copied.contains("dataset='small'"), "{copied}");
    browser.until_it_says("copied 3 types").await;
    for (language, words) in [("neuprintr (R)", "neuprint"), ("Cypher", "MATCH")] {
        browser.press("#export", language).await;
        browser.until(&format!("window.copied?.includes('{words}')")).await;
    }
    browser.press("#export", "Codex query").await;
    browser.until_it_says("nothing to copy").await;
    browser.press(".acts", "Share").await;
    browser.until("window.copied?.startsWith(location.origin + '/?superclass=central')").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn all_of_a_long_list_can_be_reached_in_rows_and_in_cards() {
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = opened(&served, "", "5,620 types").await;
    for layout in ["List", "Cards"] {
        browser.press(".layouts", layout).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        browser.value("document.getElementById('types').focus()").await;
        browser.keys("\u{e010}").await;
        browser.until("document.getElementById('row-5619')?.matches('.active')").await;
        let seen = "(() => { const it = document.getElementById('row-5619').getBoundingClientRect(); \
             return it.top >= 0 && it.bottom <= innerHeight })()";
        browser.until(seen).await;
        let rows = browser.value("document.querySelectorAll('#types .row').length").await;
        assert!(rows.as_u64().is_some_and(|rows| rows < 100), "{rows} rows in the page");
        browser.keys("\u{e011}").await;
        browser.until("document.getElementById('row-0')?.matches('.active')").await;
    }
}

#[tokio::test]
async fn beside_an_open_type_nothing_of_the_results_is_covered_or_cut_off() {
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = opened(&served, "", "5,620 types").await;
    let left = "document.querySelector('.detail').getBoundingClientRect().left";
    let rights = |of: &str| {
        format!(
            "Math.max(...[...document.querySelectorAll('{of}')].filter(it => it.offsetParent)
                .map(it => it.getBoundingClientRect().right))"
        )
    };
    let controls = rights(".tools button, .tools select, .chips button, #types, .heat-frame");
    let cells = format!("{} <= {}", rights("#types .cell"), rights("#types"));
    for width in [1_110, 1_280, 1_390] {
        browser.page.set_window_size(width, 900).await.expect("a window");
        browser.until(&format!("innerWidth <= {width}")).await;
        open(&browser, &served, "?in=EB&type=EPG", "24 types").await;
        browser.until("document.querySelector('.detail .figures')").await;
        browser.until(&cells).await;
        assert_eq!(browser.value(&format!("{controls} <= {left}")).await, true, "{width}");
        let first = "[...document.querySelectorAll('#row-0 .cell')].map(it => it.className).join()";
        let first = browser.value(first).await.to_string();
        assert!(first.contains("neurons") && first.contains("tags"), "{width}: {first}");
    }
    // Closed, the list has its room again.
    browser.click(".detail .close").await;
    browser.until("document.querySelector('#row-0 .connections')").await;
    browser.press(".layouts", "Heat map").await;
    browser.until("document.querySelector('.heat canvas')?.width > 1").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn no_digit_of_the_neurons_of_a_side_is_cut_off() {
    let mut table = "bodyId,type,side,pre,post\n".to_owned();
    for n in 0..1_692 {
        let side = if n < 840 { "left" } else { "right" };
        table += &format!("{n},KC,{side},1,1\n");
    }
    let files = Files::new(&[("--table", "many.csv", &table)]);
    let served = files.serve();
    let browser = opened(&served, "", "1 type").await;
    let fits = "(cell => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        const [text, box, row] =
            [range, cell, cell.closest('.row')].map(it => it.getBoundingClientRect());
        return text.right <= box.right && text.top >= row.top && text.bottom <= row.bottom;
    })(document.querySelector('#row-0 .neurons'))";
    assert_eq!(browser.text("#row-0 .neurons .small").await, "L\u{a0}840 R\u{a0}852");
    for layout in ["List", "Cards"] {
        browser.press(".layouts", layout).await;
        browser.until(fits).await;
    }
    browser.become_phone(360).await;
    browser.press(".layouts", "List").await;
    browser.until("innerWidth === 360").await;
    browser.until(fits).await;
}

#[tokio::test]
async fn nothing_is_beyond_the_edge_of_a_phone() {
    let (served, _files) = small();
    let browser = opened(&served, "", "3 types").await;
    browser.page.set_window_size(500, 800).await.expect("a phone");
    browser.until("innerWidth <= 500").await;
    for layout in ["List", "Cards"] {
        browser.press(".layouts", layout).await;
        browser.click("#export-button").await;
        browser.until("document.getElementById('export')").await;
        browser.until("document.documentElement.scrollWidth <= innerWidth").await;
        browser.click("#export-button").await;
    }
}

#[tokio::test]
async fn beside_a_scrollbar_the_tools_of_a_narrow_window_have_one_line() {
    let (served, _files) = small();
    let browser = opened(&served, "", "3 types").await;
    // 360 pixels, of which a scrollbar takes 15.
    browser.become_phone(345).await;
    browser.until("innerWidth === 345").await;
    let on_one_line = "new Set([...document.querySelectorAll('.tools button, .tools select')]
        .filter(it => it.offsetParent)
        .map(it => (box => Math.round((box.top + box.bottom) / 2))(it.getBoundingClientRect())))
        .size === 1";
    browser.until(on_one_line).await;
    assert_eq!(browser.value("document.querySelectorAll('.tools button').length > 4").await, true);
}
