//! Reads SQL just far enough to tell whether every tenant table in it is tied to a tenant.
//!
//! A table is tied when its `tenant_id` is compared with a value, or with the `tenant_id` of a
//! table that is tied, in the SELECT that names it. Two tables that are compared with nothing but
//! each other are not.

use crate::schema::TENANT_TABLES;
use std::collections::HashSet;

/// `Err` with the name of the first tenant table that `sql` uses without its tenant. Understands
/// what Diesel writes and hand-written SQL with or without aliases.
pub fn carries_tenant(sql: &str) -> Result<(), String> {
    match tables_without_tenant(sql).into_iter().next() {
        None => Ok(()),
        Some(table) => Err(table),
    }
}

/// Every tenant table that `sql` uses without its tenant.
pub fn tables_without_tenant(sql: &str) -> Vec<String> {
    let statement = Statement::read(sql);
    let tied = statement.tied();
    let untied = statement.uses.iter().filter(|table| {
        if table.is_target {
            !statement.words.iter().any(|word| word.text == "tenant_id")
        } else {
            !tied.contains(&node(table.scope, &table.alias, "tenant_id"))
        }
    });
    untied.map(|table| table.name.clone()).collect()
}

/// Stands for every parameter and every number.
const VALUE: &str = "?";

struct Word {
    text: String,
    /// Which SELECT it belongs to.
    scope: usize,
}

/// A tenant table where a table stands.
struct Use {
    name: String,
    /// Its own name where it has no other.
    alias: String,
    scope: usize,
    /// Rows are inserted into it: it has columns, not conditions.
    is_target: bool,
}

struct Statement {
    words: Vec<Word>,
    /// By scope, the one around it.
    parents: Vec<Option<usize>>,
    uses: Vec<Use>,
    /// Aliases of SELECTs that stand where a table stands, with their scope. Those SELECTs are
    /// tied themselves, or found wanting themselves.
    derived: HashSet<(usize, String)>,
}

impl Statement {
    fn read(sql: &str) -> Self {
        let (words, parents) = scopes(tokens(&plain(sql)));
        let uses = uses(&words);
        let derived = derived(&words);
        Self {
            words,
            parents,
            uses,
            derived,
        }
    }

    /// Every column that equals a value, directly or by way of others.
    fn tied(&self) -> HashSet<String> {
        let pairs = self.equalities();
        let mut tied = HashSet::from([VALUE.to_string()]);
        loop {
            let before = tied.len();
            for (left, right) in &pairs {
                if tied.contains(left) {
                    tied.insert(right.clone());
                } else if tied.contains(right) {
                    tied.insert(left.clone());
                }
            }
            if tied.len() == before {
                return tied;
            }
        }
    }

    fn equalities(&self) -> Vec<(String, String)> {
        let assigned = self.assignments();
        let mut pairs = Vec::new();
        for i in (1..self.words.len()).filter(|i| !assigned.contains(i)) {
            let other = match self.text(i) {
                "=" if !matches!(self.text(i - 1), "<" | ">" | "!") => i + 1,
                "in" => i + 2,
                _ => continue,
            };
            let left = (0..i).rev().find(|j| self.text(*j) != ")");
            let right = (other..self.words.len()).find(|j| self.text(*j) != "(");
            if let (Some(left), Some(right)) = (left, right) {
                pairs.push((self.operand(left), self.operand(right)));
            }
        }
        pairs
    }

    /// The words between SET and WHERE of an UPDATE: an `=` there is no condition.
    fn assignments(&self) -> std::ops::Range<usize> {
        if self.words.is_empty() || self.text(0) != "update" {
            return 0..0;
        }
        let outer = |word: &str, from: usize| {
            (from..self.words.len()).find(|i| self.words[*i].scope == 0 && self.text(*i) == word)
        };
        let Some(set) = outer("set", 0) else {
            return 0..0;
        };
        set..outer("where", set).unwrap_or(self.words.len())
    }

    fn text(&self, i: usize) -> &str {
        &self.words[i].text
    }

    /// A name that is the same for every mention of one table's column.
    fn operand(&self, i: usize) -> String {
        let Word { text, scope } = &self.words[i];
        if text == VALUE || text.chars().all(|c| c.is_ascii_digit()) {
            return VALUE.to_string();
        }
        let (alias, column) = match text.split_once('.') {
            Some((alias, column)) => (alias.to_string(), column),
            None => (self.only_alias(*scope).unwrap_or_default(), text.as_str()),
        };
        let home = self.home(*scope, &alias);
        if column == "tenant_id" && self.derived.contains(&(home, alias.clone())) {
            return VALUE.to_string();
        }
        node(home, &alias, column)
    }

    /// Whose column a bare name is: clear when the SELECT has one table.
    fn only_alias(&self, scope: usize) -> Option<String> {
        let mut here = self.uses.iter().filter(|table| table.scope == scope);
        let alias = here.next()?.alias.clone();
        here.next().is_none().then_some(alias)
    }

    /// The scope in which `alias` was given: this one, or one around it.
    fn home(&self, scope: usize, alias: &str) -> usize {
        let given = |scope: usize| {
            self.derived.contains(&(scope, alias.to_string()))
                || self
                    .uses
                    .iter()
                    .any(|table| table.scope == scope && table.alias == alias)
        };
        let mut around = Some(scope);
        while let Some(here) = around {
            if given(here) {
                return here;
            }
            around = self.parents[here];
        }
        scope
    }
}

fn node(scope: usize, alias: &str, column: &str) -> String {
    format!("{scope}:{alias}.{column}")
}

/// Lower case, without quotes of names, values in quotes, comments, and the binds that Diesel
/// writes behind a statement.
fn plain(sql: &str) -> String {
    let sql = sql.split("-- binds").next().unwrap_or(sql);
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '`' => {}
            '\'' | '"' => {
                skip_quoted(&mut rest, c);
                out.push_str(VALUE);
            }
            '/' if rest.peek() == Some(&'*') => {
                let mut last = ' ';
                while let Some(c) = rest.next()
                    && !(last == '*' && c == '/')
                {
                    last = c;
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Up to the closing quote, which a backslash or its double hides.
fn skip_quoted(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, quote: char) {
    while let Some(c) = rest.next() {
        if c == '\\' {
            rest.next();
        } else if c == quote && rest.next_if_eq(&quote).is_none() {
            return;
        }
    }
}

/// Splits into names, operators and brackets. `a.tenant_id` stays one word.
fn tokens(statement: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in statement.chars() {
        if c.is_alphanumeric() || c == '_' || c == '.' {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Gives every word the SELECT it belongs to, and every SELECT the one around it.
fn scopes(words: Vec<String>) -> (Vec<Word>, Vec<Option<usize>>) {
    let mut parents = vec![None];
    let mut open = Vec::new();
    let mut scope = 0;
    let mut scoped = Vec::with_capacity(words.len());
    for (i, text) in words.iter().enumerate() {
        match text.as_str() {
            "(" => {
                open.push(scope);
                if words.get(i + 1).is_some_and(|next| next == "select") {
                    parents.push(Some(scope));
                    scope = parents.len() - 1;
                }
            }
            ")" => scope = open.pop().unwrap_or(0),
            "union" => {
                parents.push(parents[scope]);
                scope = parents.len() - 1;
            }
            _ => {}
        }
        scoped.push(Word {
            text: text.clone(),
            scope,
        });
    }
    (scoped, parents)
}

/// Words before a table.
const BEFORE_TABLE: &[&str] = &[
    "from",
    "join",
    "straight_join",
    "update",
    "into",
    "ignore",
    ",",
    "(",
];

fn uses(words: &[Word]) -> Vec<Use> {
    let target = insert_target(words);
    let mut uses = Vec::new();
    for (i, word) in words.iter().enumerate().skip(1) {
        let stands = BEFORE_TABLE.contains(&words[i - 1].text.as_str());
        if stands && TENANT_TABLES.contains(&word.text.as_str()) {
            uses.push(Use {
                name: word.text.clone(),
                alias: alias_after(words, i).unwrap_or_else(|| word.text.clone()),
                scope: word.scope,
                is_target: target == Some(i),
            });
        }
    }
    uses
}

/// Where the name of the table stands that an INSERT or REPLACE fills.
fn insert_target(words: &[Word]) -> Option<usize> {
    let inserts = matches!(words.first()?.text.as_str(), "insert" | "replace");
    let into = words.iter().position(|word| word.text == "into")?;
    inserts.then_some(into + 1)
}

/// The aliases of bracketed SELECTs that stand where a table stands.
fn derived(words: &[Word]) -> HashSet<(usize, String)> {
    let mut found = HashSet::new();
    let mut open = Vec::new();
    for (i, word) in words.iter().enumerate() {
        match word.text.as_str() {
            "(" => open.push(i),
            ")" => {
                let Some(start) = open.pop() else { continue };
                let before = start.checked_sub(1).map(|i| words[i].text.as_str());
                let stands = matches!(before, Some("from" | "join" | "straight_join"));
                if let (true, Some(alias)) = (stands, alias_after(words, i)) {
                    found.insert((word.scope, alias));
                }
            }
            _ => {}
        }
    }
    found
}

fn alias_after(words: &[Word], i: usize) -> Option<String> {
    let text = |i: usize| words.get(i).map(|word| word.text.as_str());
    match text(i + 1)? {
        "as" => text(i + 2).map(str::to_string),
        next => is_alias(next).then(|| next.to_string()),
    }
}

fn is_alias(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "where",
        "set",
        "inner",
        "left",
        "join",
        "on",
        "order",
        "group",
        "limit",
        "for",
        "force",
        "use",
        "values",
        "select",
        "cross",
        "straight_join",
        "union",
        "having",
        "ignore",
    ];
    word.chars().all(|c| c.is_alphanumeric() || c == '_') && !KEYWORDS.contains(&word)
}
