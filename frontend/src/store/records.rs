//! The records of the database, and how they are read: field by field, since any of them may
//! have been changed by something else.

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::Error;

/// What is kept of a dataset's summaries.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Manifest {
    /// The dataset's name.
    pub dataset: String,
    /// The version of the list that the summaries belong to.
    pub version: String,
    /// The wire format of the lines.
    pub format: u32,
    /// When the last of them was written.
    pub saved_at: f64,
    /// How many chunks there are.
    pub chunks: u32,
    /// How many lines they hold, those replaced by later ones included.
    pub lines: u32,
    /// Whether every type of the list is there.
    pub complete: bool,
    /// Neurons without a type.
    pub untyped: u64,
    /// The dataset as the proxy described it, as JSON.
    pub about: String,
}

/// A kept ROI hierarchy.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hierarchy {
    /// The dataset's name.
    pub dataset: String,
    /// The dataset's version when it was fetched.
    pub version: String,
    /// The wire format of `json`.
    pub format: u32,
    /// When it was fetched.
    pub fetched_at: f64,
    /// The hierarchy.
    pub json: String,
}

impl Manifest {
    /// Reads a record.
    pub fn read(record: &JsValue) -> Result<Manifest, Error> {
        Ok(Manifest {
            dataset: text(record, "dataset")?,
            version: text(record, "version")?,
            format: number(record, "format")? as u32,
            saved_at: number(record, "savedAt")?,
            chunks: number(record, "chunks")? as u32,
            lines: number(record, "lines")? as u32,
            complete: get(record, "complete")?.is_truthy(),
            untyped: number(record, "untyped")? as u64,
            about: text(record, "about")?,
        })
    }

    /// Writes a record.
    pub fn write(&self) -> Result<JsValue, Error> {
        record(&[
            ("dataset", self.dataset.as_str().into()),
            ("version", self.version.as_str().into()),
            ("format", self.format.into()),
            ("savedAt", self.saved_at.into()),
            ("chunks", self.chunks.into()),
            ("lines", self.lines.into()),
            ("complete", self.complete.into()),
            ("untyped", JsValue::from_f64(self.untyped as f64)),
            ("about", self.about.as_str().into()),
        ])
    }
}

impl Hierarchy {
    /// Reads a record.
    pub fn read(record: &JsValue) -> Result<Hierarchy, Error> {
        Ok(Hierarchy {
            dataset: text(record, "dataset")?,
            version: text(record, "version")?,
            format: number(record, "format")? as u32,
            fetched_at: number(record, "fetchedAt")?,
            json: text(record, "json")?,
        })
    }

    /// Writes a record.
    pub fn write(&self) -> Result<JsValue, Error> {
        record(&[
            ("dataset", self.dataset.as_str().into()),
            ("version", self.version.as_str().into()),
            ("format", self.format.into()),
            ("fetchedAt", self.fetched_at.into()),
            ("json", self.json.as_str().into()),
        ])
    }
}

/// A record with these fields.
pub fn record(fields: &[(&str, JsValue)]) -> Result<JsValue, Error> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), value)
            .map_err(|_| Error::Unavailable(format!("the field {name} cannot be set")))?;
    }
    Ok(object.into())
}

fn get(record: &JsValue, field: &str) -> Result<JsValue, Error> {
    Reflect::get(record, &JsValue::from_str(field))
        .map_err(|_| Error::Damaged("a record is no object".to_owned()))
}

/// A field that is text.
pub fn text(record: &JsValue, field: &str) -> Result<String, Error> {
    get(record, field)?.as_string().ok_or_else(|| Error::Damaged(format!("{field} is no text")))
}

/// Text that is kept as its bytes: a browser's own text would be converted each time.
pub fn text_of_bytes(record: &JsValue, field: &str) -> Result<String, Error> {
    String::from_utf8(bytes(record, field)?)
        .map_err(|_| Error::Damaged(format!("{field} are no bytes of text")))
}

/// Bytes.
pub fn bytes(record: &JsValue, field: &str) -> Result<Vec<u8>, Error> {
    let bytes = get(record, field)?.dyn_into::<Uint8Array>();
    bytes.map(|bytes| bytes.to_vec()).map_err(|_| Error::Damaged(format!("{field} are no bytes")))
}

/// Bytes, to be kept.
pub fn bytes_of(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn number(record: &JsValue, field: &str) -> Result<f64, Error> {
    get(record, field)?.as_f64().ok_or_else(|| Error::Damaged(format!("{field} is no number")))
}
