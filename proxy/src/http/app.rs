//! The app's files, embedded when the binary is built.
//!
//! Files whose name holds their hash are kept by browsers forever; the page itself is asked for
//! again each time. The Content-Security-Policy allows the page's own inline script by its
//! hash, so that it needs no `unsafe-inline`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::Served;
use super::problem::ApiError;
use super::stored::{Keep, Stored};

#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Embedded;

/// The app's files by their path, each compressed when it is first asked for.
pub struct App {
    files: HashMap<String, Stored>,
    inline_scripts: Vec<String>,
}

const PAGE: &str = "index.html";

const NOT_BUILT: &str = "This quickpage was built without its page; the API answers below /api/v1. \
    To have the page, run `cargo xtask build` (or `trunk build --release`, then `cargo build \
    --release --bin quickpage`).\n";

impl App {
    /// The files that were there when the binary was built.
    pub fn embedded() -> App {
        let files = embedded_files().filter_map(|EmbeddedFile { path, content, brotli, gzip }| {
            let content_type = mime_guess::from_path(&*path).first_or_octet_stream();
            let content_type = HeaderValue::from_str(content_type.essence_str()).ok()?;
            let keep = if path.contains('-') { Keep::Forever } else { Keep::AskAgain };
            let stored = Stored::new(content_type, keep, content.into_owned());
            let form = |form: Option<Cow<'static, [u8]>>| form.map(|form| form.into_owned().into());
            Some((path, stored.with_forms(form(brotli), form(gzip))))
        });
        let page = Embedded::get(PAGE);
        let page = page.as_ref().map(|page| String::from_utf8_lossy(&page.data));
        App { files: files.collect(), inline_scripts: inline_scripts(&page.unwrap_or_default()) }
    }

    /// Whether the page was there, too.
    pub fn has_page(&self) -> bool {
        self.files.contains_key(PAGE)
    }

    /// The policy for the page, which must not stand in a frame of another one.
    pub fn content_security_policy(&self) -> HeaderValue {
        let policy = policy(&self.inline_scripts, None) + "; frame-ancestors 'none'";
        HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
    }
}

/// A file of the app.
pub struct EmbeddedFile {
    /// Where it is, relative to the page.
    pub path: String,
    /// What is in it.
    pub content: Cow<'static, [u8]>,
    /// The same by Brotli, where it was compressed when the app was built.
    pub brotli: Option<Cow<'static, [u8]>>,
    /// Likewise by gzip.
    pub gzip: Option<Cow<'static, [u8]>>,
}

/// The files that were there when the binary was built.
pub fn embedded_files() -> impl Iterator<Item = EmbeddedFile> {
    let content = |path: &str| Embedded::get(path).map(|file| file.data);
    let paths = Embedded::iter().filter(|path| !path.ends_with(".br") && !path.ends_with(".gz"));
    paths.filter_map(move |path| {
        let form = |ending| content(&format!("{path}.{ending}"));
        let (brotli, gzip) = (form("br"), form("gz"));
        Some(EmbeddedFile { content: content(&path)?, brotli, gzip, path: path.into_owned() })
    })
}

/// The policy for a page with its own inline scripts: nothing from elsewhere, no inline style, no
/// other inline script; it may ask its own server, and one other.
pub fn policy_of(page: &str, other: Option<&str>) -> String {
    policy(&inline_scripts(page), other)
}

fn policy(inline_scripts: &[String], other: Option<&str>) -> String {
    let hashes = inline_scripts.iter().map(|script| {
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script));
        format!(" 'sha256-{hash}'")
    });
    let other = other.map(|address| format!(" {address}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{}; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'{other}; manifest-src 'self'; \
         worker-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; \
         require-trusted-types-for 'script'",
        hashes.collect::<String>()
    )
}

/// The texts between `<script …>` and `</script>` of scripts without a `src`.
fn inline_scripts(page: &str) -> Vec<String> {
    let scripts = page.split("<script").skip(1);
    scripts
        .filter_map(|rest| {
            let (attributes, rest) = rest.split_once('>')?;
            let (script, _) = rest.split_once("</script>")?;
            (!attributes.contains(" src=")).then(|| script.to_owned())
        })
        .collect()
}

/// Serves a file of the app; `/` is the page.
pub async fn file(State(served): State<Arc<Served>>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { PAGE } else { path };
    match served.app.files.get(path) {
        Some(stored) => stored.answer(&headers),
        None if path == PAGE => {
            let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            (StatusCode::OK, kind, NOT_BUILT).into_response()
        }
        None => ApiError::NotFound(format!("there is no page {}", uri.path()), "not_found")
            .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inline_scripts_need_a_hash() {
        let page = r#"<script src="a.js"></script><script type="module">let a = 1;</script>"#;
        assert_eq!(inline_scripts(page), ["let a = 1;"]);
    }
}
