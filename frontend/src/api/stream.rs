//! Summaries while they arrive: the body of an answer, or files of single types one after
//! another.

use gloo_net::http::Response;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::ReadableStreamDefaultReader;

use super::site::Singly;
use super::{Error, unreadable};
use crate::lines::Lines;

/// What the last line begins with; see [`Line::parse`](shared::wire::Line::parse).
const END: &str = "{\"end\"";

/// Lines of NDJSON.
pub enum SummaryStream {
    /// Those that a proxy sends.
    Body(BodyLines),
    /// Those of a file.
    File(FileLines),
    /// Made of the files of single types.
    Files(Singly),
}

impl SummaryStream {
    /// The lines that arrived next; `None` at the end. A connection that breaks, or a file that
    /// is cut off, is an error after all whole lines before it have been handed out.
    pub async fn next(&mut self) -> Result<Option<Vec<String>>, Error> {
        match self {
            SummaryStream::Body(body) => body.next().await,
            SummaryStream::File(file) => file.next().await,
            SummaryStream::Files(files) => files.next().await,
        }
    }
}

/// The lines of a file, which has to end with the line that says so.
pub struct FileLines {
    pub(super) body: BodyLines,
    pub(super) address: String,
    pub(super) is_whole: bool,
}

impl FileLines {
    async fn next(&mut self) -> Result<Option<Vec<String>>, Error> {
        match self.body.next().await {
            // A host may answer for a file that is not there with a page.
            Ok(Some(lines)) if lines.iter().all(|line| line.starts_with('{')) => {
                if let Some(last) = lines.last() {
                    self.is_whole = last.starts_with(END);
                }
                Ok(Some(lines))
            }
            Ok(None) if self.is_whole => Ok(None),
            _ => Err(Error::Missing(self.address.clone())),
        }
    }
}

/// The lines of a body.
pub struct BodyLines {
    reader: ReadableStreamDefaultReader,
    lines: Lines,
}

impl BodyLines {
    pub(super) fn of(response: &Response) -> Result<BodyLines, Error> {
        let body = response.body().ok_or_else(|| Error::Unreadable("no body".to_owned()))?;
        let reader = body
            .get_reader()
            .dyn_into()
            .map_err(|_| Error::Unreadable("no reader of the body".to_owned()))?;
        Ok(BodyLines { reader, lines: Lines::default() })
    }

    async fn next(&mut self) -> Result<Option<Vec<String>>, Error> {
        let read = JsFuture::from(self.reader.read()).await.map_err(|_| Error::Unreachable)?;
        let is_done =
            Reflect::get(&read, &JsValue::from_str("done")).is_ok_and(|done| done.is_truthy());
        if is_done {
            return self.lines.finish().map(|rest| rest.map(|line| vec![line])).map_err(unreadable);
        }
        let bytes = Reflect::get(&read, &JsValue::from_str("value"))
            .ok()
            .and_then(|value| value.dyn_into::<Uint8Array>().ok())
            .ok_or_else(|| Error::Unreadable("the body is not bytes".to_owned()))?;
        self.lines.push(&bytes.to_vec()).map(Some).map_err(unreadable)
    }
}

impl Drop for BodyLines {
    /// Nobody reads on: the other side need not send on.
    fn drop(&mut self) {
        let cancelled = self.reader.cancel();
        // A stream that broke refuses to be cancelled, and nobody is left to care.
        spawn_local(async move { drop(JsFuture::from(cancelled).await) });
    }
}
