//! Gzip for a body that is made while it is sent.
//!
//! Each piece is compressed by itself, so that the browser has its lines at once (compression layers
//! that wait for a full buffer would hold the first lines back until the last), and so that all who
//! are sent the same piece share the work. A body is one member (RFC 1952): browsers read no second
//! one.

use std::io::Write;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use futures_util::{Stream, StreamExt, stream};

/// A piece of a body.
#[derive(Debug)]
pub struct Piece {
    plain: Bytes,
    deflated: OnceLock<(Bytes, Crc)>,
}

impl Piece {
    /// Of these bytes.
    pub fn new(plain: Bytes) -> Piece {
        Piece { plain, deflated: OnceLock::new() }
    }

    /// As it is.
    pub fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// Compressed, up to a whole byte and without an end; with the checksum of the plain bytes.
    fn deflated(&self) -> &(Bytes, Crc) {
        self.deflated.get_or_init(|| {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            // Writing to memory does not fail.
            let _ = encoder.write_all(&self.plain).and_then(|()| encoder.flush());
            let mut crc = Crc::new();
            crc.update(&self.plain);
            (std::mem::take(encoder.get_mut()).into(), crc)
        })
    }
}

/// No name, no time, any system.
const HEAD: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// A last block with nothing in it.
const NO_MORE: [u8; 2] = [3, 0];

/// The same bytes, compressed piece by piece.
pub fn compressed(
    pieces: impl Stream<Item = Arc<Piece>> + Send,
) -> impl Stream<Item = Bytes> + Send {
    let all = stream::unfold(Some((Box::pin(pieces), Crc::new())), |state| async {
        let (mut pieces, mut read) = state?;
        match pieces.next().await {
            Some(piece) => {
                let (deflated, crc) = piece.deflated();
                read.combine(crc);
                Some((deflated.clone(), Some((pieces, read))))
            }
            None => {
                let sums = [read.sum().to_le_bytes(), read.amount().to_le_bytes()].concat();
                Some(([&NO_MORE[..], &sums].concat().into(), None))
            }
        }
    });
    stream::iter([Bytes::from_static(HEAD)]).chain(all)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[tokio::test]
    async fn each_piece_can_be_read_before_the_next_is_made() {
        let pieces = ["{\"type\":\"EPG\"}\n", "", "{\"type\":\"PEG\"}\n"].map(Bytes::from);
        let pieces = pieces.map(|plain| Arc::new(Piece::new(plain)));
        let sent: Vec<Bytes> = compressed(stream::iter(pieces.clone())).collect().await;
        let mut first = [0; 15];
        GzDecoder::new(&*sent[..2].concat()).read_exact(&mut first).expect("the first line");
        assert_eq!(&first, b"{\"type\":\"EPG\"}\n");
        let mut all = String::new();
        // It checks length and checksum, and would stop at the end of a first member.
        GzDecoder::new(&*sent.concat()).read_to_string(&mut all).expect("gzip");
        assert_eq!(all, "{\"type\":\"EPG\"}\n{\"type\":\"PEG\"}\n");
    }

    #[tokio::test]
    async fn a_body_without_pieces_is_gzip_too() {
        let sent: Vec<Bytes> = compressed(stream::empty()).collect().await;
        let mut all = String::new();
        GzDecoder::new(&*sent.concat()).read_to_string(&mut all).expect("gzip");
        assert_eq!(all, "");
    }
}
