//! How much memory a process has had.

/// The most memory that a process has had, in bytes, where the system says so; of this one where
/// none is named.
pub fn peak_bytes(process: Option<u32>) -> Option<u64> {
    let process = process.map_or("self".to_owned(), |id| id.to_string());
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
