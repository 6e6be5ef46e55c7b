
// bin/mutate adds this to the guard of its marked copy; it is no part of the program.

/// For every numbered condition in `sql`: whether the guard refuses the statement without it.
fn record_sites(sql: &str) {
    use std::collections::BTreeSet;
    use std::io::Write;
    static KNOWN: std::sync::Mutex<BTreeSet<String>> = std::sync::Mutex::new(BTreeSet::new());
    let Ok(path) = std::env::var("NESTOGY_TENANCY_SITES") else {
        return;
    };
    for part in sql.split("/* site ").skip(1) {
        let number = part.split(' ').next().unwrap_or_default();
        let left_out = without(sql, &format!("/* site {number} */"));
        let verdict = match tables_without_tenant(&left_out).is_empty() {
            true => "accepted",
            false => "refused",
        };
        let line = format!("{number} {verdict}");
        let mut known = match KNOWN.lock() {
            Ok(known) => known,
            Err(poisoned) => poisoned.into_inner(),
        };
        if known.insert(line.clone()) {
            let file = std::fs::OpenOptions::new().create(true).append(true).open(&path);
            if let Ok(mut file) = file {
                let _ = file.write_all(format!("{line}\n").as_bytes());
            }
        }
    }
}

/// `sql` with TRUE in place of the condition before each `mark`.
fn without(sql: &str, mark: &str) -> String {
    let mut rest = sql.to_string();
    while let Some(at) = rest.find(mark) {
        let before = rest[..at].trim_end();
        let start = match before.strip_suffix("AND TRUE") {
            Some(before) => start_of_bracket(before.trim_end()),
            None => start_of_comparison(before),
        };
        rest = format!("{}TRUE{}", &rest[..start], &rest[at + mark.len()..]);
    }
    rest
}

/// Diesel: `(users.tenant_id = ?)`
fn start_of_bracket(text: &str) -> usize {
    let mut depth = 0;
    for (i, c) in text.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return i;
        }
    }
    0
}

/// Written by hand: `u.tenant_id = ?`
fn start_of_comparison(text: &str) -> usize {
    let left = text.rfind(" = ").unwrap_or_default();
    text[..left].rfind([' ', '(']).map_or(0, |i| i + 1)
}
