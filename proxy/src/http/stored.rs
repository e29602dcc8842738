//! A body that is kept, in every encoding that is asked for, each made once.

use std::convert::Infallible;
use std::io::Write;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use sha2::{Digest, Sha256};

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
    /// Not at all.
    Identity,
}

impl Encoding {
    /// The best encoding that a request accepts.
    pub fn accepted(headers: &HeaderMap) -> Encoding {
        let by_rank = [Encoding::Brotli, Encoding::Gzip];
        by_rank.into_iter().find(|it| it.is_accepted(headers)).unwrap_or(Encoding::Identity)
    }

    /// Whether a request accepts it.
    pub fn is_accepted(self, headers: &HeaderMap) -> bool {
        let Some(wanted) = self.name() else { return true };
        let accepted = headers.get_all(header::ACCEPT_ENCODING);
        accepted.iter().filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(',')).any(
            |offer| {
                let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
                let refused = weight.trim().trim_start_matches("q=").parse() == Ok(0.0_f32);
                name.trim().eq_ignore_ascii_case(wanted) && !refused
            },
        )
    }

    /// Its name in `Content-Encoding`.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
            Encoding::Identity => None,
        }
    }
}

/// What a client may do with an answer that it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Its address names its content: keep it for a year and never ask again.
    Forever,
    /// Keep it, but ask each time whether it has changed.
    AskAgain,
}

/// A body with its strong ETag.
#[derive(Debug)]
pub struct Stored {
    content_type: HeaderValue,
    keep: Keep,
    tag: String,
    /// In order; a large body need not lie in one piece.
    pieces: Vec<Bytes>,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl Stored {
    /// Below this size compressing costs more than it saves.
    const WORTH_COMPRESSING: usize = 1_024;

    /// A body of this type.
    pub fn new(content_type: HeaderValue, keep: Keep, plain: impl Into<Bytes>) -> Stored {
        Stored::of_pieces(content_type, keep, vec![plain.into()])
    }

    /// A body that somebody has compressed already.
    pub fn with_forms(self, brotli: Option<Bytes>, gzip: Option<Bytes>) -> Stored {
        let form = |bytes: Option<Bytes>| bytes.map_or_else(OnceLock::new, OnceLock::from);
        Stored { brotli: form(brotli), gzip: form(gzip), ..self }
    }

    /// A body of pieces that are kept elsewhere, too: they are not copied.
    pub fn of_pieces(content_type: HeaderValue, keep: Keep, pieces: Vec<Bytes>) -> Stored {
        let mut digest = Sha256::new();
        pieces.iter().for_each(|piece| digest.update(piece));
        let tag = digest.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let (brotli, gzip) = (OnceLock::new(), OnceLock::new());
        Stored { content_type, keep, tag, pieces, brotli, gzip }
    }

    /// A JSON body.
    pub fn json<T: serde::Serialize>(value: &T) -> Stored {
        let json = serde_json::to_vec(value).unwrap_or_default();
        Stored::new(HeaderValue::from_static("application/json"), Keep::AskAgain, json)
    }

    /// Makes the compressed forms now rather than when the first client asks.
    pub fn compress(&self) {
        for encoding in [Encoding::Gzip, Encoding::Brotli] {
            let _ = self.encoded(encoding);
        }
    }

    /// The compressed forms, in bytes; what is compressed later comes on top. The body itself is
    /// counted where it is shared.
    pub fn compressed_bytes(&self) -> u64 {
        let length = |form: &OnceLock<Bytes>| form.get().map_or(0, |bytes| bytes.len() as u64);
        length(&self.brotli) + length(&self.gzip)
    }

    /// The body, in bytes.
    pub fn plain_bytes(&self) -> u64 {
        self.length() as u64
    }

    fn length(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    fn encoded(&self, encoding: Encoding) -> Body {
        match encoding {
            Encoding::Identity => match &self.pieces[..] {
                [whole] => Body::from(whole.clone()),
                _ => {
                    let pieces = self.pieces.clone().into_iter().map(Ok::<_, Infallible>);
                    Body::from_stream(futures_util::stream::iter(pieces))
                }
            },
            Encoding::Brotli => self
                .brotli
                .get_or_init(|| brotli(&self.pieces, self.length()).into())
                .clone()
                .into(),
            Encoding::Gzip => self.gzip.get_or_init(|| gzip(&self.pieces).into()).clone().into(),
        }
    }

    /// Answers a request: the body in the best encoding it accepts, or 304 where the client has
    /// it already.
    pub fn answer(&self, request: &HeaderMap) -> Response {
        let small = self.length() < Self::WORTH_COMPRESSING;
        let encoding = if small { Encoding::Identity } else { Encoding::accepted(request) };
        let etag = format!("\"{}-{}\"", self.tag, encoding.name().unwrap_or("id"));
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(match self.keep {
                Keep::Forever => "public, max-age=31536000, immutable",
                Keep::AskAgain => "no-cache",
            }),
        );
        let fresh = has_tag(request, &etag);
        if let Ok(etag) = HeaderValue::from_str(&etag) {
            headers.insert(header::ETAG, etag);
        }
        if fresh {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        match encoding.name() {
            Some(name) => {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
            }
            None => {
                headers.insert(header::CONTENT_LENGTH, self.length().into());
            }
        }
        *response.body_mut() = self.encoded(encoding);
        response
    }
}

fn has_tag(request: &HeaderMap, etag: &str) -> bool {
    let tags = request.get_all(header::IF_NONE_MATCH);
    tags.iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

/// Quality 5 is where brotli passes gzip's best in size at about gzip's speed, if it is told
/// the size: without, it takes the tables for small bodies, and 23 MB of summaries come out at
/// 4.6 MB instead of 3.6. A window of 1 MB instead of 4 makes them 0.1 % larger and takes 12 MB of
/// memory instead of 33, the result included; one of 256 kB makes them a third larger.
fn brotli(pieces: &[Bytes], length: usize) -> Vec<u8> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 5,
        lgwin: 20,
        size_hint: length,
        ..Default::default()
    };
    let mut encoder = brotli::CompressorWriter::with_params(Vec::new(), 64 << 10, &params);
    // Writing to memory does not fail.
    pieces.iter().for_each(|piece| drop(encoder.write_all(piece)));
    encoder.into_inner()
}

fn gzip(pieces: &[Bytes]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory does not fail.
    pieces.iter().for_each(|piece| drop(encoder.write_all(piece)));
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_encoding_that_is_accepted_is_taken() {
        let check = |accept: &str, expected| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accept.parse().expect("a header"));
            assert_eq!(Encoding::accepted(&headers), expected, "{accept}");
        };
        check("gzip, deflate, br, zstd", Encoding::Brotli);
        check("gzip;q=0.5, br;q=0", Encoding::Gzip);
        check("br;q=0.0", Encoding::Identity);
        check("deflate", Encoding::Identity);
    }
}
