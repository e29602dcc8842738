//! What a person sees of the source behind the proxy: its operator pauses queries, its data change
//! while they are read. A headless Chromium against the program, before a neuPrint server with
//! faults to order.

mod binary;
mod chromium;
mod fixture;

use std::time::Duration;

use binary::{Place, Serving};
use chromium::Browser;
use fixture::Fixture;
use fixture::data::HEMIBRAIN;
use shared::wire::TypeList;

const PAUSED: &str = "The operator has paused the proxy; it is asked again in";

/// The page's clock runs 30 times as fast, so that a minute is two seconds.
const QUICK_CLOCK: &str = "const wait = setTimeout;
    window.setTimeout = (then, time, ...rest) => wait(then, time / 30, ...rest)";

/// The program before the fixture's dataset, of which it knows nothing yet.
struct Scene {
    fixture: Fixture,
    place: Place,
    serving: Serving,
    browser: Browser,
}

impl Scene {
    async fn new() -> Scene {
        let fixture = Fixture::start().await;
        let place = Place::new();
        let url = fixture.url();
        // Small batches, one after the other, so that something can happen between them.
        let options =
            ["--server", &url, "--dataset", HEMIBRAIN, "--warm", "none", "--prefetch", "0"];
        let slowly = ["--batch-neurons", "6", "--max-queries", "1", "--min-refetch-interval", "0s"];
        let serving =
            tokio::task::block_in_place(|| place.serve(&[&options[..], &slowly].concat()));
        let browser = Browser::start().await;
        browser.before_each_page(QUICK_CLOCK).await;
        let scene = Scene { fixture, place, serving, browser };
        // The source has answered.
        scene.types().await;
        scene
    }

    /// How many types the list of the proxy has, in words.
    async fn types(&self) -> String {
        let url = format!("{}/api/v1/datasets/{HEMIBRAIN}/types", self.serving.url);
        let text = reqwest::get(url).await.expect("an answer").text().await.expect("a list");
        let list: TypeList = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
        format!("{} types", list.types.len())
    }

    /// `quickpage pause` or `resume`.
    async fn operator(&self, command: &str) {
        let run = self.place.run_beside(&[command, "--admin", &self.serving.admin]).await;
        assert_eq!(run.code, Some(0), "{}", run.stderr);
    }

    /// Opens the index until some of it is there.
    async fn open_slowly(&self) {
        self.fixture.set_delay(Duration::from_millis(200));
        self.browser.open(&self.serving.url).await;
        let some = "/^[1-9].* types? so far$/.test(document.querySelector('h1').innerText)";
        self.browser.until(some).await;
        // There is time for whatever happens then.
        self.fixture.set_delay(Duration::from_secs(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_index_open_goes_on_with_it_and_is_answered_after_a_pause() {
    let scene = Scene::new().await;
    let browser = &scene.browser;
    browser.open(&format!("{}/?type=EPG", scene.serving.url)).await;
    browser.until_headline(&scene.types().await).await;
    scene.operator("pause").await;

    browser.search_for("pen").await;
    browser.until_headline("1 type").await;
    browser.click(".detail .part > .button").await;
    let told =
        "Its neurons are to come: the operator has paused the proxy; it is asked again every 6";
    browser.until_it_says(told).await;
    let other = Browser::start().await;
    other.open(&format!("{}/status", scene.serving.url)).await;
    other.until_it_says("Paused by the operator: the database is not asked").await;

    scene.operator("resume").await;
    browser.until("document.querySelectorAll('.neuron:not(.head)').length === 3").await;
    other.until_it_says("Running: the database is asked").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn regions_that_cannot_be_read_are_told_at_the_type_and_counted_in_the_state_of_the_proxy() {
    let scene = Scene::new().await;
    let browser = &scene.browser;
    browser.open(&format!("{}/?type=EPG", scene.serving.url)).await;
    let told = "The regions of 1 neuron could not be read: its synapses count as outside.";
    browser.until_it_says(told).await;
    browser.open(&format!("{}/?page=status", scene.serving.url)).await;
    browser.until_it_says("1 row unreadable").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_id_that_is_typed_during_a_pause_is_looked_up_after_it() {
    let scene = Scene::new().await;
    let browser = &scene.browser;
    browser.open(&scene.serving.url).await;
    browser.until_read().await;
    scene.operator("pause").await;
    browser.search_for("720575940600000001").await;
    browser.until_it_says("body 720575940600000001: the operator has paused the proxy").await;
    scene.operator("resume").await;
    browser.until_it_says("body 720575940600000001 has no type").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_during_a_pause_sees_how_long_it_takes_and_then_the_index() {
    let scene = Scene::new().await;
    scene.operator("pause").await;
    let browser = &scene.browser;
    browser.open(&scene.serving.url).await;
    browser.until_it_says(PAUSED).await;
    let seconds = "Number(document.querySelector('.reading').innerText.match(/in (\\d+) s/)[1])";
    browser.value(&format!("window.first = {seconds}")).await;
    browser.until(&format!("{seconds} < window.first")).await;
    scene.operator("resume").await;
    browser.until_headline(&scene.types().await).await;
    browser.until_read().await;
    assert_eq!(browser.text(".notices").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_was_half_read_when_a_pause_began_is_read_to_its_end_after_it() {
    let scene = Scene::new().await;
    let browser = &scene.browser;
    // All that has come is in sight. Which types come first is the database's affair, and some have
    // no word in their names.
    browser.page.set_window_size(1_200, 4_000).await.expect("a tall window");
    scene.open_slowly().await;
    let words = "[...document.querySelectorAll('#types a.name')]
        .flatMap(it => it.innerText.match(/[a-z0-9]{4,}/gi) ?? [])";
    browser.until(&format!("{words}[0]")).await;
    scene.operator("pause").await;
    browser.until_it_says(PAUSED).await;
    assert!(browser.text("h1").await.ends_with("so far"));
    let known = browser.value(&format!("{words}[0]")).await;
    let known = known.as_str().expect("a type with a word in its name").to_owned();
    browser.search_for(&known).await;
    browser.until("document.querySelector('#types .mark')").await;
    assert_eq!(browser.text(".notices").await, "");
    scene.operator("resume").await;
    scene.fixture.mend();
    browser.search_for(&"\u{8}".repeat(known.len())).await;
    browser.until_headline(&scene.types().await).await;
    browser.until_read().await;
    assert_eq!(browser.text(".notices").await, "", "nothing is missing");
}

/// Row 24 of the faults, on the page.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_data_that_change_while_it_is_read_ends_as_the_later_version() {
    let scene = Scene::new().await;
    let browser = &scene.browser;
    scene.open_slowly().await;
    scene.fixture.edit();
    scene.fixture.set_delay(Duration::ZERO);
    browser.until_read().await;
    browser.until_headline(&scene.types().await).await;
    // Ten times as many inputs and one more for each neuron, whatever was read first.
    browser.open(&format!("{}/?type=Mi1", scene.serving.url)).await;
    browser.until("document.querySelector('.figures')?.innerText.includes('10,001')").await;
    browser.open(&format!("{}/?type=EPG", scene.serving.url)).await;
    browser.until("document.querySelector('.figures')?.innerText.includes('3,303')").await;
}
