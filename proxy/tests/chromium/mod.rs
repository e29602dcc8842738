//! The release build behind a headless Chromium.
//!
//! Both are named by the environment (`cargo xtask test` sets it): `QUICKPAGE_BIN`, the release
//! build with the app inside, and `CHROMEDRIVER`.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use shared::wire::Status;

/// How long a page may take to come to what a test waits for, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often chromedriver is started before a test fails for it.
const STARTS_OF_THE_DRIVER: usize = 5;

/// A process that ends with the test.
struct Process(Child);

impl Process {
    /// Starts a program and reads its output up to the line with `mark`; what follows it there.
    /// Nothing where it ended before.
    fn start(command: &mut Command, mark: &str) -> Option<(Process, String)> {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("a program that starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let process = Process(child);
        let found = lines.map_while(Result::ok).find_map(|line| {
            line.split_once(mark).map(|(_, rest)| rest.trim().trim_end_matches('.').to_owned())
        });
        Some((process, found?))
    }

    /// Starts chromedriver; its port.
    ///
    /// It takes a free port of IPv6 and then the same of IPv4, which another process may have
    /// taken meanwhile: it ends, and is started again.
    fn start_driver() -> (Process, String) {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or("chromedriver".into());
        let mut command = Command::new(program);
        command.arg("--port=0");
        (0..STARTS_OF_THE_DRIVER)
            .find_map(|_| Process::start(&mut command, "started successfully on port "))
            .unwrap_or_else(|| panic!("{command:?} ended {STARTS_OF_THE_DRIVER} times"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The files of a dataset, which end with the test.
pub struct Files {
    folder: tempfile::TempDir,
    options: Vec<String>,
}

impl Files {
    /// Of each the option that names it, its name, and what is in it.
    pub fn new(files: &[(&str, &str, &str)]) -> Files {
        let mut made = Files { folder: tempfile::tempdir().expect("a folder"), options: vec![] };
        for (option, name, text) in files {
            let path = made.write(name, text);
            made.options.extend([(*option).to_owned(), path]);
        }
        made
    }

    /// Writes a file and gives its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a file");
        path
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// What names them to the program.
    pub fn options(&self) -> Vec<&str> {
        self.options.iter().map(String::as_str).collect()
    }

    pub fn serve(&self) -> Served {
        Served::start(&self.options())
    }

    pub fn serve_at(&self, address: &str) -> Served {
        Served::at(address, &self.options())
    }
}

/// `quickpage serve` with these options.
pub struct Served {
    process: Process,
    pub base: String,
}

impl Served {
    pub fn start(options: &[&str]) -> Served {
        Served::at("127.0.0.1:0", options)
    }

    /// The same at this address.
    pub fn at(address: &str, options: &[&str]) -> Served {
        let program =
            std::env::var_os("QUICKPAGE_BIN").expect("QUICKPAGE_BIN, set by cargo xtask test");
        let mut command = Command::new(program);
        command.args(["serve", "--listen", address]).args(options);
        let (process, base) = Process::start(&mut command, "quickpage is at ")
            .unwrap_or_else(|| panic!("{command:?} ended before it was up"));
        Served { process, base }
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    pub async fn status(&self) -> Status {
        let text = reqwest::get(format!("{}/api/v1/status", self.base)).await.expect("an answer");
        serde_json::from_slice(&text.bytes().await.expect("a body")).expect("the status")
    }

    /// Ends the proxy as an operator would who pulls the plug.
    pub fn pull_the_plug(&mut self) {
        self.process.0.kill().expect("a proxy that runs");
        self.process.0.wait().expect("a proxy that ended");
    }
}

/// A Chromium with an empty profile.
pub struct Browser {
    pub page: Client,
    session: Session,
    _profile: tempfile::TempDir,
    _process: Process,
}

impl Browser {
    pub async fn start() -> Browser {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (process, port) = Process::start_driver();
        let driver = format!("http://127.0.0.1:{port}");
        let profile = tempfile::tempdir().expect("a folder");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let Value::Object(capabilities) = capabilities(profile.path()) else { unreachable!() };
        let page = builder.capabilities(capabilities).connect(&driver).await.expect("a browser");
        let id = page.session_id().await.expect("a session").expect("a session");
        let session = Session { url: format!("{driver}/session/{id}") };
        Browser { page, session, _profile: profile, _process: process }
    }

    pub async fn open(&self, address: &str) {
        self.page.goto(address).await.expect("a page");
    }

    /// The value of a JavaScript expression.
    pub async fn value(&self, expression: &str) -> Value {
        let script = format!("return ({expression})");
        self.page.execute(&script, Vec::new()).await.unwrap_or_else(|e| panic!("{expression}: {e}"))
    }

    /// The text of the first element that fits a selector; empty where there is none.
    pub async fn text(&self, selector: &str) -> String {
        let selector = Value::from(selector);
        let value =
            self.value(&format!("document.querySelector({selector})?.innerText ?? ''")).await;
        value.as_str().unwrap_or_default().trim().to_owned()
    }

    /// Waits until a JavaScript expression is true. One that fails is not true yet: the page may
    /// not have got so far.
    pub async fn until(&self, expression: &str) {
        let started = Instant::now();
        let script = format!("return Boolean({expression})");
        loop {
            let answer = self.page.execute(&script, Vec::new()).await;
            if matches!(answer, Ok(Value::Bool(true))) {
                return;
            }
            if started.elapsed() > PATIENCE {
                let text = self.value("document.body.innerText").await;
                panic!("never came: {expression} ({answer:?}); the page says {text}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the page's text holds this.
    pub async fn until_it_says(&self, words: &str) {
        let words = Value::from(words);
        self.until(&format!("document.body.innerText.replace(/\\s+/g, ' ').includes({words})"))
            .await;
    }

    /// Waits until the page says that all of the index is there.
    pub async fn until_read(&self) {
        self.until("document.querySelector('.foot')?.innerText.includes('neuron')").await;
    }

    /// Waits until this is above the list.
    pub async fn until_headline(&self, words: &str) {
        let words = Value::from(words);
        self.until(&format!("document.querySelector('h1')?.innerText.trim() === {words}")).await;
    }

    /// Waits until all that is needed without a network is kept: the index, and the app.
    pub async fn until_kept(&self) {
        let script = "const done = arguments[0]; (async () => {
            const {active} = await navigator.serviceWorker.ready;
            const names = (await indexedDB.databases()).map(it => it.name);
            const name = names.find(name => name.startsWith('quickpage'));
            const db = await new Promise(resolve => {
                indexedDB.open(name).onsuccess = event => resolve(event.target.result);
            });
            const complete = await new Promise(resolve => {
                const all = db.transaction('manifest').objectStore('manifest').getAll();
                all.onsuccess = () => resolve(all.result.some(it => it.complete));
            });
            db.close();
            done(active.state === 'activated' && complete);
        })().catch(() => done(false));";
        for _ in 0..500 {
            let answer = self.page.execute_async(script, Vec::new()).await.expect("an answer");
            if answer == true {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nothing was kept");
    }

    /// Types into the search box.
    pub async fn search_for(&self, text: &str) {
        self.until("document.getElementById('search')").await;
        self.value("document.getElementById('search').focus()").await;
        self.keys(text).await;
    }

    pub async fn click(&self, selector: &str) {
        let quoted = Value::from(selector);
        self.until(&format!("document.querySelector({quoted})")).await;
        self.value(&format!("document.querySelector({quoted}).click()")).await;
    }

    /// Presses the button with these words, when it is there and seen.
    pub async fn press(&self, within: &str, words: &str) {
        let words = Value::from(words);
        let button = format!(
            "[...document.querySelectorAll('{within} button')]
                .find(it => it.innerText.trim() === {words} && it.offsetParent)"
        );
        self.until(&button).await;
        self.value(&format!("({button}).click()")).await;
    }

    /// Types into what has the focus.
    pub async fn keys(&self, keys: &str) {
        let active = self.page.active_element().await.expect("an element with the focus");
        active.send_keys(keys).await.expect("keys");
    }

    /// Slows the network down to this many bytes per second.
    pub async fn slow_network(&self, bytes_per_second: u64) {
        let conditions = json!({"offline": false, "latency": 20,
            "download_throughput": bytes_per_second, "upload_throughput": bytes_per_second});
        self.post("chromium/network_conditions", json!({"network_conditions": conditions})).await;
    }

    /// Runs a script in every page opened from now on, before the page's own.
    pub async fn before_each_page(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await;
    }

    /// Makes the page believe that it is printed, or of what a person has set otherwise.
    pub async fn pretend(&self, media: &str, features: &[(&str, &str)]) {
        let feature = |(name, value): &(&str, &str)| json!({"name": name, "value": value});
        let features: Vec<Value> = features.iter().map(feature).collect();
        let params = json!({"media": media, "features": features});
        self.devtools("Emulation.setEmulatedMedia", params).await;
    }

    /// Becomes a phone of this width, which is used with fingers.
    pub async fn become_phone(&self, width: u32) {
        let size = json!({"width": width, "height": 740, "deviceScaleFactor": 2, "mobile": true});
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
        self.devtools("Emulation.setTouchEmulationEnabled", json!({"enabled": true})).await;
    }

    async fn devtools(&self, command: &str, params: Value) {
        self.post("goog/cdp/execute", json!({"cmd": command, "params": params})).await;
    }

    /// What the browser complained about: failed requests, violations of the page's policy,
    /// panics.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.post("se/log", json!({"type": "browser"})).await;
        let entries = log["value"].as_array().cloned().unwrap_or_default();
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].to_string())
            .collect()
    }

    /// A command of the driver's own.
    async fn post(&self, command: &str, body: Value) -> Value {
        let url = format!("{}/{command}", self.session.url);
        let request = reqwest::Client::new().post(url).body(body.to_string());
        let answer = request.send().await.expect("an answer").bytes().await.expect("a body");
        serde_json::from_slice(&answer).expect("JSON")
    }
}

/// A session of the driver, which ends the Chromium that it started only when it is told to: on
/// a thread, since a test that fails has no time for async.
struct Session {
    url: String,
}

impl Drop for Session {
    fn drop(&mut self) {
        let Some((host, path)) = self.url.trim_start_matches("http://").split_once('/') else {
            return;
        };
        let request =
            format!("DELETE /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        if let Ok(mut connection) = std::net::TcpStream::connect(host) {
            // The driver answers when the browser has ended.
            let _ = connection.write_all(request.as_bytes());
            let _ = connection.read(&mut [0; 64]);
        }
    }
}

fn capabilities(profile: &std::path::Path) -> Value {
    let mut options = json!({"args": [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--window-size=1480,920", format!("--user-data-dir={}", profile.display()),
    ]});
    if let Some(chromium) = std::env::var_os("CHROME") {
        options["binary"] = chromium.to_string_lossy().into_owned().into();
    }
    json!({"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}})
}
