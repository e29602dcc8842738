//! Gzip for a body that is made while it is sent.
//!
//! Each piece is flushed, so that the browser has its lines at once; compression layers that
//! wait for a full buffer would hold the first lines back until the last.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{Stream, StreamExt, stream};

/// The same bytes, compressed piece by piece.
pub fn compressed(pieces: impl Stream<Item = Bytes> + Send) -> impl Stream<Item = Bytes> + Send {
    let encoder = GzEncoder::new(Vec::new(), Compression::fast());
    stream::unfold(Some((Box::pin(pieces), encoder)), |state| async {
        let (mut pieces, mut encoder) = state?;
        // Writing to memory does not fail.
        match pieces.next().await {
            Some(piece) => {
                let _ = encoder.write_all(&piece).and_then(|()| encoder.flush());
                let written = std::mem::take(encoder.get_mut());
                Some((written.into(), Some((pieces, encoder))))
            }
            None => Some((encoder.finish().unwrap_or_default().into(), None)),
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[tokio::test]
    async fn each_piece_can_be_read_before_the_next_is_made() {
        let pieces =
            stream::iter(["{\"type\":\"EPG\"}\n", "{\"type\":\"PEG\"}\n"].map(Bytes::from));
        let sent: Vec<Bytes> = compressed(pieces).collect().await;
        let mut first = [0; 15];
        flate2::read::GzDecoder::new(&*sent[0]).read_exact(&mut first).expect("the first line");
        assert_eq!(&first, b"{\"type\":\"EPG\"}\n");
        let mut all = String::new();
        flate2::read::GzDecoder::new(&*sent.concat()).read_to_string(&mut all).expect("gzip");
        assert_eq!(all, "{\"type\":\"EPG\"}\n{\"type\":\"PEG\"}\n");
    }
}
