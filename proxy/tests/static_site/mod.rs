//! A static site in a folder, and a host that serves it below a sub-path, as a host of pages
//! would: files and nothing else.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::roi::Regions;
use shared::site::{self, Bodies, BodyEntry, Pages, Site, SiteFiles, TypeFile};
use shared::wire::{Dataset, Line, NeuronList, RoiHierarchy, TypeList};

/// Where the site lies on its host.
const BELOW: &str = "/some/where/";

/// The folder of the site in its own.
const SITE: &str = "site";

/// How many shards of body ids there are.
const SHARDS: u64 = 4;

/// A site made of what a proxy answers.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// Writes the files of the default dataset of the proxy at this address.
    pub async fn of(base: &str) -> Folder {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = Folder(tempfile::tempdir().expect("a folder"));
        folder.write_app(base).await;
        folder.write_data(base).await;
        folder
    }

    /// The site that `create-index` writes of these sources.
    pub fn written(options: &[&str]) -> Folder {
        let parent = tempfile::tempdir().expect("a folder");
        let program = std::env::var_os("QUICKPAGE_BIN").expect("QUICKPAGE_BIN");
        let mut command = std::process::Command::new(program);
        let site = parent.path().join(SITE);
        command.arg("create-index").args(options).arg("--output-dir").arg(site);
        assert!(command.status().expect("a program that starts").success());
        Folder(parent)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(SITE).join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }

    fn write_json(&self, name: &str, value: &impl Serialize) {
        self.write(name, serde_json::to_vec(value).expect("JSON"));
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file")
    }

    /// Changes what the site says of itself.
    pub fn change(&self, change: impl FnOnce(&mut Site)) {
        let mut about: Site =
            serde_json::from_str(&self.read(site::ADDRESS)).expect("what the site is");
        change(&mut about);
        self.write_json(site::ADDRESS, &about);
    }

    /// The app as the proxy serves it, with a page that knows that its data lie beside it.
    async fn write_app(&self, base: &str) {
        let page = String::from_utf8(get(base, "").await).expect("a page");
        let names = page.split(['"', '\'']).filter_map(|text| text.strip_prefix("./"));
        for name in names.chain(["favicon.svg", "sw.js"]) {
            self.write(name, get(base, name).await);
        }
        let meta = format!("<head>\n<meta name=\"{}\" content=\"{}\">", site::META, site::ADDRESS);
        self.write("index.html", page.replacen("<head>", &meta, 1));
    }

    async fn write_data(&self, base: &str) {
        let datasets: Vec<Dataset> = json(base, "api/v1/datasets").await;
        let dataset = datasets.into_iter().find(|it| it.default).expect("a default dataset");
        let below = format!("api/v1/datasets/{}", segment(&dataset.name));
        let (mut lines, mut bodies) = (Vec::new(), vec![Bodies::new(); SHARDS as usize]);
        let mut stems = BTreeMap::new();
        let text = get(base, &format!("{below}/summaries")).await;
        let hierarchy: RoiHierarchy = json(base, &format!("{below}/roi-hierarchy")).await;
        let regions = Regions::new(&hierarchy);
        for line in String::from_utf8(text).expect("text").lines() {
            let line = Line::parse(line).expect("a line");
            let Line::Summary(summary) = line else {
                lines.extend(line.to_bytes());
                continue;
            };
            let name = summary.name.clone();
            let of_type = format!("{below}/types/{}", segment(&name));
            let list: NeuronList = json(base, &format!("{of_type}/neurons")).await;
            let partners = match dataset.partners {
                true => Some(json(base, &format!("{of_type}/partners")).await),
                false => None,
            };
            for row in &list.neurons {
                let id: u64 = row.body_id.parse().expect("a body id");
                let (type_name, instance) = (Some(name.clone()), row.instance.clone());
                let entry = BodyEntry { type_name, instance, side: row.side };
                bodies[(id % SHARDS) as usize].insert(row.body_id.clone(), entry);
            }
            lines.extend(Line::Summary(Box::new(summary.clone().to_brief(&regions))).to_bytes());
            let stem = stem_of(&name);
            self.write(&format!("types/{stem}.html"), format!("<h1>{stem}</h1>"));
            let (summary, neurons) = (Cow::Owned(*summary), list.neurons.into());
            let file = TypeFile { summary, neurons, partners: partners.map(Cow::Owned) };
            self.write_json(&format!("data/types/{stem}.json"), &file);
            if stem != name {
                stems.insert(name, stem);
            }
        }
        let types: TypeList = json(base, &format!("{below}/types")).await;
        let pages = Pages { base: "types/".to_owned(), all: true, stems, ..Pages::default() };
        for (shard, bodies) in bodies.iter().enumerate() {
            self.write_json(&format!("data/bodies/{shard}.json"), bodies);
        }
        self.write("data/summaries.ndjson", lines);
        self.write_json("data/hierarchy.json", &hierarchy);
        self.write_json("data/types.json", &types);
        self.write_json("data/pages.json", &pages);
        self.write_json(site::ADDRESS, &about(dataset, &types, &self.script()));
    }

    /// The file name of the app's script.
    fn script(&self) -> String {
        let page = self.read("index.html");
        let (_, rest) = page.split_once("from './").expect("an import");
        rest.split_once('\'').expect("its end").0.to_owned()
    }
}

fn about(dataset: Dataset, types: &TypeList, script: &str) -> Site {
    let data = |name: &str| format!("data/{name}");
    Site {
        format: site::FORMAT,
        quickpage: "0.0.0".to_owned(),
        app: script.to_owned(),
        written: 1_764_200_000,
        dataset,
        types: types.types.len() as u64,
        untyped: types.untyped,
        files: SiteFiles {
            types: data("types.json"),
            summaries: data("summaries.ndjson"),
            hierarchy: data("hierarchy.json"),
            pages: data("pages.json"),
            of_types: data("types"),
            bodies: data("bodies"),
            body_shards: SHARDS,
        },
        ..Site::default()
    }
}

/// A name that any file system and any address takes.
fn stem_of(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-_.'".contains(c) { c } else { '~' };
    name.chars().map(safe).collect()
}

fn segment(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

async fn get(base: &str, path: &str) -> Vec<u8> {
    let response = reqwest::get(format!("{base}/{path}")).await.expect("an answer");
    assert!(response.status().is_success(), "{path}: {}", response.status());
    response.bytes().await.expect("a body").to_vec()
}

async fn json<T: DeserializeOwned>(base: &str, path: &str) -> T {
    serde_json::from_slice(&get(base, path).await).expect("JSON")
}

/// A host of a folder.
pub struct Host {
    /// The address of the site.
    pub base: String,
    address: std::net::SocketAddr,
    files: Arc<Files>,
    running: Option<tokio::task::JoinHandle<()>>,
}

struct Files {
    folder: PathBuf,
    asked: Mutex<Vec<String>>,
}

impl Host {
    pub async fn start(folder: &Folder) -> Host {
        let files = Files { folder: folder.path(""), asked: Mutex::default() };
        let address = ([127, 0, 0, 1], 0).into();
        let mut host = Host { base: String::new(), address, files: Arc::new(files), running: None };
        host.resume().await;
        host.base = format!("http://{}{BELOW}", host.address);
        host
    }

    /// What a proxy that its app may ask has to allow.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves again, at the same address.
    pub async fn resume(&mut self) {
        let listener = tokio::net::TcpListener::bind(self.address).await.expect("a free port");
        self.address = listener.local_addr().expect("an address");
        let app = Router::new().fallback(file).with_state(self.files.clone());
        self.running =
            Some(tokio::spawn(async move { axum::serve(listener, app).await.expect("a host") }));
    }

    /// The network is gone.
    pub async fn stop(&mut self) {
        let running = self.running.take().expect("a host that runs");
        running.abort();
        // Cancelled, as was asked.
        let _ = running.await;
    }

    /// The files that were asked for since this was called last.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.files.asked.lock().expect("no test failed"))
    }
}

/// A connection ends with its answer, so that none outlives the host.
async fn file(State(files): State<Arc<Files>>, uri: Uri) -> Response {
    let path = uri.path().strip_prefix(BELOW).map(decoded);
    let Some(path) = path.filter(|path| !path.contains("..")) else {
        return (StatusCode::NOT_FOUND, [(header::CONNECTION, "close")]).into_response();
    };
    files.asked.lock().expect("no test failed").push(path.clone());
    let path = if path.is_empty() { "index.html" } else { &path };
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    match std::fs::read(Path::new(&files.folder).join(path)) {
        Ok(bytes) => {
            let headers = [(header::CONNECTION, "close"), (header::CONTENT_TYPE, kind.as_ref())];
            (headers, bytes).into_response()
        }
        Err(_) => {
            let headers = [(header::CONNECTION, "close"), (header::CONTENT_TYPE, "text/html")];
            (StatusCode::NOT_FOUND, headers, "<h1>404</h1>").into_response()
        }
    }
}

fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let hex = (byte == b'%').then(|| String::from_utf8(rest.by_ref().take(2).collect()));
        bytes.push(match hex {
            Some(hex) => u8::from_str_radix(&hex.expect("ASCII"), 16).expect("two digits"),
            None => byte,
        });
    }
    String::from_utf8(bytes).expect("UTF-8")
}
