//! What this browser keeps, in a real one.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that fails here says where")]

use frontend::store::{Error, Hierarchy, Manifest, Store};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const FORMAT: u32 = 1;

fn manifest(dataset: &str) -> Manifest {
    Manifest {
        dataset: dataset.to_owned(),
        version: "v1".to_owned(),
        format: FORMAT,
        saved_at: 1_700_000_000_123.0,
        untyped: 2_693,
        about: "{}".to_owned(),
        ..Manifest::default()
    }
}

/// What is kept: the manifest and the chunks in their order.
async fn summaries(store: &Store, dataset: &str) -> Result<Option<(Manifest, Vec<String>)>, Error> {
    let Some(manifest) = store.manifest(dataset, FORMAT).await? else { return Ok(None) };
    let mut chunks = Vec::new();
    for number in 0..manifest.chunks {
        chunks.push(store.chunk(dataset, number).await?);
    }
    Ok(Some((manifest, chunks)))
}

async fn store() -> Store {
    Store::open(frontend::store::DATABASE).await.expect("a browser that allows IndexedDB")
}

#[wasm_bindgen_test]
async fn what_is_kept_comes_back_in_its_order() {
    let (store, mut manifest) = (store().await, manifest("round trip:v1"));
    store.begin(&manifest).await.unwrap();
    for chunk in 0..12 {
        let lines = format!("{chunk} a′L\n{chunk} b");
        store.append(&mut manifest, &lines, 2).await.unwrap();
    }
    let (kept, chunks) = summaries(&store, "round trip:v1").await.unwrap().unwrap();
    assert_eq!(kept, manifest);
    assert_eq!((kept.chunks, kept.lines), (12, 24));
    assert_eq!(chunks[0], "0 a′L\n0 b");
    assert_eq!(chunks[11], "11 a′L\n11 b", "in the order of writing, not of the alphabet");
    assert!(store.manifests(FORMAT).await.unwrap().contains(&manifest));
}

#[wasm_bindgen_test]
async fn changes_are_added_after_what_they_change() {
    let (store, mut manifest) = (store().await, manifest("changes"));
    store.begin(&manifest).await.unwrap();
    store.append(&mut manifest, "old", 1).await.unwrap();
    manifest.version = "v2".to_owned();
    manifest.complete = true;
    store.append(&mut manifest, "new", 1).await.unwrap();
    store.append(&mut manifest, "", 0).await.unwrap();
    let (kept, chunks) = summaries(&store, "changes").await.unwrap().unwrap();
    assert_eq!((kept.version.as_str(), kept.complete), ("v2", true));
    assert_eq!(chunks, ["old", "new"]);
}

#[wasm_bindgen_test]
async fn beginning_anew_forgets_the_chunks_before() {
    let (store, mut manifest) = (store().await, manifest("anew"));
    store.begin(&manifest).await.unwrap();
    store.append(&mut manifest, "old", 1).await.unwrap();
    manifest.chunks = 0;
    manifest.lines = 0;
    store.begin(&manifest).await.unwrap();
    let (_, chunks) = summaries(&store, "anew").await.unwrap().unwrap();
    assert!(chunks.is_empty());
}

#[wasm_bindgen_test]
async fn another_format_is_as_good_as_nothing() {
    let (store, manifest) = (store().await, manifest("format"));
    store.begin(&manifest).await.unwrap();
    assert_eq!(store.manifest("format", FORMAT + 1).await, Ok(None));
    let hierarchy = hierarchy("format", 5.0);
    store.keep_hierarchy(&hierarchy).await.unwrap();
    assert_eq!(store.hierarchy("format", FORMAT + 1).await, Ok(None));
}

#[wasm_bindgen_test]
async fn a_missing_chunk_is_noticed() {
    let (store, mut manifest) = (store().await, manifest("missing chunk"));
    store.begin(&manifest).await.unwrap();
    store.append(&mut manifest, "one", 1).await.unwrap();
    manifest.chunks = 2;
    store.append(&mut manifest, "three", 1).await.unwrap();
    assert!(matches!(summaries(&store, "missing chunk").await, Err(Error::Damaged(_))));
}

#[wasm_bindgen_test]
async fn a_record_of_another_shape_is_noticed() {
    let (store, mut manifest) = (store().await, manifest("shape"));
    store.begin(&manifest).await.unwrap();
    store.append(&mut manifest, "one", 1).await.unwrap();
    run("chunks", "{ key: 'shape\\n000000', dataset: 'shape', lines: 42 }").await;
    assert!(matches!(summaries(&store, "shape").await, Err(Error::Damaged(_))));
    run("manifest", "{ dataset: 'shape', format: 1 }").await;
    assert!(matches!(summaries(&store, "shape").await, Err(Error::Damaged(_))));
    assert!(store.manifests(FORMAT).await.is_ok(), "other datasets can still be opened");
    run("hierarchy", "{ dataset: 'shape', version: 'v1', format: 1, fetchedAt: 'x', json: '{}' }")
        .await;
    assert!(matches!(store.hierarchy("shape", FORMAT).await, Err(Error::Damaged(_))));
}

#[wasm_bindgen_test]
async fn clearing_one_dataset_leaves_the_others() {
    let store = store().await;
    // Each name is the beginning of the next, and one holds what ends the others' keys.
    for dataset in ["clear", "clear:v1", "clear:v1:a"] {
        let mut manifest = manifest(dataset);
        store.begin(&manifest).await.unwrap();
        store.append(&mut manifest, dataset, 1).await.unwrap();
        store.keep_hierarchy(&hierarchy(dataset, 1.0)).await.unwrap();
    }
    store.clear("clear:v1").await.unwrap();
    assert_eq!(summaries(&store, "clear:v1").await, Ok(None));
    assert_eq!(store.hierarchy("clear:v1", FORMAT).await, Ok(None));
    for dataset in ["clear", "clear:v1:a"] {
        let (_, chunks) = summaries(&store, dataset).await.unwrap().unwrap();
        assert_eq!(chunks, [dataset]);
        assert!(store.hierarchy(dataset, FORMAT).await.unwrap().is_some());
    }
}

#[wasm_bindgen_test]
async fn pieces_are_those_of_the_manifest_and_the_stamp() {
    let (store, mut manifest) = (store().await, manifest("pieces"));
    let kept = async |number, stamp: &str| store.piece("pieces", number, stamp).await.unwrap();
    let all = [b"first".to_vec(), b"second".to_vec()];
    store.keep_pieces(&manifest, "a", &all).await.unwrap();
    assert_eq!(kept(0, "a").await, None, "there are no lines that they could be of");

    store.begin(&manifest).await.unwrap();
    let before = manifest.clone();
    store.append(&mut manifest, "one", 1).await.unwrap();
    store.keep_pieces(&manifest, "a", &all).await.unwrap();
    assert_eq!(kept(0, "a").await.as_deref(), Some(&b"first"[..]));
    assert_eq!(kept(1, "a").await.as_deref(), Some(&b"second"[..]));
    assert_eq!((kept(2, "a").await, kept(0, "b").await), (None, None));
    assert_eq!(store.chunk("pieces", 0).await.unwrap(), "one");

    store.keep_pieces(&before, "b", &all).await.unwrap();
    assert_eq!(kept(0, "b").await, None, "another tab has gone on");
    store.keep_pieces(&manifest, "b", &all[..1]).await.unwrap();
    assert_eq!((kept(0, "a").await, kept(1, "a").await, kept(1, "b").await), (None, None, None));
    assert!(kept(0, "b").await.is_some());
    manifest.chunks = 0;
    manifest.lines = 0;
    store.begin(&manifest).await.unwrap();
    assert_eq!(kept(0, "b").await, None, "forgotten with the lines");
}

#[wasm_bindgen_test]
async fn a_hierarchy_is_kept_with_its_time() {
    let store = store().await;
    store.keep_hierarchy(&hierarchy("tree", 1_700_000_000_000.0)).await.unwrap();
    let later = hierarchy("tree", 1_800_000_000_000.0);
    store.keep_hierarchy(&later).await.unwrap();
    assert_eq!(store.hierarchy("tree", FORMAT).await, Ok(Some(later)));
}

fn hierarchy(dataset: &str, fetched_at: f64) -> Hierarchy {
    Hierarchy {
        dataset: dataset.to_owned(),
        version: "v1".to_owned(),
        format: FORMAT,
        fetched_at,
        json: "{\"hierarchy\":null,\"primary\":[]}".to_owned(),
    }
}

/// Puts a record into the database as any other program of this page could.
async fn run(store: &str, record: &str) {
    let code = format!(
        "return new Promise((resolve, reject) => {{
            const opening = indexedDB.open('{}');
            opening.onerror = reject;
            opening.onsuccess = () => {{
                const database = opening.result;
                const transaction = database.transaction('{store}', 'readwrite');
                transaction.objectStore('{store}').put({record});
                transaction.oncomplete = () => {{ database.close(); resolve(); }};
                transaction.onerror = reject;
            }};
        }});",
        frontend::store::DATABASE,
    );
    let promise = js_sys::Function::new_no_args(&code).call0(&JsValue::NULL).unwrap();
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::from(promise)).await.unwrap();
}
