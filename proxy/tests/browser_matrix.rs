//! The heat map, types side by side, other datasets and what has changed: as a researcher meets
//! them, in a headless Chromium.

mod chromium;
mod support;

use std::fmt::Write as _;

use chromium::{Browser, Files, Served};
use serde_json::Value;
use support::hemibrain;

/// A few types with regions, and a name that is hard on a page.
const NEURONS: &str = "bodyId,type,instance,side,pre,post,downstream,predictedNt,superclass,roiInfo
11,EPG,EPG_L,left,10,100,50,acetylcholine,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30},\"\"PB\"\":{\"\"pre\"\":4,\"\"post\"\":10,\"\"downstream\"\":20}}\"
12,EPG,EPG_R,right,10,100,50,acetylcholine,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
13,ER4d,ER4d_R,right,5,40,25,gaba,central,\"{\"\"LAL(R)\"\":{\"\"post\"\":2,\"\"downstream\"\":20}}\"
14,ER4d,ER4d_L,left,5,40,25,gaba,central,\"{\"\"LAL(L)\"\":{\"\"post\"\":2,\"\"downstream\"\":25}}\"
15,\"<b>x</b> 'q' [/]\",,,1,1,1,,,
";

const HIERARCHY: &str = r#"{"hierarchy":{"name":"CNS","children":[{"name":"CX","children":[{"name":"EB"},{"name":"PB"},{"name":"FB"}]},{"name":"LAL(L)"},{"name":"LAL(R)"}]},"primary":["EB","PB","FB","LAL(L)","LAL(R)"],"full_names":{"EB":"ellipsoid body"}}"#;

/// Another dataset: it has EPG and EB, but neither ER4d nor GABA nor LAL.
const OTHER: &str = "bodyId,type,instance,side,pre,post,downstream,predictedNt,superclass,roiInfo
21,EPG,EPG_L,left,10,100,50,acetylcholine,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
22,Mi1,Mi1_L,left,10,100,50,acetylcholine,optic,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":1,\"\"downstream\"\":30}}\"
";

const OTHER_HIERARCHY: &str = r#"{"name":"CNS","children":[{"name":"EB*"}]}"#;

fn small() -> Files {
    Files::new(&[("--table", "small.csv", NEURONS), ("--roi-hierarchy", "rois.json", HIERARCHY)])
}

async fn opened(served: &Served, query: &str) -> Browser {
    let browser = Browser::start().await;
    browser.before_each_page(KEEP_FILES).await;
    browser.open(&format!("{}/{query}", served.base)).await;
    ready(&browser).await;
    browser
}

async fn ready(browser: &Browser) {
    browser
        .until("/from the proxy|this browser/.test(document.querySelector('.foot')?.innerText)")
        .await;
}

async fn focus_map(browser: &Browser) {
    browser.until("document.querySelector('.heat canvas')?.width > 1").await;
    browser.value("document.querySelector('.heat').focus()").await;
}

async fn readout(browser: &Browser) -> String {
    browser.text(".heat-readout p").await
}

const RIGHT: &str = "\u{e014}";
const DOWN: &str = "\u{e015}";
const UP: &str = "\u{e013}";
const ENTER: &str = "\u{e007}";

#[tokio::test]
async fn the_keys_read_the_heat_map_cell_by_cell_open_types_and_filter_by_regions() {
    let files = small();
    let served = files.serve();
    let browser = opened(&served, "?view=heatmap").await;
    focus_map(&browser).await;
    // Rows: the hard name, EPG, ER4d. Columns: EB, PB, LAL, outside; FB is reached by none.
    assert!(browser.text("#heat-keys").await.contains("1 primary region without any"));
    assert!(readout(&browser).await.starts_with("<b>x</b> 'q' [/] in EB, ellipsoid body: 0 %"));
    browser.keys(DOWN).await;
    assert_eq!(
        readout(&browser).await,
        "EPG in EB, ellipsoid body: 80.0 % of its inputs (160 of 200)"
    );
    browser.keys(&format!("{RIGHT}{RIGHT}{RIGHT}")).await;
    assert_eq!(
        readout(&browser).await,
        "EPG in outside, in no primary region: 15.0 % of its inputs (30 of 200)"
    );
    browser.keys(ENTER).await;
    browser.until("document.querySelector('.detail h2')?.innerText === 'EPG'").await;
    browser.until("location.search.includes('type=EPG')").await;

    focus_map(&browser).await;
    browser.keys(&format!("{UP}{UP}\u{e012}")).await;
    assert_eq!(
        readout(&browser).await,
        "LAL, lateral accessory lobe: inputs of 1 type, at most 5.0 % (ER4d)"
    );
    browser.keys("f").await;
    browser.until("location.search.includes('in=LAL')").await;
    browser.until("document.querySelector('h1')?.innerText.trim() === '1 type'").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn outputs_are_another_question_and_the_address_says_how_the_map_is_arranged() {
    let files = small();
    let served = files.serve();
    let browser = opened(&served, "?view=heatmap").await;
    browser.click(".heat-choices button:nth-of-type(2)").await;
    browser.until("location.search.includes('heat=out')").await;
    browser.until_it_says("% of the type's outputs, from").await;
    focus_map(&browser).await;
    browser.keys(DOWN).await;
    browser.until_it_says("EPG in EB, ellipsoid body: 60.0 % of its outputs (60 of 100)").await;
    browser.click(".heat-choices input[type=checkbox]").await;
    browser.until("location.search.includes('heat=out.types')").await;
    browser.value("history.back()").await;
    browser.until("!document.querySelector('.heat-choices input[type=checkbox]').checked").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_region_orders_the_types_and_again_they_stand_as_in_the_list() {
    let files = small();
    let served = files.serve();
    let browser = opened(&served, "?view=heatmap").await;
    focus_map(&browser).await;
    // By keys: the head of EB, then that of LAL, then that one again.
    browser.keys(&format!("{UP}{ENTER}")).await;
    browser.until("location.search.includes('heat.by=EB')").await;
    browser
        .until_it_says(
            "ellipsoid body: inputs of 1 type, at most 80.0 % (EPG); the types are ordered by it",
        )
        .await;
    browser.keys(DOWN).await;
    assert!(readout(&browser).await.starts_with("EPG in EB"), "{}", readout(&browser).await);
    browser.keys(&format!("{UP}{RIGHT}{RIGHT}{ENTER}")).await;
    browser.until("location.search.includes('heat.by=LAL')").await;
    browser.keys(DOWN).await;
    assert!(readout(&browser).await.starts_with("ER4d in LAL"), "{}", readout(&browser).await);
    let (_, table) = file(&browser, "CSV of shares").await;
    let place = |name: &str| table.find(&format!("\r\n{name},"));
    assert!(place("ER4d") < place("EPG"), "the file has the same order: {table}");
    browser.keys(&format!("{UP}{ENTER}")).await;
    browser.until("!location.search.includes('heat.by')").await;
    browser.keys(DOWN).await;
    assert!(readout(&browser).await.starts_with("<b>x</b>"), "{}", readout(&browser).await);

    // From an address, by the mouse, and by the button that says so.
    browser.open(&format!("{}/?view=heatmap&heat.by=LAL", served.base)).await;
    ready(&browser).await;
    focus_map(&browser).await;
    assert!(readout(&browser).await.starts_with("ER4d in EB"), "{}", readout(&browser).await);
    browser.press(".heat-readout", "types by LAL ✕").await;
    browser.until("!location.search.includes('heat.by')").await;
    // Four columns of 18 pixels end a pixel before the map does; the third is LAL.
    let head = "(() => { const c = document.querySelector('.heat canvas').getBoundingClientRect();
        const room = document.querySelector('.heat-room').getBoundingClientRect();
        document.querySelector('.heat').dispatchEvent(new MouseEvent('click',
            {bubbles: true, clientX: room.right - 1 - 36 + 9, clientY: c.top + 8})); return 1; })()";
    browser.until("document.querySelector('.heat-room').offsetWidth > 100").await;
    browser.value(head).await;
    browser.until("location.search.includes('heat.by=LAL')").await;
    browser.press(".heat-readout", "order by the region").await;
    browser.until("!location.search.includes('heat.by')").await;
    browser.value("history.back()").await;
    browser.until("location.search.includes('heat.by=LAL')").await;
    // Like types side by side are another order.
    browser.click(".heat-choices input[type=checkbox]").await;
    browser.until("location.search.includes('heat=types')").await;
    browser.until("!location.search.includes('heat.by')").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_painted_are_the_tints_of_the_shares_and_the_mouse_opens_what_it_points_at() {
    let files = small();
    let served = files.serve();
    let browser = opened(&served, "?view=heatmap&q=EPG").await;
    focus_map(&browser).await;
    // 80 % is the last of the nine steps, 5 % the fourth.
    for colour in ["0,29,51", "96,155,202"] {
        let painted = format!(
            "(() => {{ const c = document.querySelector('.heat canvas');
                const all = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
                for (let i = 0; i < all.length; i += 4)
                    if (all.slice(i, i + 3).join() === '{colour}') return true;
                return false; }})()"
        );
        browser.until(&painted).await;
    }
    // The only row stands just below the names of the regions, at the very bottom.
    let click = "(() => { const c = document.querySelector('.heat canvas').getBoundingClientRect();
        const room = document.querySelector('.heat-room').getBoundingClientRect();
        document.querySelector('.heat').dispatchEvent(new MouseEvent('click',
            {bubbles: true, clientX: c.left + 10, clientY: room.bottom - 8})); return 1; })()";
    browser.value(click).await;
    browser.until("document.querySelector('.detail h2')?.innerText === 'EPG'").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// Keeps what the page would hand over to be saved.
const KEEP_FILES: &str = "window.files = [];
    URL.createObjectURL = blob => { window.files.push(blob); return 'blob:kept'; };
    HTMLElement.prototype.click = function () {
        if (!this.download) this.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
        else window.files.at(-1).savedAs = this.download;
    };";

/// Makes the page believe that three days have gone by.
const THREE_DAYS_LATER: &str =
    "{ const now = Date.now; Date.now = () => now() + 3 * 86_400_000 + 1_000; }";

/// The last file that was handed over, its name and its text.
async fn file(browser: &Browser, button: &str) -> (String, String) {
    let click = format!(
        "(window.files = []) && [...document.querySelectorAll('[aria-label^=Save] button')]
            .find(it => it.innerText === '{button}').click()"
    );
    browser.value(&click).await;
    browser.until("window.files[0]?.savedAs").await;
    let read = "const done = arguments[0]; const file = window.files[0];
        file.text().then(text => done([file.savedAs, file.type, text]));";
    let file = browser.page.execute_async(read, Vec::new()).await.expect("a file");
    let part = |at: usize| file[at].as_str().unwrap_or_default().to_owned();
    (part(0), part(2))
}

#[tokio::test]
async fn the_heat_map_is_saved_as_pictures_and_tables_that_say_where_they_are_from() {
    let files = small();
    let served = files.serve();
    let browser = opened(&served, "?view=heatmap").await;
    focus_map(&browser).await;

    let (name, table) = file(&browser, "CSV of shares").await;
    assert_eq!(name, "quickpage-small-input-by-region.csv");
    assert!(table.starts_with("# content: shares of inputs by region, 3 types\r\n"), "{table}");
    assert!(table.contains("# dataset: small\r\n") && table.contains("view=heatmap"), "{table}");
    assert!(table.contains("\r\nEPG,2,200,80.00,5.00,0.00,15.00\r\n"), "{table}");
    let (_, counts) = file(&browser, "CSV of counts").await;
    assert!(counts.contains("\r\nEPG,2,200,160,10,0,30\r\n"), "{counts}");

    let (name, svg) = file(&browser, "SVG").await;
    assert_eq!(name, "quickpage-small-input-by-region.svg");
    assert!(!svg.contains("style=") && svg.contains("dataset: small"), "{svg}");
    let parsed = format!(
        "new DOMParser().parseFromString({}, 'image/svg+xml').querySelectorAll('parsererror').length",
        Value::from(svg)
    );
    assert_eq!(browser.value(&parsed).await, 0);

    let (name, png) = file(&browser, "PNG").await;
    assert_eq!(name, "quickpage-small-input-by-region.png");
    assert!(png.contains("PNG"));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn all_types_of_a_large_dataset_scroll_and_cluster() {
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = opened(&served, "?view=heatmap").await;
    focus_map(&browser).await;
    browser.value("document.querySelector('.heat').scrollTop = 1e9").await;
    browser.until("document.querySelector('.heat').scrollTop > 90000").await;
    let painted = "document.querySelector('.heat canvas').height < 3000";
    assert_eq!(browser.value(painted).await, true, "no more than what is seen");
    browser.click(".heat-choices input[type=checkbox]").await;
    browser.until_it_says("1,500 of the types are clustered").await;
    browser
        .until("!document.querySelector('.heat-readout').innerText.includes('Clustering')")
        .await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn without_regions_there_is_no_heat_map_but_a_reason() {
    let Some(table) = hemibrain() else { return };
    let served = Served::start(&["--table", &table.display().to_string()]);
    let browser = opened(&served, "?view=heatmap").await;
    browser.until_it_says("says nothing about brain regions, so there is no heat map").await;
    assert_eq!(browser.value("document.querySelectorAll('canvas').length").await, 0);
}

#[tokio::test]
async fn types_stand_side_by_side_and_differences_stand_out() {
    let files = small();
    let served = files.serve();
    let browser = opened(&served, "?view=compare&basket=EPG&basket=ER4d&basket=Nobody").await;
    browser.until("document.querySelectorAll('.compare thead th').length === 2").await;
    browser.until_it_says("This dataset has no type Nobody").await;
    let row = |name: &str| {
        let row = format!(
            "[...document.querySelectorAll('.compare tbody tr')]
                .find(row => row.querySelector('th')?.innerText.startsWith('{name}'))"
        );
        format!("({row})?.innerText.replace(/\\s+/g, ' ')")
    };
    let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
    let eb = text(browser.value(&row("EB")).await);
    assert!(eb.contains("ellipsoid body") && eb.contains("80.0") && eb.contains("60.0"), "{eb}");
    let outside = text(browser.value(&row("outside")).await);
    assert!(outside.contains("15.0") && outside.contains("95.0"), "{outside}");
    let transmitter = text(browser.value(&row("Neuron-predicted NT")).await);
    assert!(transmitter.contains("acetylcholine") && transmitter.contains("GABA"), "{transmitter}");

    let is_shown =
        |name: &str| row(name).replace("?.innerText.replace(/\\s+/g, ' ')", "?.offsetHeight > 0");
    assert_eq!(browser.value(&is_shown("Superclass")).await, true);
    browser.click(".compare-choices input").await;
    browser.until(&format!("!({})", is_shown("Superclass"))).await;
    assert_eq!(browser.value(&is_shown("EB")).await, true, "what differs stays");

    browser.page.set_window_size(500, 800).await.expect("a phone");
    let first =
        "document.querySelector('.compare tbody th[scope=row]').getBoundingClientRect().left";
    let before = browser.value(first).await;
    browser.value("document.querySelector('.compare').scrollLeft = 60").await;
    assert_eq!(browser.value(first).await, before, "the first column stays");

    browser.click(".compare thead .icon").await;
    browser.until("!location.search.includes('basket=EPG')").await;
    browser.until_it_says("One type alone cannot be compared").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn six_types_have_a_column_each_and_of_seven_the_first_six_are_shown() {
    let mut table = "bodyId,type,side,pre,post\n".to_owned();
    for n in 1..=7 {
        writeln!(table, "{n},T{n},left,{n},{n}").expect("a line");
    }
    let files = Files::new(&[("--table", "seven.csv", &table)]);
    let served = files.serve();
    let basket =
        |types: u32| (1..=types).map(|n| format!("basket=T{n}")).collect::<Vec<_>>().join("&");
    let browser = opened(&served, &format!("?{}", basket(6))).await;
    browser.press(".layouts", "Compare").await;
    let columns =
        "[...document.querySelectorAll('.compare thead bdi')].map(it => it.innerText).join(' ')";
    browser.until(&format!("{columns} === 'T1 T2 T3 T4 T5 T6'")).await;
    let cells = "[...new Set([...document.querySelectorAll('.compare tbody tr')]
        .map(row => row.querySelectorAll('td').length).filter(cells => cells > 0))].join()";
    assert_eq!(browser.value(cells).await, "6", "in each line");
    assert_eq!(browser.text(".compare-choices .quiet").await, "");

    // Picked as a seventh, or named by a link.
    browser.open(&format!("{}/?{}", served.base, basket(7))).await;
    ready(&browser).await;
    browser.until("document.querySelectorAll('#types .name').length === 7").await;
    browser.press(".layouts", "Compare").await;
    browser.until(&format!("{columns} === 'T1 T2 T3 T4 T5 T6'")).await;
    browser.until_it_says("Of the 7 types in the basket the first 6 are shown").await;
    browser.click("[aria-label='Take T2 out of the comparison']").await;
    browser.until(&format!("{columns} === 'T1 T3 T4 T5 T6 T7'")).await;
    assert_eq!(browser.text(".compare-choices .quiet").await, "");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_has_changed_since_the_kept_copy_is_told_type_by_type() {
    let files = small();
    let mut served = files.serve();
    let browser = opened(&served, "").await;
    browser.until("document.querySelector('.foot')?.innerText.includes('from the proxy')").await;
    browser.until_kept().await;
    served.pull_the_plug();
    let changed = NEURONS
        .replace("13,ER4d,ER4d_R,right,5,40,", "13,ER4d,ER4d_R,right,5,41,")
        .replace("15,\"<b>x</b> 'q' [/]\"", "15,Newcomer");
    files.write("small.csv", &changed);
    let served = files.serve_at(served.address());
    browser.before_each_page(THREE_DAYS_LATER).await;
    browser.open(&served.base).await;
    browser.until_it_says("The data has changed since this browser's copy, 3 days old").await;
    browser.until_it_says("1 type appeared, 1 type vanished, 1 type has other counts").await;
    browser.click(".notice [aria-expanded]").await;
    let panel = browser.text(".changes").await;
    for words in ["version ", " → ", "Newcomer", "<b>x</b> 'q' [/]", "inputs 80 → 81"] {
        assert!(panel.contains(words), "{words} in {panel}");
    }
    browser.click(".changes a").await;
    browser.until("document.querySelector('.detail h2')?.innerText === 'Newcomer'").await;
    browser.click(".notice [aria-label=Dismiss]").await;
    browser.until("!document.querySelector('.changes')").await;
    browser.page.refresh().await.expect("a reload");
    ready(&browser).await;
    assert_eq!(browser.text(".notices").await, "", "the copy is now what the proxy has");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn another_dataset_is_asked_the_same_as_far_as_it_knows() {
    let files = small();
    files.write("other.csv", OTHER);
    files.write("other-rois.json", OTHER_HIERARCHY);
    let source = |table: &str, rois: &str| {
        format!(
            "[[source]]\ntable = '{}'\nroi-hierarchy = '{}'\n",
            files.path(table),
            files.path(rois)
        )
    };
    let config = source("small.csv", "rois.json") + &source("other.csv", "other-rois.json");
    let config = files.write("quickpage.toml", &config);
    let served = Served::start(&["-c", &config]);
    let query = "?dataset=small&q=e&in=EB&out=LAL&in.min=7&superclass=central&nt=gaba&nt=acetylcholine&sort=-inputs";
    let browser = opened(&served, query).await;
    let choose = "(() => { const it = document.querySelector('select.dataset'); it.value = 'other';
        it.dispatchEvent(new Event('change', {bubbles: true})); return 1; })()";
    browser.until("document.querySelector('select.dataset')").await;
    browser.value(choose).await;
    browser.until_it_says("This dataset does not have output region LAL, transmitter gaba").await;
    browser.until("document.querySelector('h1')?.innerText.trim() === '1 type'").await;
    for part in
        ["q=e", "in=EB", "in.min=7", "superclass=central", "nt=acetylcholine", "sort=-inputs"]
    {
        browser.until(&format!("location.search.includes('{part}')")).await;
    }
    for part in ["LAL", "gaba"] {
        browser.until(&format!("!location.search.includes('{part}')")).await;
    }
    browser.value("history.back()").await;
    browser.until("location.search.includes('LAL') && location.search.includes('gaba')").await;
    browser.until("document.querySelector('select.dataset')?.value === 'small'").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
