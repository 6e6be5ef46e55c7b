//! How far a long run has come, how fast, and how long it will take.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Time between two lines.
const PAUSE: Duration = Duration::from_secs(5);

/// Counts rows.
pub(super) struct Meter {
    began: Instant,
    total: usize,
    done: AtomicUsize,
}

impl Meter {
    pub fn new(total: usize) -> Self {
        Self {
            began: Instant::now(),
            total,
            done: AtomicUsize::new(0),
        }
    }

    pub fn count(&self, rows: usize) {
        self.done.fetch_add(rows, Ordering::Relaxed);
    }

    fn say(&self, say: &impl Fn(&str)) {
        let done = self.done.load(Ordering::Relaxed);
        say(&line(done, self.total, self.began.elapsed()));
    }
}

/// Does `work`, saying now and then how far it is, and once at its end.
pub(super) async fn while_doing<T>(
    work: impl Future<Output = T>,
    meter: &Meter,
    say: &impl Fn(&str),
) -> T {
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => {
                meter.say(say);
                return done;
            }
            () = tokio::time::sleep(PAUSE) => meter.say(say),
        }
    }
}

/// `400,000 of 4,000,000 rows, 40,000 a second, 1 min 30 s to go`
fn line(done: usize, total: usize, took: Duration) -> String {
    let rate = done as f64 / took.as_secs_f64().max(0.001);
    let so_far = format!("{} of {} rows", grouped(done), grouped(total));
    if done == 0 {
        return so_far;
    }
    let rate_text = format!("{so_far}, {} a second", grouped(rate as usize));
    match total.saturating_sub(done) {
        0 => rate_text,
        left => format!("{rate_text}, {} to go", in_words(left as f64 / rate)),
    }
}

fn in_words(seconds: f64) -> String {
    let seconds = seconds.ceil() as u64;
    match seconds / 60 {
        0 => format!("{seconds} s"),
        minutes => format!("{minutes} min {} s", seconds % 60),
    }
}

/// `1,234,567`
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_far_how_fast_and_how_long() {
        let after = |done| line(done, 4_000_000, Duration::from_secs(10));
        assert_eq!(after(0), "0 of 4,000,000 rows");
        assert_eq!(
            after(400_000),
            "400,000 of 4,000,000 rows, 40,000 a second, 1 min 30 s to go"
        );
        assert_eq!(
            after(4_000_000),
            "4,000,000 of 4,000,000 rows, 400,000 a second"
        );
        assert_eq!(
            line(1, 2, Duration::from_secs(59)),
            "1 of 2 rows, 0 a second, 59 s to go"
        );
    }

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345, "12,345")] {
            assert_eq!(grouped(number), text);
        }
    }
}
