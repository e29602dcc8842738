//! The filters, as a researcher meets them: a headless Chromium against the release build.

mod chromium;

use std::fmt::Write as _;

use chromium::{Browser, Files, Served};
use serde_json::Value;

/// Types of two neurons each, which differ in what their neurons say and where they receive.
const NEURONS: &str = "bodyId,type,instance,side,pre,post,downstream,consensusNt,predictedNt,superclass,class,roiInfo
11,EPG,EPG_L,left,10,100,50,acetylcholine,acetylcholine,central,CX,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30},\"\"PB\"\":{\"\"pre\"\":4,\"\"post\"\":15,\"\"downstream\"\":20}}\"
12,EPG,EPG_R,right,10,100,50,acetylcholine,gaba,central,CX,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30},\"\"PB\"\":{\"\"post\"\":15}}\"
13,ER4d,ER4d_R,right,5,40,25,gaba,gaba,central,CX,\"{\"\"EB\"\":{\"\"post\"\":30,\"\"downstream\"\":20}}\"
14,ER4d,ER4d_L,left,5,40,25,gaba,gaba,central,CX,\"{\"\"EB\"\":{\"\"post\"\":30,\"\"downstream\"\":25}}\"
15,LN1,LN1_L,left,5,1000,25,acetylcholine,acetylcholine,central,AL,\"{\"\"LAL(L)\"\":{\"\"post\"\":900,\"\"downstream\"\":20}}\"
16,LN1,LN1_L,left,5,1000,25,acetylcholine,acetylcholine,central,AL,\"{\"\"PB\"\":{\"\"post\"\":60,\"\"downstream\"\":20}}\"
";

const HIERARCHY: &str = r#"{"name":"CNS","children":[{"name":"CX","children":[{"name":"EB*"},{"name":"PB*"}]},{"name":"LX(L)","children":[{"name":"LAL(L)*"}]},{"name":"LX(R)","children":[{"name":"LAL(R)*"}]}]}"#;

/// The small dataset, served.
fn small() -> (Served, Files) {
    let files = Files::new(&[
        ("--table", "small.csv", NEURONS),
        ("--roi-hierarchy", "rois.json", HIERARCHY),
    ]);
    (files.serve(), files)
}

/// Clicks the box of a value, by the key of its filter.
async fn choose(browser: &Browser, filter: &str, value: &str) {
    let option = option(filter, value);
    browser.until(&option).await;
    browser.value(&format!("{option}.querySelector('input').click()")).await;
}

/// The option of a value, as JavaScript.
fn option(filter: &str, value: &str) -> String {
    let value = Value::from(value);
    format!(
        "[...document.querySelectorAll('[aria-labelledby=filter-{filter}] .option')]
        .find(option => option.querySelector('.value').innerText === {value})"
    )
}

/// Writes into a field, as a person does who leaves it afterwards.
async fn write(browser: &Browser, field: &str, text: &str) {
    let (field, text) = (Value::from(field), Value::from(text));
    let script = format!(
        "(field => {{
            field.value = {text};
            field.dispatchEvent(new Event('input', {{bubbles: true}}));
            field.dispatchEvent(new Event('change', {{bubbles: true}}));
        }})(document.querySelector({field}))"
    );
    browser.value(&script).await;
}

/// The short names of the regions to be seen in a tree.
async fn regions_seen(browser: &Browser, way: &str) -> Vec<String> {
    let names = format!(
        "[...document.querySelectorAll('[aria-label=\"Regions of {way}\"] .value bdi')]
        .map(name => name.innerText)"
    );
    let names = browser.value(&names).await;
    names.as_array().into_iter().flatten().filter_map(|n| n.as_str().map(str::to_owned)).collect()
}

/// The short name of the region that has the focus.
async fn region_reached(browser: &Browser) -> String {
    let name = browser.value("document.activeElement.querySelector('bdi')?.innerText ?? ''").await;
    name.as_str().unwrap_or_default().to_owned()
}

/// Unfolds the transmitters by who says so.
async fn tell_apart(browser: &Browser) {
    let link = "[...document.querySelectorAll('[aria-labelledby=filter-nt] .link')]
        .find(link => link.innerText.includes('told apart'))";
    browser.until(link).await;
    browser.value(&format!("{link}.click()")).await;
}

#[tokio::test]
async fn any_or_all_of_the_chosen_values_are_asked_for() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_headline("3 types").await;
    tell_apart(&browser).await;
    choose(&browser, "predictedNt", "acetylcholine").await;
    browser.until_headline("2 types").await;
    choose(&browser, "predictedNt", "GABA").await;
    browser.until_headline("3 types").await;
    let mode = "[aria-labelledby=filter-predictedNt] .mode";
    assert_eq!(browser.text(mode).await, "any of");
    browser.click(mode).await;
    browser.until_headline("1 type").await;
    assert_eq!(browser.text(mode).await, "all of");
    browser.until(&format!("document.querySelector('{mode}[aria-pressed=true]')")).await;
    browser.until("location.search.includes('all=predictedNt')").await;
    browser.value("history.back()").await;
    browser.until_headline("3 types").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_sources_say_is_told_apart_and_what_has_no_value_is_not_there() {
    let table = "bodyId,type,consensusNt,celltypePredictedNt,celltypePredictedNtConfidence,predictedNt,predictedNtConfidence,experimentalNt
1,EPG,acetylcholine,acetylcholine,0.9,gaba,0.6,
2,ER4d,gaba,gaba,0.8,gaba,0.7,glutamate
3,KC,dopamine,,,,,
";
    let files = Files::new(&[("--table", "nt.csv", table)]);
    let served = files.serve();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_headline("3 types").await;
    tell_apart(&browser).await;
    for (filter, value, types) in [
        ("experimentalNt", "glutamate", "1 type"),
        ("consensusNt", "dopamine", "1 type"),
        ("celltypePredictedNt", "acetylcholine", "1 type"),
        ("predictedNt", "GABA", "2 types"),
    ] {
        choose(&browser, filter, value).await;
        browser.until_headline(types).await;
        choose(&browser, filter, value).await;
        browser.until_headline("3 types").await;
    }
    // What is best known is the consensus, whatever others say.
    choose(&browser, "nt", "GABA").await;
    browser.until_headline("1 type").await;
    let filters = browser.text(".filters").await;
    for filter in ["Class", "Hemilineage", "Dimorphism", "Status", "Cropped", "Input in"] {
        assert!(!filters.contains(filter), "{filter} in {filters}");
    }
}

#[tokio::test]
async fn filters_join_by_and_and_each_counts_as_if_it_were_open() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&format!("{}/?class=CX", served.base)).await;
    browser.until_headline("2 types").await;
    choose(&browser, "nt", "GABA").await;
    browser.until_headline("1 type").await;
    let count =
        |filter, value| format!("{}?.querySelector('.count').innerText", option(filter, value));
    for (filter, value, expected) in [
        ("nt", "GABA", "1"),
        ("nt", "acetylcholine", "1"),
        ("class", "CX", "1"),
        ("class", "AL", "0"),
    ] {
        browser.until(&format!("{} === '{expected}'", count(filter, value))).await;
    }
    browser.until(&format!("{}.classList.contains('zero')", option("class", "AL"))).await;
    // Excluded by its key: whatever is CX goes.
    browser.value(&format!("{}.querySelector('input').focus()", option("class", "CX"))).await;
    browser.keys("x").await;
    browser.until_headline("0 types").await;
    browser.until("location.search.includes('class=%21CX')").await;
    browser.until(&format!("{}.classList.contains('excluded')", option("class", "CX"))).await;
}

#[tokio::test]
async fn values_stand_by_their_counts_when_all_types_have_come() {
    // So many types that they come in several steps.
    let served = Served::start(&["--demo", "male-cns"]);
    let browser = Browser::start().await;
    browser.open(&format!("{}/?q=mbon", served.base)).await;
    browser.until_read().await;
    let counts = "[...document.querySelectorAll('[aria-labelledby=filter-nt] .count')]
        .map(it => Number(it.innerText.replaceAll(',', '')))";
    browser
        .until(&format!(
            "(all => all[0] > 0 && all.every((n, at) => at === 0 || all[at - 1] >= n))({counts})"
        ))
        .await;
}

#[tokio::test]
async fn a_value_keeps_the_focus_when_another_order_moves_it() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_headline("3 types").await;
    let names = "[...document.querySelectorAll('[aria-labelledby=filter-class] .value')]
        .map(it => it.innerText).join()";
    browser.until(&format!("{names} === 'CX,AL'")).await;
    let focused = "document.activeElement.closest('.option')?.querySelector('.value').innerText";
    for control in ["input", ".not"] {
        let control = format!("{}.querySelector('{control}')", option("class", "AL"));
        browser.value(&format!("{control}.focus()")).await;
        write(&browser, "#search", "LN1").await;
        browser.until(&format!("{names} === 'AL,CX'")).await;
        assert_eq!(browser.value(focused).await, "AL");
        assert_eq!(browser.value(&format!("document.activeElement === {control}")).await, true);
        write(&browser, "#search", "").await;
        browser.until(&format!("{names} === 'CX,AL'")).await;
        assert_eq!(browser.value(focused).await, "AL");
    }
    // A button excludes, and takes that back, and stays reached.
    let excluded = format!("{}.classList.contains('excluded')", option("class", "AL"));
    browser.keys(" ").await;
    browser.until_headline("2 types").await;
    browser.until(&excluded).await;
    browser.keys(" ").await;
    browser.until_headline("3 types").await;
    assert_eq!(browser.value(focused).await, "AL");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn regions_join_by_any_or_all_from_a_share_or_a_number_on() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&format!("{}/?in=EB&in=PB", served.base)).await;
    // Inputs: EPG 80 % in EB and 15 % in PB, ER4d 75 % in EB, LN1 3 % in PB.
    browser.until_headline("2 types").await;
    browser.click("[aria-labelledby=filter-input] .mode").await;
    browser.until_headline("1 type").await;
    write(&browser, "[aria-labelledby=filter-input] .threshold input[type=number]", "2.5").await;
    browser.until("location.search.includes('in.min=2.5')").await;
    browser.click("[aria-labelledby=filter-input] .mode").await;
    browser.until_headline("3 types").await;

    write(&browser, "[aria-labelledby=filter-input] .threshold select", "connections").await;
    browser.until("location.search.includes('in.min=50n')").await;
    browser.until_it_says("input in EB ≥ 50 connections").await;
    write(&browser, "[aria-labelledby=filter-input] .threshold input[type=number]", "61").await;
    // 160 and 60 inputs in EB, 30 and 60 in PB.
    browser.until_headline("1 type").await;
    let range = "[aria-labelledby=filter-input] .threshold input[type=range]";
    browser
        .until(&format!("document.querySelector('{range}').ariaValueText === '61 connections'"))
        .await;
    write(&browser, range, "0").await;
    browser.until_headline("3 types").await;
    browser.until("location.search.includes('in.min=1n')").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_tree_of_regions_is_walked_by_keys() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_headline("3 types").await;
    browser.until("document.querySelector('[role=tree] [role=treeitem]')").await;
    assert_eq!(regions_seen(&browser, "input").await, ["CX", "LX"]);
    let stops =
        "document.querySelectorAll('[aria-label=\"Regions of input\"] [tabindex=\"0\"]').length";
    assert_eq!(browser.value(stops).await, 1, "Tab stops once at a tree");
    browser.value("document.querySelector('[role=treeitem]').focus()").await;
    const RIGHT: &str = "\u{e014}";
    const DOWN: &str = "\u{e015}";
    const LEFT: &str = "\u{e012}";
    const HOME: &str = "\u{e011}";
    const END: &str = "\u{e010}";
    for (key, reached) in [
        (RIGHT, "CX"), // opens it
        (RIGHT, "EB"),
        (DOWN, "PB"),
        (LEFT, "CX"),
        (END, "LX"),
        (HOME, "CX"),
        ("p", "PB"),
        (LEFT, "CX"),
        (LEFT, "CX"), // folds it
        ("*", "CX"),  // opens it and those beside it
        (END, "LAL"),
    ] {
        browser.keys(key).await;
        assert_eq!(region_reached(&browser).await, reached, "after {key:?}");
        tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    }
    assert_eq!(regions_seen(&browser, "input").await, ["CX", "EB", "PB", "LX", "LAL"]);
    assert_eq!(browser.value(stops).await, 1);
    browser.keys(" ").await;
    browser.until_headline("1 type").await;
    browser.until("document.activeElement.getAttribute('aria-checked') === 'true'").await;
    browser.keys("x").await;
    browser.until_headline("2 types").await;
    browser.until("document.activeElement.innerText.includes('excluded')").await;
    browser.until("document.activeElement.getAttribute('aria-level') === '2'").await;
}

#[tokio::test]
async fn a_region_is_found_by_its_full_name_and_seen_where_it_lies() {
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_headline("5,620 types").await;
    let find = "[aria-label='Find a region of output']";
    browser.until(&format!("document.querySelector(\"{find}\")")).await;
    write(&browser, find, "ellipsoid").await;
    let shown = regions_seen(&browser, "output").await;
    assert!(shown.contains(&"EB".to_owned()) && shown.contains(&"CX".to_owned()), "{shown:?}");
    assert!(!shown.contains(&"FB".to_owned()), "{shown:?}");
    let eb = "[...document.querySelectorAll('[aria-label=\"Regions of output\"] .node')]
        .find(node => node.querySelector('bdi').innerText === 'EB')";
    let full = browser.value(&format!("{eb}.querySelector('small').innerText")).await;
    assert_eq!(full, "ellipsoid body");
    // All of it can be read: no name is wider than its room.
    let cut = "[...document.querySelectorAll('.filters .value')]
        .filter(value => value.scrollWidth > value.clientWidth + 1).length";
    assert_eq!(browser.value(cut).await, 0);
    browser.value(&format!("{eb}.click()")).await;
    browser.until("location.search.includes('out=EB')").await;
    write(&browser, find, "").await;
    let shown = regions_seen(&browser, "output").await;
    assert!(shown.contains(&"EB".to_owned()), "what is chosen stays in sight: {shown:?}");
    write(&browser, find, "nowhere").await;
    browser.until_it_says("No region has this in its name").await;
    browser.value(&format!("document.querySelector(\"{find}\").focus()")).await;
    browser.keys("\u{e00c}").await;
    browser.until(&format!("document.querySelector(\"{find}\").value === ''")).await;
}

#[tokio::test]
async fn a_range_is_drawn_over_the_bars_or_written() {
    let served = Served::start(&["--demo", "hemibrain"]);
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_headline("5,620 types").await;
    let draw = "(bars => {
        const point = (name, bar) => {
            const box = bars.children[bar].getBoundingClientRect();
            const at = {clientX: box.x + box.width / 2, clientY: box.y + 9, pointerId: 1, bubbles: true};
            bars.children[bar].dispatchEvent(new PointerEvent(name, at));
        };
        point('pointerdown', 3); point('pointermove', 2); point('pointermove', 1); point('pointerup', 1);
    })(document.querySelector('[aria-labelledby=filter-neurons] .bins'))";
    browser.value(draw).await;
    browser.until("location.search.includes('neurons=2..5')").await;
    browser.until_it_says("neurons 2 to 5").await;
    let within = "document.querySelectorAll('[aria-labelledby=filter-neurons] .within').length";
    assert_eq!(browser.value(within).await, 3, "the range can be seen");
    write(&browser, "[aria-label='Neurons per type, at most']", "3").await;
    browser.until("location.search.includes('neurons=2..3')").await;
    browser.until(&format!("{within} === 2")).await;
    write(&browser, "[aria-label='Neurons per type, at least']", "").await;
    write(&browser, "[aria-label='Neurons per type, at most']", "").await;
    browser.until_headline("5,620 types").await;

    browser.click("#filter-outputs").await;
    assert!(browser.text("#filter-outputs").await.contains("connections"));
    let bars = "document.querySelectorAll('[aria-labelledby=filter-outputs] .bin')";
    browser.until(&format!("{bars}.length > 3")).await;
    let height = |bar: &str| format!("{bars}[{bar}].querySelector('i').offsetHeight");
    assert!(browser.value(&height("0")).await != 0, "no empty bars at the low end");
    assert!(
        browser.value(&height(&format!("{bars}.length - 1"))).await != 0,
        "nor at the high end"
    );
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// Types with a class each, CL01 to CL24, whose transmitter is the surer the later they come; the
/// last says nothing of that.
fn of_many_classes() -> Files {
    let mut table = "bodyId,type,class,predictedNt,predictedNtConfidence\n".to_owned();
    for n in 1..24 {
        writeln!(table, "{n},T{n},CL{n:02},gaba,{}", f64::from(n) / 25.0).expect("a line");
    }
    table.push_str("24,T24,CL24,gaba,\n");
    Files::new(&[("--table", "many.csv", &table)])
}

#[tokio::test]
async fn a_long_filter_is_searched_within_and_keeps_what_is_chosen_in_sight() {
    let files = of_many_classes();
    let served = files.serve();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_headline("24 types").await;
    let until_seen = async |expected: &str| {
        let seen = "[...document.querySelectorAll('[aria-labelledby=filter-class] .value')]
            .map(it => it.innerText).sort().join(' ')";
        browser.until(&format!("{seen} === '{expected}'")).await;
    };
    let seen = "document.querySelectorAll('[aria-labelledby=filter-class] .option').length";
    browser.until(&format!("{seen} === 8")).await;
    let find = "[aria-label='Find a class']";
    write(&browser, find, " cl2").await;
    until_seen("CL20 CL21 CL22 CL23 CL24").await;
    choose(&browser, "class", "CL22").await;
    browser.until_headline("1 type").await;
    write(&browser, find, "CL24").await;
    until_seen("CL22 CL24").await;
    browser.value(&format!("document.querySelector(\"{find}\").focus()")).await;
    browser.keys("\u{e00c}").await;
    browser.until(&format!("document.querySelector(\"{find}\").value === ''")).await;
    browser.until_headline("1 type").await;
    browser.click(".chip button").await;
    browser.until_headline("24 types").await;
    write(&browser, find, "nowhere").await;
    browser.until_it_says("No value has this in its name.").await;
    // One transmitter is no long list.
    let there = "document.querySelector(\"[aria-label='Find a transmitter']\")?.offsetHeight > 0";
    assert_eq!(browser.value(there).await, false);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_list_is_narrowed_to_transmitters_that_are_sure_enough() {
    let files = of_many_classes();
    let served = files.serve();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_headline("24 types").await;
    assert_eq!(browser.value("document.querySelectorAll('#filter-confidence').length").await, 1);
    browser.press("[aria-labelledby=filter-nt]", "told apart by source").await;
    let bar = "[...document.querySelectorAll('[aria-labelledby=filter-confidence] .bin')]
        .find(it => it.title === '80 to 89: 3 types')";
    browser.until(bar).await;
    browser.value(&format!("({bar}).click()")).await;
    // 80, 84 and 88 %.
    browser.until_headline("3 types").await;
    browser.until("location.search.includes('confidence=80..89')").await;
    browser.until_it_says("transmitter confidence, % 80 to 89").await;
    write(&browser, "[aria-label='Transmitter confidence, %, at most']", "").await;
    browser.until_headline("4 types").await;
    write(&browser, "[aria-label='Transmitter confidence, %, at least']", "0").await;
    // What says nothing of it is not even unsure.
    browser.until_headline("23 types").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_folded_stays_folded_and_shows_only_what_narrows() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_headline("3 types").await;
    browser.click("#filter-class").await;
    browser.until("!document.querySelector('[aria-labelledby=filter-class] .option')").await;
    browser.open(&format!("{}/?class=AL", served.base)).await;
    browser.until_headline("1 type").await;
    browser.until("document.querySelector('#filter-class[aria-expanded=false]')").await;
    assert_eq!(browser.text("[aria-labelledby=filter-class] .value").await, "AL");
    let options = "document.querySelectorAll('[aria-labelledby=filter-class] .option').length";
    assert_eq!(browser.value(options).await, 1);
    browser.click("#filter-class").await;
    browser.until(&format!("{options} === 2")).await;
    // What the dataset does not have cannot be filtered by.
    for absent in ["hemilineage", "neuromere", "status", "confidence"] {
        let there = format!("[aria-labelledby=filter-{absent}]");
        browser.until(&format!("!document.querySelector('{there}')?.offsetHeight")).await;
    }
}

#[tokio::test]
async fn what_needs_attention_is_counted_and_chosen() {
    let (served, _files) = small();
    let browser = Browser::start().await;
    browser.open(&served.base).await;
    browser.until_headline("3 types").await;
    browser.click("#filter-attention").await;
    browser.until(&option("attention", "one side only")).await;
    choose(&browser, "attention", "one side only").await;
    browser.until_headline("1 type").await;
    browser.until("location.search.includes('attention=one-side')").await;
    assert_eq!(browser.text("#types .name").await, "LN1");
    browser.click("#filter-has").await;
    browser.until(&option("has", "Consensus NT")).await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
