//! The query line as a researcher meets it: one state, said as a line, as chips and as filters.

mod chromium;

use chromium::{Browser, Files, Served};
use serde_json::Value;

const NEURONS: &str = "bodyId,type,instance,side,pre,post,downstream,predictedNt,superclass,roiInfo
11,EPG,EPG_L,left,10,100,50,acetylcholine,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30},\"\"PB\"\":{\"\"pre\"\":4,\"\"post\"\":10,\"\"downstream\"\":20}}\"
12,EPG,EPG_R,right,10,100,50,acetylcholine,central,\"{\"\"EB\"\":{\"\"pre\"\":6,\"\"post\"\":80,\"\"downstream\"\":30}}\"
13,ER4d,ER4d_R,right,5,40,25,gaba,central,\"{\"\"LAL(R)\"\":{\"\"post\"\":2,\"\"downstream\"\":20}}\"
10014,ER4d,ER4d_L,left,5,40,25,gaba,central,\"{\"\"LAL(L)\"\":{\"\"post\"\":2,\"\"downstream\"\":25}}\"
15,PEN_b(PEN2),,right,1,1,1,,,
10016,,,right,1,1,1,,,
";

const HIERARCHY: &str = r#"{"name":"CNS","children":[{"name":"CX","children":[{"name":"EB*"},{"name":"PB*"}]},{"name":"LX(L)","children":[{"name":"LAL(L)*"}]},{"name":"LX(R)","children":[{"name":"LAL(R)*"}]}]}"#;

async fn opened(query: &str) -> (Browser, Served, Files) {
    let files = Files::new(&[
        ("--table", "small.csv", NEURONS),
        ("--roi-hierarchy", "rois.json", HIERARCHY),
    ]);
    let served = files.serve();
    let browser = Browser::start().await;
    browser.open(&format!("{}/{query}", served.base)).await;
    browser.until_read().await;
    (browser, served, files)
}

async fn until_line(browser: &Browser, line: &str) {
    let line = Value::from(line);
    browser.until(&format!("document.getElementById('search').value === {line}")).await;
}

const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";

#[tokio::test]
async fn line_chips_filters_and_address_are_views_of_one_state() {
    let (browser, served, _files) = opened("").await;
    browser.until_headline("3 types").await;
    browser.search_for("nt:GABA -type:EP* ").await;
    browser.until_headline("1 type").await;
    browser.until_it_says("transmitter GABA").await;
    browser.until_it_says("and not type EP*").await;
    let gaba = "[aria-labelledby=filter-nt] input:checked";
    browser.until(&format!("document.querySelectorAll('{gaba}').length === 1")).await;
    until_line(&browser, "nt:GABA -type:EP* ").await;
    browser.until("location.search === '?nt=gaba&also=-type%3AEP*'").await;

    // A filter that is clicked rewrites the line.
    browser.click(gaba).await;
    until_line(&browser, "-type:EP*").await;
    browser.until_headline("2 types").await;
    browser.click(".chip button").await;
    until_line(&browser, "").await;
    browser.until_headline("3 types").await;
    browser.value("history.back()").await;
    until_line(&browser, "-type:EP*").await;

    browser.open(&format!("{}/?in=EB&neurons=2..&also=-side%3AR", served.base)).await;
    until_line(&browser, "in:EB neurons>=2 -side:R").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn each_kind_of_condition_finds_what_it_says() {
    let (browser, served, _files) = opened("").await;
    for (line, types) in [
        ("type:E*", "2 types"),
        ("-type:ER4*", "2 types"),
        ("nt:GABA", "1 type"),
        ("side:L", "2 types"),
        ("neurons>=2", "2 types"),
        ("in:LAL>=5%", "1 type"),
        ("in:LAL>=10%", "0 types"),
        ("out:CX>=80", "1 type"),
        ("out:CX>=81", "0 types"),
        ("has:predictedNt", "2 types"),
        ("not (nt:ACh or type:PEN*)", "1 type"),
        ("(side:both and nt:gaba) or neurons:1", "2 types"),
    ] {
        browser.open(&served.base).await;
        browser.until_headline("3 types").await;
        browser.search_for(&format!("{line} ")).await;
        browser.until_headline(types).await;
        // The address leads to the same line.
        browser.until("location.search !== ''").await;
        browser.page.refresh().await.expect("a reload");
        browser.until_read().await;
        browser.until_headline(types).await;
        let said = "document.getElementById('search').value";
        assert_ne!(browser.value(said).await, "", "{line}");
        assert_eq!(browser.text("#line-problem").await, "", "{line}");
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_body_id_leads_to_its_type_and_to_have_none_is_an_answer() {
    let (browser, served, _files) = opened("?q=10016").await;
    browser.until_it_says("body 10016 has no type").await;
    browser.open(&format!("{}/?q=99999", served.base)).await;
    browser.until_it_says("body 99999 is not in this dataset").await;
    browser.open(&format!("{}/?q=10014", served.base)).await;
    browser.until_it_says("body 10014: ER4d").await;
    browser.press(".body-hit", "ER4d").await;
    browser.until("document.querySelector('.detail h2')?.innerText === 'ER4d'").await;
}

#[tokio::test]
async fn each_letter_narrows_and_brackets_in_names_are_names() {
    let (browser, _served, _files) = opened("").await;
    browser.search_for("pen_b(PEN2)").await;
    browser.until_headline("1 type").await;
    browser.until_it_says("text pen_b(PEN2)").await;
    browser.search_for(" or neurons>=2").await;
    browser.until_headline("3 types").await;
    browser.search_for(" and (side:L and nt:ACh)").await;
    browser.until_headline("2 types").await;
    until_line(&browser, "pen_b(PEN2) or neurons>=2 and (side:L and nt:ACh)").await;
}

#[tokio::test]
async fn what_could_stand_at_the_caret_is_offered_with_its_count_and_taken_by_keys() {
    let (browser, _served, _files) = opened("").await;
    browser.search_for("predictedNt:g").await;
    browser.until("document.querySelectorAll('#offers [role=option]').length === 1").await;
    let state = "(input => input.ariaExpanded ?? input.getAttribute('aria-expanded'))\
                 (document.getElementById('search'))";
    assert_eq!(browser.value(state).await, "true");
    let offer = browser.text("#offers [role=option]").await;
    assert!(offer.starts_with("GABA") && offer.ends_with('1'), "{offer}");
    browser.search_for(DOWN).await;
    browser.until("document.querySelector('#offer-0[aria-selected=true]')").await;
    let active = "document.getElementById('search').getAttribute('aria-activedescendant')";
    assert_eq!(browser.value(active).await, "offer-0");
    browser.search_for(ENTER).await;
    until_line(&browser, "predictedNt:GABA ").await;
    browser.until_headline("1 type").await;
    browser.search_for("LAL").await;
    browser.until_it_says("in:LAL").await;
    browser.search_for(&format!("{DOWN}{DOWN}{TAB}")).await;
    until_line(&browser, "predictedNt:GABA out:LAL ").await;
    assert_eq!(browser.value("document.activeElement.id").await, "search");

    // Escape closes the offers, then empties the line.
    browser.search_for("side:").await;
    browser.until("document.querySelector('#offers li')").await;
    browser.search_for(ESCAPE).await;
    browser.until("!document.querySelector('#offers li')").await;
    until_line(&browser, "predictedNt:GABA out:LAL side:").await;
    browser.search_for(ESCAPE).await;
    until_line(&browser, "").await;
    browser.until_headline("3 types").await;
}

#[tokio::test]
async fn a_mistake_is_told_with_what_is_right_and_the_list_stays() {
    let (browser, _served, _files) = opened("").await;
    browser.search_for("nt:gaba").await;
    browser.until_headline("1 type").await;
    browser.search_for(" superklass:central").await;
    browser.until_it_says("There is no filter “superklass”; did you mean “superclass”?").await;
    browser.until_it_says("The list shows the line without it.").await;
    browser.until_headline("1 type").await;
    let invalid = "document.getElementById('search').getAttribute('aria-invalid')";
    assert_eq!(browser.value(invalid).await, "true");
    browser.click("#line-problem button").await;
    until_line(&browser, "nt:gaba superclass:central").await;
    browser.until("document.getElementById('line-problem').classList.contains('none')").await;
    browser.until_headline("1 type").await;
}

#[tokio::test]
async fn a_pasted_list_becomes_a_list_of_types_and_says_what_was_not_found() {
    let (browser, _served, _files) = opened("").await;
    browser.until_headline("3 types").await;
    let paste = "(() => {
        const data = new DataTransfer();
        data.setData('text/plain', 'epg\\nER4d\\nNoSuch\\n10016\\n99999\\n');
        const event = new ClipboardEvent('paste', {clipboardData: data, cancelable: true});
        const input = document.getElementById('search');
        input.focus();
        return input.dispatchEvent(event);
    })()";
    assert_eq!(browser.value(paste).await, false, "the box does not take it in as text");
    browser.until_headline("2 types").await;
    browser.until_it_says("Of 5 names or ids: 2 types.").await;
    browser.until_it_says("Not found: NoSuch, 99999.").await;
    browser.until_it_says("Without a type: 10016.").await;
    until_line(&browser, "types:EPG,ER4d").await;
    browser.until_it_says("type EPG or ER4d").await;
    browser.until("location.search === '?also=types%3AEPG%2CER4d'").await;
}

#[tokio::test]
async fn a_typed_list_that_fits_no_name_can_be_taken_as_one() {
    let (browser, served, _files) = opened("").await;
    browser.search_for("epg, ER4d, NoSuch").await;
    browser.until_headline("0 types").await;
    browser.until_it_says("Take it as a list of 3 names").await;
    browser.keys("\u{e007}").await;
    browser.until_headline("2 types").await;
    browser.until_it_says("Of 3 names or ids: 2 types. Not found: NoSuch.").await;
    until_line(&browser, "types:EPG,ER4d").await;

    browser.open(&format!("{}/?q=NoSuch%3B+Neither", served.base)).await;
    browser.until_it_says("Of a list of 2 names, none is known.").await;

    browser.open(&format!("{}/?q=epg%3B+ER4d", served.base)).await;
    browser.until_it_says("Take it as a list of 2 names").await;
    browser.press(".empty", "Take it as a list of 2 names").await;
    browser.until_headline("2 types").await;
    browser.until("location.search === '?also=types%3AEPG%2CER4d'").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_empty_result_says_what_to_take_back_and_what_was_probably_meant() {
    let (browser, served, _files) = opened("?q=EPG&also=-type%3AE*").await;
    browser.until_headline("0 types").await;
    browser.until_it_says("Without not type E* there is 1").await;
    browser.until_it_says("Without text EPG there is 1").await;
    browser.open(&format!("{}/?q=PENbxxx2", served.base)).await;
    browser.until_headline("0 types").await;
    browser.until_it_says("Did you mean PEN_b(PEN2)?").await;
    browser.click(".empty .link").await;
    browser.until_headline("1 type").await;
}

#[tokio::test]
async fn words_that_no_name_holds_may_be_a_region_by_its_full_name() {
    let (browser, _served, _files) = opened("?q=ellipsoid+body&nt=acetylcholine").await;
    browser.until_headline("0 types").await;
    browser.until_it_says("in:EB input in ellipsoid body · 1").await;
    browser.press(".empty", "in:EB").await;
    browser.until_headline("1 type").await;
    until_line(&browser, "in:EB nt:acetylcholine").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn names_that_are_only_similar_are_said_to_be_and_none_is_like_a_number_or_a_quote() {
    let (browser, served, _files) = opened("?q=er4e").await;
    browser.until_headline("1 type").await;
    browser.until_it_says("No name holds “er4e”. Similar names are listed.").await;
    browser.search_for("\u{e003}d").await;
    browser.until("!document.querySelector('.guesses')").await;
    browser.until_headline("1 type").await;
    browser.open(&format!("{}/?q=%22er4e%22", served.base)).await;
    browser.until_headline("0 types").await;
    // A misspelt transmitter is no name, but may be meant.
    browser.open(&format!("{}/?q=gabba", served.base)).await;
    browser.until_headline("0 types").await;
    browser.press(".empty", "nt:GABA").await;
    browser.until_headline("1 type").await;
    // What is known of a body id stands in the line about it.
    browser.open(&format!("{}/?q=10014", served.base)).await;
    browser.until_it_says("body 10014: ER4d").await;
    browser.until_headline("0 types").await;
    assert_eq!(browser.text(".empty").await, "");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_finished_condition_is_not_offered_again() {
    let (browser, _served, _files) = opened("").await;
    browser.search_for("nt:gab").await;
    browser.until("document.querySelector('#offers li')").await;
    browser.search_for("a").await;
    browser.until("!document.querySelector('#offers li')").await;
    browser.until_headline("1 type").await;
}

#[tokio::test]
async fn help_has_examples_of_this_dataset_and_keeps_the_focus() {
    let (browser, _served, _files) = opened("").await;
    browser.until_headline("3 types").await;
    browser.search_for("?").await;
    until_line(&browser, "?").await;
    browser.search_for(ESCAPE).await;
    browser.value("document.activeElement.blur()").await;
    browser.keys("?").await;
    browser.until("document.getElementById('help').open").await;
    browser.until_it_says("Not in this dataset:").await;
    assert!(browser.text("#help").await.contains("hemilineage"));
    for _ in 0..4 {
        browser.keys(TAB).await;
        let within = "document.activeElement === document.body
            || document.getElementById('help').contains(document.activeElement)";
        assert_eq!(browser.value(within).await, true);
    }
    browser.keys(ESCAPE).await;
    browser.until("!document.getElementById('help').open").await;
    browser.click("[aria-haspopup=dialog]").await;
    let example = "[...document.querySelectorAll('#help .examples button')]
        .find(button => button.innerText === 'nt:acetylcholine' || button.innerText === 'nt:GABA')";
    browser.until(example).await;
    browser.value(&format!("{example}.click()")).await;
    browser.until_headline("1 type").await;
    browser.until("document.activeElement.id === 'search'").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
