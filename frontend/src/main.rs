//! The browser app of quickpage.

fn main() {
    frontend::start();
}
