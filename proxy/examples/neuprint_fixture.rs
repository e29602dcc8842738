//! Stands before a Neo4j as neuPrintHTTP does, for trying quickpage over HTTP without one:
//!
//! ```console
//! $ cargo run --release --example neuprint_fixture -- bolt://127.0.0.1:7687
//! ```
//!
//! prints its address for `quickpage … --server ADDRESS --dataset NAME`, and runs until ctrl-c.

#[path = "../tests/fixture/mod.rs"]
mod fixture;

#[tokio::main]
async fn main() {
    let Some(uri) = std::env::args().nth(1) else {
        eprintln!("name a Neo4j, such as bolt://127.0.0.1:7687");
        std::process::exit(2);
    };
    let server = fixture::Fixture::before_neo4j(&uri).await;
    println!("{}", server.url());
    // Without a handler for it the signal ends the program as well.
    let _ = tokio::signal::ctrl_c().await;
}
