//! Times of the engine on this machine, by kind of query.

use std::time::Instant;

use bench::engine::Engine;
use bench::queries::{Kind, made};

fn main() {
    for (types, others) in [(12_000, 3), (1_000_000, 0)] {
        let start = Instant::now();
        let engine = Engine::generated(types, others);
        println!("{types} types, {others} other names each: built in {:?}", start.elapsed());
        let names: Vec<&str> = engine.index().entries.iter().map(|entry| &*entry.name).collect();
        for kind in Kind::ALL {
            let queries = made(kind, &names, 200);
            measure(&engine, kind.label(), &queries, Engine::count);
            measure(&engine, "  all in order", &queries, Engine::in_order);
        }
        let one = ["a", "l", "c", "1", "m", "p", "0", "s"].map(|text| (text.to_owned(), ""));
        measure(&engine, "one letter", &one, Engine::count);
        measure(&engine, "  all in order", &one, Engine::in_order);
        let words = ["lal 1", "pdl smp", "r lal", "a b", "12 cb"].map(|text| (text.to_owned(), ""));
        measure(&engine, "words", &words, Engine::count);
    }
}

fn measure(
    engine: &Engine,
    label: &str,
    queries: &[(String, &str)],
    run: impl Fn(&Engine, &str) -> usize,
) {
    let mut times = Vec::new();
    let (mut found, mut right) = (0, 0);
    for (query, meant) in queries {
        let mut best = f64::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            found += run(engine, query);
            best = best.min(start.elapsed().as_secs_f64() * 1e3);
        }
        right += usize::from(engine.first(query).as_deref() == Some(meant));
        times.push(best);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "  {label:14} p50 {:8.3} ms  p95 {:8.3} ms  max {:8.3} ms  {:9} found  {right}/{} right",
        at(0.5),
        at(0.95),
        at(1.0),
        found / 5 / queries.len(),
        queries.len()
    );
}
