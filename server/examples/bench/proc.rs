//! What the kernel counts about a process.

/// The clock ticks of `/proc/<pid>/stat` on every Linux that matters: `getconf CLK_TCK`.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor time that a process has used, in milliseconds.
pub fn cpu_ms(pid: Option<u32>) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid?)).ok()?;
    // The name in brackets may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) * 1_000.0 / TICKS_PER_SECOND)
}

/// Resident memory in KB.
pub fn rss_kb(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The machine in a line each.
pub fn machine() -> Vec<(String, String)> {
    let first = |file: &str, start: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(start));
        let value = line.and_then(|line| line.split_once(':'));
        value.map_or_else(String::new, |(_, value)| value.trim().to_string())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    vec![
        ("processor".into(), first("/proc/cpuinfo", "model name")),
        ("cores".into(), cores.to_string()),
        ("memory".into(), first("/proc/meminfo", "MemTotal")),
        ("kernel".into(), kernel.trim().into()),
        ("load at the start".into(), load.trim().into()),
    ]
}
