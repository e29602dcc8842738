//! The command `quickpage`.
fn main() {
    println!("quickpage");
}
