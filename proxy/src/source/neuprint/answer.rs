//! The body of an answer while it arrives: bounded in bytes, and not waited for without end.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use reqwest::{Response, Version};
use tokio::time::timeout;

use crate::source::SourceError;

/// An answer that is being read.
#[derive(Debug)]
pub struct Answer {
    response: Response,
    idle_timeout: Duration,
    limit: u64,
    read: u64,
}

impl Answer {
    /// Reads at most `limit` bytes, and waits for none longer than `idle_timeout`; the client's
    /// own timeout is for all of it.
    pub fn new(response: Response, idle_timeout: Duration, limit: u64) -> Answer {
        Answer { response, idle_timeout, limit, read: 0 }
    }

    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// When there are too many, none come in time, or the connection breaks.
    pub async fn next(&mut self) -> Result<Option<Bytes>, SourceError> {
        let chunk = match timeout(self.idle_timeout, self.response.chunk()).await {
            Ok(chunk) => chunk.map_err(broken_off)?,
            Err(_) => return Err(SourceError::TimedOut),
        };
        self.read += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        match self.read > self.limit {
            true => Err(SourceError::TooLarge { limit: self.limit }),
            false => Ok(chunk),
        }
    }

    /// All bytes.
    ///
    /// # Errors
    /// As those of [`Answer::next`].
    pub async fn whole(mut self) -> Result<Vec<u8>, SourceError> {
        let mut body = Vec::new();
        while let Some(chunk) = self.next().await? {
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// Whether nothing but the connection's end says where the answer ends: then an answer that
    /// is not whole has broken off, while any other was sent like that and will be again.
    pub fn may_be_cut(&self) -> bool {
        let headers = self.response.headers();
        let says_its_end =
            headers.contains_key(CONTENT_LENGTH) || headers.contains_key(TRANSFER_ENCODING);
        self.response.version() < Version::HTTP_2 && !says_its_end
    }
}

/// What a client's error means once the answer has begun.
pub fn broken_off(error: reqwest::Error) -> SourceError {
    match error.is_timeout() {
        true => SourceError::TimedOut,
        false => SourceError::Incomplete(error.without_url().into()),
    }
}

/// An answer that ended too early.
pub fn cut() -> SourceError {
    SourceError::Incomplete("the connection ended before the answer did".into())
}
