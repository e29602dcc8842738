//! A static site in a folder, and a host that serves it below a sub-path, as a host of pages
//! would: files and nothing else.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::HashMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use futures_util::stream;
use quickpage::http::app::policy_of;
use sha2::{Digest, Sha384};
use shared::site::{self, Site};
use tokio::sync::watch;

/// Where the site lies on its host.
const BELOW: &str = "/some/where/";

/// The folder of the site in its own.
const SITE: &str = "site";

/// What the files of another app have in their names.
const ANOTHER: &str = "0123456789abcdef";

/// A site that `create-index` has written.
pub struct Folder {
    parent: tempfile::TempDir,
    options: Vec<String>,
}

impl Folder {
    /// Of these sources.
    pub fn written(options: &[&str]) -> Folder {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let parent = tempfile::tempdir().expect("a folder");
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        let folder = Folder { parent, options };
        folder.write_again(&[]);
        folder
    }

    /// Runs the same command again, with more options: what it reads may have changed.
    pub fn write_again(&self, more: &[&str]) {
        let program = std::env::var_os("QUICKPAGE_BIN").expect("QUICKPAGE_BIN");
        let mut command = std::process::Command::new(program);
        command.arg("create-index").args(&self.options).args(more);
        command.arg("--output-dir").arg(self.path(""));
        let output = command.output().expect("a program that starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Gives the site an app that is another one: it says so in `window.isAnother`.
    pub fn change_app(&self) {
        let before = self.about().app;
        let stem = before.strip_suffix(".js").expect("a script");
        let (_, hash) = stem.rsplit_once('-').expect("a hash");
        let script = self.read(&before);
        let changed = format!("{script}\nwindow.isAnother = true;\n");
        let wasm = std::fs::read(self.path(&format!("{stem}_bg.wasm"))).expect("a file");
        self.write(&format!("{stem}_bg.wasm").replace(hash, ANOTHER), wasm);
        self.write(&before.replace(hash, ANOTHER), &changed);
        let page = self.read("index.html");
        let policy = policy_of(&page, None);
        let sum = |text: &str| {
            base64::engine::general_purpose::STANDARD.encode(Sha384::digest(text.as_bytes()))
        };
        let changed = page.replace(hash, ANOTHER).replace(&sum(&script), &sum(&changed));
        assert!(changed.contains(&policy), "the page has its policy: {changed}");
        self.write("index.html", changed.replace(&policy, &policy_of(&changed, None)));
        self.change(|site| site.app = before.replace(hash, ANOTHER));
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.parent.path().join(SITE).join(name)
    }

    /// Another file takes the name: the site before may have a link to it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        let beside = path.with_extension("new");
        std::fs::write(&beside, content).expect("a file");
        std::fs::rename(beside, path).expect("a name");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file")
    }

    /// What the site says of itself.
    pub fn about(&self) -> Site {
        serde_json::from_str(&self.read(site::ADDRESS)).expect("what the site is")
    }

    /// Changes that.
    pub fn change(&self, change: impl FnOnce(&mut Site)) {
        let mut about = self.about();
        change(&mut about);
        self.write(site::ADDRESS, serde_json::to_vec(&about).expect("JSON"));
    }
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
    /// What share of a file is sent so far, of those that do not come at once.
    slow: Mutex<HashMap<String, watch::Sender<f64>>>,
}

impl Host {
    pub async fn start(folder: &Folder) -> Host {
        let (asked, slow) = Default::default();
        let files = Files { folder: folder.path(""), asked, slow };
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

    /// From now on sends a file as far as to this share of it, until this is called again.
    pub fn send(&self, name: &str, share: f64) {
        let mut slow = self.files.slow.lock().expect("no test failed");
        let sent = slow.entry(name.to_owned()).or_insert_with(|| watch::Sender::new(0.0));
        sent.send_replace(share);
    }

    /// The files that were asked for since this was called last.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.files.asked.lock().expect("no test failed"))
    }
}

/// A connection ends with its answer, so that none outlives the host.
async fn file(State(files): State<Arc<Files>>, uri: Uri) -> Response {
    let path = uri.path().strip_prefix(BELOW).map(decoded);
    let Some(path) = path.filter(|path| path.split('/').all(|it| it != "..")) else {
        return (StatusCode::NOT_FOUND, [(header::CONNECTION, "close")]).into_response();
    };
    files.asked.lock().expect("no test failed").push(path.clone());
    let path = if path.is_empty() { "index.html" } else { &path };
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    match std::fs::read(Path::new(&files.folder).join(path)) {
        Ok(bytes) => {
            let headers = [(header::CONNECTION, "close"), (header::CONTENT_TYPE, kind.as_ref())];
            let slow = files.slow.lock().expect("no test failed");
            match slow.get(path).map(watch::Sender::subscribe) {
                Some(share) => (headers, bit_by_bit(bytes.into(), share)).into_response(),
                None => (headers, bytes).into_response(),
            }
        }
        Err(_) => {
            let headers = [(header::CONNECTION, "close"), (header::CONTENT_TYPE, "text/html")];
            (StatusCode::NOT_FOUND, headers, "<h1>404</h1>").into_response()
        }
    }
}

/// A body of which only a share is sent, which grows.
fn bit_by_bit(bytes: Bytes, share: watch::Receiver<f64>) -> Body {
    let piece = async |(mut rest, length, mut share): (Bytes, usize, watch::Receiver<f64>)| {
        if rest.is_empty() {
            return None;
        }
        let sent = length - rest.len();
        let until = |share: &f64| (length as f64 * share) as usize;
        let end = until(&*share.wait_for(|share| until(share) > sent).await.ok()?);
        let piece = rest.split_to(end - sent);
        Some((Ok::<_, Infallible>(piece), (rest, length, share)))
    };
    let length = bytes.len();
    Body::from_stream(stream::unfold((bytes, length, share), piece))
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
