//! What goes wrong at neuPrint, on the way there and with clients, and what must happen then:
//! each test names the rows of the fault matrix that it covers.
//!
//! Whatever the fault: the process lives, every asker is answered, all permits come back, other
//! types are not touched by it, and an error says nothing of what is behind the proxy.

mod binary;
mod fixture;
mod lab;
mod support;

mod faults {
    pub mod scene;
    mod answers;
    mod refusals;
    mod connections;
    mod batches;
    mod crowds;
    mod changes;
    mod clients;
    mod outages;
    mod lifecycle;
    mod leaks;
}
