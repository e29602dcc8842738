//! The only file that talks to neuPrint.
//!
//! It follows no redirect, asks for no compression, and shows the token to nobody but the
//! server. An answer is read while it arrives and never held as a whole.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{AUTHORIZATION, DATE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::time::timeout;

use super::Options;
use super::address::{self, SetupError, Token};
use super::answer::{Answer, broken_off, cut};
use super::refusal::error_of;
use super::rows::RowReader;
use crate::source::cypher::query::Query;
use crate::source::cypher::row::EachRow;
use crate::source::cypher::{Database, Listed, meta, unreadable};
use crate::source::{Greeting, SourceError, tls};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// The path of queries below the server's address.
const QUERIES: &str = "api/custom/custom";
/// An error's body is read so far and no further.
const LARGEST_ERROR: usize = 64 << 10;
/// A version is a line.
const LARGEST_VERSION: u64 = 64 << 10;
/// The list of datasets names every ROI of each: 100 kB for the largest known.
const LARGEST_LIST: u64 = 32 << 20;

/// A neuPrint server.
#[derive(Debug)]
pub struct Server {
    client: Client,
    queries: Url,
    datasets: Url,
    version: Url,
    authorization: Option<HeaderValue>,
    idle_timeout: Duration,
    max_answer_bytes: u64,
}

/// What the server's list says of a dataset.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entry {
    /// Version of the segmentation.
    uuid: Option<String>,
    /// The dataset's `lastDatabaseEdit`: a time, or two joined by ` / `.
    #[serde(rename = "last-mod")]
    last_edit: Option<String>,
    /// Whether it is not meant for the public.
    hidden: Option<bool>,
}

/// What `/api/version` says.
#[derive(Deserialize)]
struct Version {
    #[serde(rename = "Version", default)]
    version: String,
}

#[derive(Serialize)]
struct CustomRequest<'a> {
    cypher: &'a str,
    dataset: &'a str,
}

impl Server {
    /// Sets the connection up; nothing is sent yet.
    pub fn new(options: &Options) -> Result<Server, SetupError> {
        let url = address::server(&options.server)?;
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(SetupError::Cryptography);
        }
        let mut client = Client::builder()
            .user_agent(address::user_agent(options.contact.as_deref())?)
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(options.timeout);
        if address::is_this_machine(&url) {
            client = client.no_proxy();
        }
        if let Some(file) = &options.ca_file {
            client = client.tls_certs_merge(address::certificates(file)?);
        }
        let at = |path| url.join(path).map_err(|_| SetupError::Address);
        Ok(Server {
            client: client.build().map_err(SetupError::Client)?,
            queries: at(QUERIES)?,
            datasets: at("api/dbmeta/datasets")?,
            version: at("api/version")?,
            idle_timeout: options.idle_timeout,
            max_answer_bytes: options.max_answer_bytes,
            authorization: options.token.as_ref().map(Token::header).transpose()?,
        })
    }

    /// So much of an error's body as comes at once: what is missing of it does not make it
    /// another error.
    async fn read_error(&self, response: &mut Response) -> Vec<u8> {
        let mut body = Vec::new();
        while let Ok(Ok(Some(chunk))) = timeout(self.idle_timeout, response.chunk()).await
            && body.len() + chunk.len() <= LARGEST_ERROR
        {
            body.extend_from_slice(&chunk);
        }
        body
    }

    /// The request that asks a query of a dataset, with the proxy's identity.
    pub fn request(&self, dataset: &str, cypher: &str) -> RequestBuilder {
        self.identified(self.client.post(self.queries.clone()))
            .json(&CustomRequest { cypher, dataset })
    }

    fn identified(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.authorization {
            Some(authorization) => request.header(AUTHORIZATION, authorization),
            None => request,
        }
    }

    /// Sends a request; any answer but 200 is an error.
    async fn send(&self, request: RequestBuilder) -> Result<Response, SourceError> {
        let mut response = request.send().await.map_err(not_answered)?;
        let status = response.status();
        if status == StatusCode::OK {
            return Ok(response);
        }
        let body = self.read_error(&mut response).await;
        let error = error_of(status, response.headers(), &body);
        let body_sha256 = format!("{:x}", Sha256::digest(&body));
        tracing::debug!(status = status.as_u16(), body_sha256, %error, "neuPrint refused");
        Err(error)
    }
}

#[async_trait]
impl Database for Server {
    fn goes_on_unread(&self) -> bool {
        true
    }

    fn has_identity(&self) -> bool {
        self.authorization.is_some()
    }

    fn place(&self) -> String {
        format!("neuPrint at {}", self.queries.host_str().unwrap_or_default())
    }

    fn address(&self) -> String {
        self.queries.as_str().trim_end_matches(QUERIES).to_owned()
    }

    async fn greeting(&self) -> Result<Greeting, SourceError> {
        let response = self.send(self.identified(self.client.get(self.version.clone()))).await?;
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
        let time = date.and_then(|date| httpdate::parse_http_date(date).ok());
        let body = Answer::new(response, self.idle_timeout, LARGEST_VERSION).whole().await?;
        let said: Version =
            serde_json::from_slice(&body).map_err(|_| unreadable("it is no version"))?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
        let version: String = said.version.chars().filter(|c| is_plain(*c)).take(40).collect();
        Ok(Greeting { software: format!("neuPrintHTTP {version}"), time })
    }

    async fn list(&self) -> Result<Vec<Listed>, SourceError> {
        let response = self.send(self.identified(self.client.get(self.datasets.clone()))).await?;
        let limit = LARGEST_LIST.min(self.max_answer_bytes);
        let body = Answer::new(response, self.idle_timeout, limit).whole().await?;
        let entries: BTreeMap<String, Entry> =
            serde_json::from_slice(&body).map_err(|_| unreadable("it is no list of datasets"))?;
        let listed = |(name, entry): (String, Entry)| Listed {
            name,
            version: meta::version(entry.uuid.as_deref(), entry.last_edit.as_deref()),
            hidden: entry.hidden == Some(true),
        };
        Ok(entries.into_iter().map(listed).collect())
    }

    async fn ask(
        &self,
        dataset: &str,
        query: &Query,
        each: EachRow<'_>,
    ) -> Result<(), SourceError> {
        let response = self.send(self.request(dataset, &query.with_literals())).await?;
        let mut answer = Answer::new(response, self.idle_timeout, self.max_answer_bytes);
        let mut reader = RowReader::new(query);
        while let Some(chunk) = answer.next().await? {
            reader.feed(&chunk, each)?;
        }
        match reader.finish() {
            Err(_) if answer.may_be_cut() => Err(cut()),
            finished => finished,
        }
    }
}

fn not_answered(error: reqwest::Error) -> SourceError {
    let error = error.without_url();
    match error {
        _ if tls::is_behind(&error) => SourceError::Tls(error.into()),
        _ if error.is_connect() => SourceError::Unreachable(error.into()),
        _ => broken_off(error),
    }
}
