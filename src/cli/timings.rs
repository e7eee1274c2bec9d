//! The time of each stage and the peak memory, as a small table.

use crate::pipeline::Timings;

/// The table, one line for each stage.
pub(super) fn table(timings: &Timings) -> String {
    let line = |name: &str, figure: String| format!("{name:<14} {figure:>12}\n");
    let stages = timings.0.iter().map(|(stage, took)| line(stage, format!("{:.1} ms", took.as_secs_f64() * 1000.0)));
    let whole: std::time::Duration = timings.0.iter().map(|(_, took)| *took).sum();
    let memory = peak_memory_kib().map_or_else(|| "not known".to_owned(), |kib| format!("{} MiB", kib / 1024));
    stages
        .chain([line("all stages", format!("{:.1} ms", whole.as_secs_f64() * 1000.0)), line("peak memory", memory)])
        .collect()
}

/// Peak resident memory as Linux reports it; not known elsewhere.
fn peak_memory_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
