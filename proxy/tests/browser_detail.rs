//! Everything about one type, as a researcher meets it: a headless Chromium against the program.

mod chromium;

use std::fmt::Write as _;

use chromium::{Browser, Files, Served};

/// Types with all that a detail can show, under the name of a published dataset, so that other
/// sites are linked to.
const NEURONS: &str = "bodyId,type,instance,side,status,cropped,pre,post,downstream,consensusNt,predictedNt,predictedNtConfidence,synonyms,flywireType,fbbt_id,roiInfo
11,PN,PN_L,left,Traced,False,10,100,50,acetylcholine,acetylcholine,0.9,Wolff 2015: old PN; Nobody 1999: older,\"PNa,PNb\",FBbt_00003686,\"{\"\"AL(L)\"\":{\"\"pre\"\":6,\"\"post\"\":60,\"\"downstream\"\":30},\"\"AL-DA1(L)\"\":{\"\"pre\"\":6,\"\"post\"\":50,\"\"downstream\"\":30},\"\"AL(R)\"\":{\"\"post\"\":10},\"\"EB\"\":{\"\"pre\"\":4,\"\"post\"\":20,\"\"downstream\"\":20}}\"
12,PN,PN_R,right,Traced,False,10,100,50,acetylcholine,gaba,0.5,Wolff 2015: old PN,PNa,FBbt_00003686,\"{\"\"AL(R)\"\":{\"\"pre\"\":10,\"\"post\"\":100,\"\"downstream\"\":50}}\"
13,PN,PN_R,right,Orphan,True,10,100,50,acetylcholine,acetylcholine,0.7,,,FBbt_00003686,\"{\"\"AL(R)\"\":{\"\"pre\"\":10,\"\"post\"\":100,\"\"downstream\"\":50}}\"
14,PN,PN_R,right,Traced,False,10,100,50,acetylcholine,acetylcholine,0.7,,,FBbt_00003686,\"{\"\"AL(R)\"\":{\"\"pre\"\":10,\"\"post\"\":100,\"\"downstream\"\":50}}\"
21,LN,LN_L,left,Traced,False,5,40,25,gaba,,,,PNa,,\"{\"\"AL(L)\"\":{\"\"pre\"\":5,\"\"post\"\":40,\"\"downstream\"\":25}}\"
22,LN,LN_R,right,Traced,False,5,40,25,gaba,,,,,,\"{\"\"AL(R)\"\":{\"\"pre\"\":5,\"\"post\"\":40,\"\"downstream\"\":25}}\"
31,\"q\"\"[&#+ 'x\",,,,,1,1,1,,,,,,,
41,,,,,,1,1,1,,,,,,,
";

const CONNECTIONS: &str = "bodyId_pre,bodyId_post,weight
21,11,60
21,12,20
22,13,18
31,11,1
41,11,1
11,21,30
";

const HIERARCHY: &str = r#"{"hierarchy":{"name":"CNS","children":[
    {"name":"AL(L)","children":[{"name":"AL-DA1(L)"}]},{"name":"AL(R)","children":[{"name":"AL-DA1(R)"}]},{"name":"EB"}]},
    "primary":["AL(L)","AL(R)","EB"]}"#;

/// How a page's own copying and saving is watched.
const WATCH_COPIES: &str = "Object.defineProperty(navigator, 'clipboard', {value: {
        writeText: text => { window.copied = text; return Promise.resolve() } }});
    URL.createObjectURL = blob => { blob.text().then(text => window.saved = text); return 'blob:x' };
    HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download };";

struct Dataset {
    served: Served,
    files: Files,
}

impl Dataset {
    /// The small dataset, with more neurons behind it.
    fn with(more: &str) -> Dataset {
        let files = Files::new(&[
            ("--table", "hemibrain-v1.2.1-mini.csv", &format!("{NEURONS}{more}")),
            ("--connections", "connections.csv", CONNECTIONS),
            ("--roi-hierarchy", "rois.json", HIERARCHY),
        ]);
        Dataset { served: files.serve(), files }
    }

    /// A browser in which a type's detail is open.
    async fn opened(&self, name: &str) -> Browser {
        let browser = Browser::start().await;
        browser.before_each_page(WATCH_COPIES).await;
        let name = shared::links::encoded(name);
        browser.open(&format!("{}/?type={name}", self.served.base)).await;
        browser.until_read().await;
        browser.until("document.querySelector('.figures')").await;
        browser
    }
}

/// The text of the part with this head, its spaces made single.
async fn part(browser: &Browser, head: &str) -> String {
    let script = format!("{}?.innerText.replace(/\\s+/g, ' ') ?? ''", part_element(head));
    browser.value(&script).await.as_str().unwrap_or_default().to_owned()
}

fn part_element(head: &str) -> String {
    let head = serde_json::Value::from(head);
    format!(
        "[...document.querySelectorAll('.detail .part')]
            .find(it => it.querySelector('h3')?.firstChild.textContent === {head})"
    )
}

async fn until_part_says(browser: &Browser, head: &str, words: &str) {
    let words = serde_json::Value::from(words);
    let text = format!("{}?.innerText.replace(/\\s+/g, ' ')", part_element(head));
    browser.until(&format!("{text}.includes({words})")).await;
}

#[tokio::test]
async fn regions_open_to_full_names_sides_and_glomeruli_and_make_up_the_whole() {
    let dataset = Dataset::with("");
    let browser = dataset.opened("PN").await;
    // 370 of 400 inputs in AL, 20 in EB, 10 in neither; 180 of 200 outputs and 20 in EB.
    let regions = part(&browser, "Regions").await;
    for words in [
        "AL : 92.5 % of inputs, 90.0 % of outputs",
        "EB : 5.0 % of inputs, 10.0 % of outputs",
        "outside : 2.5 % of inputs, 0 % of outputs",
    ] {
        assert!(regions.contains(words), "{words} in {regions}");
    }
    assert!(!regions.contains("AL-DA1") && !regions.contains("antennal lobe"), "{regions}");
    browser.press(".detail", "AL").await;
    until_part_says(&browser, "Regions", "antennal lobe").await;
    let regions = part(&browser, "Regions").await;
    // 60 inputs on the left, 310 on the right; 50 in the glomerulus.
    for words in ["15.0 % of inputs", "77.5 % of inputs", "AL-DA1", "12.5 % of inputs"] {
        assert!(regions.contains(words), "{words} in {regions}");
    }
    browser.press(".detail", "AL").await;
    browser.until(&format!("!{}.innerText.includes('AL-DA1')", part_element("Regions"))).await;
    browser.press(".detail", "full names").await;
    until_part_says(&browser, "Regions", "ellipsoid body").await;

    // Of 400 inputs: 360 on their own side, 10 across, 20 in EB, 10 outside.
    let sides = part(&browser, "Own side or the other").await;
    assert!(sides.contains("4 neurons"), "{sides}");
    assert!(sides.contains("inputs 90.0 % 2.5 % 5.0 % 2.5 %"), "{sides}");
    assert!(sides.contains("outputs 90.0 % 0 % 10.0 % 0 %"), "{sides}");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_deserves_a_second_look_says_its_number_and_why() {
    let dataset = Dataset::with("");
    let browser = dataset.opened("PN").await;
    let flags = part(&browser, "Worth a second look").await;
    for words in [
        "uneven sides L 1, R 3: log₂(L/R) = −1.58",
        "cropped the border of the volume cuts 1 of 4 neurons",
        "not traced 1 of 4 neurons",
        "Orphan",
    ] {
        assert!(flags.contains(words), "{words} in {flags}");
    }
    assert!(!flags.contains("mixed"), "the consensus agrees: {flags}");
    let attributes = part(&browser, "Attributes").await;
    for words in ["Consensus NT acetylcholine", "acetylcholine 3 · 0.77", "GABA 1 · 0.50"] {
        assert!(attributes.contains(words), "{words} in {attributes}");
    }
    browser.open(&format!("{}/?type=LN", dataset.served.base)).await;
    browser.until("document.querySelector('.detail h2')?.innerText === 'LN'").await;
    browser.until("document.querySelector('.figures')").await;
    assert_eq!(part(&browser, "Worth a second look").await, "");
}

#[tokio::test]
async fn partners_are_narrowed_ordered_and_lead_on_and_back() {
    let dataset = Dataset::with("");
    let browser = dataset.opened("PN").await;
    until_part_says(&browser, "Inputs from", "3 types").await;
    let inputs = part(&browser, "Inputs from").await;
    // 98 of 100 connections from LN, in both of its neurons; over all four neurons of PN.
    for words in [
        "100 of 400 inputs come from neurons of this dataset; shares are of these.",
        "type conn. share per neuron CV",
        "LN 2 (L 1 R 1) · GABA 98 98.0 % 24.5 0.89",
        "without a type 1 (? 1) 1 1.0 % 0.3",
    ] {
        assert!(inputs.contains(words), "{words} in {inputs}");
    }
    let slide = "(() => { const it = document.querySelector('.controls input[type=range]');
        it.value = 10; it.dispatchEvent(new Event('input', {bubbles: true})) })()";
    browser.value(slide).await;
    until_part_says(&browser, "Inputs from", "1 of 3 types, 98.0 % of connections").await;
    browser.until_it_says("Hide partners below 1.0").await;
    browser.press(".detail", "LN").await;
    browser.until("document.querySelector('.detail h2')?.innerText === 'LN'").await;
    browser.until("document.activeElement.id === 'detail-title'").await;
    until_part_says(&browser, "Inputs from", "30 100 %").await;
    browser.value("history.back()").await;
    browser.until("document.querySelector('.detail h2')?.innerText === 'PN'").await;
    until_part_says(&browser, "Inputs from", "1 of 3 types").await;
    browser.click(".partners [aria-label='save as JSON']").await;
    browser.until("window.saved").await;
    let file = browser.value("JSON.parse(window.saved)").await;
    assert_eq!(file["content"], "partners of PN: inputs from 3 types, outputs to 1 type");
    assert_eq!(file["rows"][0]["type"], "LN");
    assert_eq!(file["rows"].as_array().map(Vec::len), Some(4), "whatever the threshold");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_open_type_is_put_into_the_basket_and_taken_out() {
    let dataset = Dataset::with("");
    let browser = dataset.opened("PN").await;
    let is_pressed = |pressed: bool| {
        format!("document.querySelector('.title [aria-pressed=\"{pressed}\"]')?.innerText")
    };
    browser.press(".title", "Add to basket").await;
    browser.until(&format!("{} === 'In basket'", is_pressed(true))).await;
    browser.until("document.getElementById('basket-button').innerText.includes('Basket 1')").await;
    browser.until("location.search.includes('basket=PN')").await;
    browser.press(".title", "In basket").await;
    browser.until(&format!("{} === 'Add to basket'", is_pressed(false))).await;
    browser.until("!location.search.includes('basket')").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_table_of_thousands_of_neurons_is_sorted_filtered_and_copied() {
    let mut more = String::new();
    for n in 0..4_000u64 {
        let id = 720_575_940_600_000_000 + n;
        let side = if n % 2 == 0 { "left" } else { "right" };
        writeln!(more, "{id},KC,KC_{n},{side},,,1,{n},1,,,,,,,").expect("a line");
    }
    let dataset = Dataset::with(&more);
    let browser = dataset.opened("KC").await;
    browser.press(".detail", "Show 4,000 neurons").await;
    let rows = "[...document.querySelectorAll('.neuron:not(.head)')]";
    browser.until(&format!("{rows}.length === 12")).await;
    browser.press(".detail", "show all 4,000").await;
    browser.until(&format!("{rows}.length > 20")).await;
    let in_page = browser.value(&format!("{rows}.length")).await;
    assert!(in_page.as_u64().expect("a number") < 60, "{in_page} rows are in the page");
    assert!(!browser.text(".neurons .head").await.contains("status"), "nobody has one");

    browser.press(".detail", "in").await;
    let first = format!("{rows}[0]?.innerText.replace(/\\s+/g, ' ')");
    browser.until(&format!("{first}.includes('720575940600003999')")).await;
    let aria = "document.querySelector('[aria-sort=descending]')?.innerText.trim()";
    assert_eq!(browser.value(aria).await.as_str(), Some("in ↓"));
    browser.value("document.querySelector('.neurons .scroller').scrollTo(0, 1e6)").await;
    browser.until(&format!("{rows}.some(it => it.innerText.includes('720575940600000000'))")).await;

    browser.value("document.querySelector('.detail .find').focus()").await;
    browser.keys("kc_399").await;
    browser.until_it_says("11 body ids").await;
    browser.press(".detail", "copy all ids shown").await;
    browser.until("window.copied?.split('\\n').length === 11").await;
    browser.until("window.copied.split('\\n')[0] === '720575940600003999'").await;
    browser.until_it_says("copied").await;

    // What is shown, as a file.
    browser.click(".neurons ~ .table-acts [aria-label='save as CSV']").await;
    browser.until("window.saved").await;
    let file = browser.value("window.saved").await;
    let file = file.as_str().expect("text");
    assert!(file.starts_with("# content: 11 of 4,000 neurons of KC\r\n"), "{file}");
    assert!(file.contains("\r\n720575940600003999,KC_3999,R,3999,1,1\r\n"), "{file}");
    let name = browser.value("window.savedAs").await;
    assert_eq!(name, "quickpage-hemibrain-v1.2.1-mini-KC-neurons.csv");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn one_neuron_opens_to_its_regions_its_links_and_its_id() {
    let dataset = Dataset::with("");
    let browser = dataset.opened("PN").await;
    browser.press(".detail", "Show 4 neurons").await;
    browser.click(".neuron:not(.head) .twist").await;
    browser.until("document.querySelector('.one-neuron')").await;
    let panel = "document.querySelector('.one-neuron').innerText.replace(/\\s+/g, ' ')";
    let panel = browser.value(panel).await.as_str().unwrap_or_default().to_owned();
    for words in
        ["11 · PN_L", "AL(L) 60 6", "AL(R) 10 0", "EB 20 4", "outside 10 0", "1 ROI within"]
    {
        assert!(panel.contains(words), "{words} in {panel}");
    }
    let link = "document.querySelector('.one-neuron a[href*=neuronbridge]')?.href";
    let expected = "https://neuronbridge.janelia.org/search?q=hemibrain%2A%3A11";
    assert_eq!(browser.value(link).await.as_str(), Some(expected));
    browser.press(".detail", "copy its id").await;
    browser.until("window.copied === '11'").await;
}

#[tokio::test]
async fn names_lead_to_their_papers_counterparts_and_other_sites() {
    let dataset = Dataset::with("");
    let browser = dataset.opened("PN").await;
    let link = |selector: &str| format!("document.querySelector('{selector}')?.href");
    let paper = browser.value(&link(".names a[href*=\"doi.org\"]")).await;
    assert_eq!(paper.as_str(), Some("https://doi.org/10.1002/cne.23705"));
    let names = browser.text(".names").await;
    assert!(names.contains("older (Nobody 1999)"), "not linked, but told: {names}");

    let counterparts = part(&browser, "Counterparts elsewhere").await;
    assert!(
        counterparts.contains("FlyWire type PNa") && counterparts.contains("2 : 2"),
        "{counterparts}"
    );
    assert!(counterparts.contains("with LN"), "{counterparts}");
    assert!(counterparts.contains("PNb") && counterparts.contains("1 : 2"), "{counterparts}");
    assert!(counterparts.contains("in the property flywireType of its neurons"), "{counterparts}");
    let codex = browser.value(&link(".counterparts a[href*=codex]")).await;
    assert!(codex.as_str().unwrap_or_default().ends_with("cell_type%3D%3DPNa"), "{codex}");

    let similar = part(&browser, "Similar by region").await;
    assert!(similar.contains("LN 0.99"), "{similar}");

    let outward = browser.text(".outward").await;
    assert!(outward.contains("neuPrint") && outward.contains("Virtual Fly Brain"), "{outward}");
    browser.press(".detail", "Neuroglancer: get 4 ids").await;
    browser.until("document.querySelector('.outward a[href*=neuroglancer-demo]')").await;
    let href = browser.value(&link(".outward a[href*=neuroglancer-demo]")).await;
    let ids = "%22segments%22%3A%5B%2211%22%2C%2212%22%2C%2213%22%2C%2214%22%5D";
    assert!(href.as_str().unwrap_or_default().contains(ids), "{href}");
    let unsafe_links = "[...document.querySelectorAll('.detail a')]
        .filter(it => it.protocol !== 'https:' || it.rel !== 'noopener noreferrer').length";
    assert_eq!(browser.value(unsafe_links).await, 0);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn counterparts_say_which_properties_of_the_dataset_map_them() {
    let table = "bodyId,type,flywireType,hemibrainType,mancType
1,PN,PNa,PN-h,
2,LN,PNb,,LN-m
3,KC,,,
";
    let files = Files::new(&[("--table", "mapped.csv", table)]);
    let dataset = Dataset { served: files.serve(), files };
    let browser = dataset.opened("PN").await;
    until_part_says(&browser, "Counterparts elsewhere", "hemibrain type PN-h").await;
    let mapped = part(&browser, "Counterparts elsewhere").await;
    let words = "in the properties flywireType and hemibrainType of its neurons";
    assert!(mapped.contains(words) && !mapped.contains("mancType"), "{mapped}");
    browser.open(&format!("{}/?type=LN", dataset.served.base)).await;
    until_part_says(&browser, "Counterparts elsewhere", "flywireType and mancType").await;
    browser.open(&format!("{}/?type=KC", dataset.served.base)).await;
    browser.until("document.querySelector('.detail h2')?.innerText === 'KC'").await;
    browser.until("document.querySelector('.figures')").await;
    assert_eq!(part(&browser, "Counterparts elsewhere").await, "");
}

#[tokio::test]
async fn a_view_is_cited_with_its_data_its_address_and_the_day() {
    let dataset = Dataset::with("");
    let browser = dataset.opened("q\"[&#+ 'x").await;
    browser.press(".detail", "copy the citation").await;
    browser.until("window.copied").await;
    let copied = browser.value("window.copied").await;
    let copied = copied.as_str().unwrap_or_default();
    assert!(
        copied.starts_with("Neuron type q\"[&#+ 'x. Dataset hemibrain-v1.2.1-mini"),
        "{copied}"
    );
    for words in
        ["Scheffer et al. 2020, https://doi.org/10.7554/eLife.57443", "CC-BY 4.0", "?type="]
    {
        assert!(copied.contains(words), "{words} in {copied}");
    }
    let day = browser.value("new Date().toISOString().slice(0, 10)").await;
    assert!(copied.contains(day.as_str().unwrap_or("no day")), "{copied}");
    // It has one neuron, no side, no region: nothing is made up of that.
    let detail = browser.text(".detail").await;
    assert!(detail.contains("one neuron") && detail.contains("unknown sides"), "{detail}");
    assert!(!detail.contains("Own side"), "{detail}");
    browser.until_it_says("No other type shares a region with it.").await;
}

#[tokio::test]
async fn what_cannot_be_had_is_said_and_asked_for_again() {
    let mut dataset = Dataset::with("");
    let browser = dataset.opened("LN").await;
    until_part_says(&browser, "Inputs from", "PN").await;
    dataset.served.pull_the_plug();
    browser.press(".detail", "Show 2 neurons").await;
    browser.until_it_says("Its neurons could not be read").await;
    let _served = dataset.files.serve_at(dataset.served.address());
    browser.press(".detail", "try again").await;
    browser.until("document.querySelectorAll('.neuron:not(.head)').length === 2").await;
}
