// The tables in docs/checks say which test stands for which line of a list. Proves that they are true as far as text can: every test that they
// name exists and is run, and every line has a test or a written reason. Prints one line per table for bin/test.
//   node bin/lib/check-tables.mjs              checks all tables
//   node bin/lib/check-tables.mjs --self-test  shows that each kind of fault is found
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const FOLDER = "docs/checks";
/** How a line stands without a test (`alone`), or what is said beside one. Explained in docs/checks/README.md. */
const REASONS = { later: "alone", open: "alone", absent: "alone", document: "alone", partly: "beside", note: "beside" };

/** The fields of a CSV text (RFC 4180), line by line. */
function csv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  return rows.filter((row) => row.length > 1);
}

/** The rows of a table as objects by the names of its first line. */
function table(text) {
  const [head, ...rows] = csv(text);
  return rows.map((row) => ({ width: row.length === head.length, ...Object.fromEntries(head.map((name, at) => [name, row[at] ?? ""])) }));
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const readOnce = new Map();
function read(path) {
  if (!readOnce.has(path)) readOnce.set(path, existsSync(path) ? readFileSync(path, "utf8") : null);
  return readOnce.get(path);
}

/** What is wrong with a test as a table names it, `path::name`; nothing when it is there and runs. */
function faultOfTest(named, text = read) {
  const cut = named.indexOf("::");
  const [path, name] = [named.slice(0, cut), named.slice(cut + 2)];
  const source = cut < 0 ? null : text(path);
  if (source === null) return "there is no such file";
  if (path.endsWith(".rs")) {
    const found = new RegExp(`((?:#\\[[^\\n]*\\]\\s*)+)(?:pub )?(?:async )?fn ${escaped(name)}\\b`).exec(source);
    if (!found || !/#\[(tokio::)?test\b/.test(found[1])) return "there is no such test";
    return /#\[ignore/.test(found[1]) ? "it is ignored" : "";
  }
  if (path.endsWith(".spec.ts")) {
    const found = new RegExp(`\\btest(\\.\\w+)?\\(\\s*(["'\`])${escaped(name)}\\2`).exec(source);
    if (!found) return "there is no such test";
    return found[1] ? `it is marked${found[1]}` : "";
  }
  if (path.endsWith(".mjs")) return new RegExp(`\\b(rule|check)\\(\\s*"${escaped(name)}"`).test(source) ? "" : "there is no such rule";
  return new RegExp(`^check "${escaped(name)}"`, "m").test(source) ? "" : "there is no such check";
}

/** What is wrong with one row. */
function faultsOfRow(row, text = read) {
  const tests = row.tests ? row.tests.split(" | ") : [];
  const faults = tests.map((test) => [test, faultOfTest(test, text)]).filter(([, fault]) => fault).map(([test, fault]) => `${test}: ${fault}`);
  if (!row.width) faults.push("it has too many or too few fields");
  if (!row.line) faults.push("it does not say what it is about");
  const [, kind, words] = /^(\w+): (.+)$/s.exec(row.reason) ?? [];
  if (row.reason && !(kind in REASONS)) faults.push(`a reason begins with one of ${Object.keys(REASONS).join(", ")}`);
  if (!tests.length && !row.reason) faults.push("it has neither a test nor a reason");
  if (tests.length && REASONS[kind] === "alone") faults.push(`"${kind}" stands where there is no test`);
  if (!tests.length && REASONS[kind] === "beside") faults.push(`"${kind}" stands beside a test`);
  if (kind === "document" && text(words.split(" ")[0]) === null) faults.push(`${words} is no file`);
  return faults;
}

function faultsOfTable(rows, text = read) {
  const seen = new Set();
  return rows.flatMap((row) => {
    const twice = seen.has(row.id) ? ["it is there twice"] : [];
    seen.add(row.id);
    return [...twice, ...faultsOfRow(row, text)].map((fault) => `${row.id}: ${fault}`);
  });
}

/** How many lines stand how, for people who read the output. */
function count(rows) {
  const kinds = rows.map((row) => (row.tests ? (row.reason.startsWith("partly") ? "partly" : "tested") : row.reason.split(":")[0]));
  const numbers = [...new Set(kinds)].map((kind) => `${kinds.filter((other) => other === kind).length} ${kind}`);
  return `${rows.length} lines: ${numbers.join(", ")}`;
}

function checkAll() {
  let failed = false;
  for (const name of readdirSync(FOLDER).filter((name) => name.endsWith(".csv") && name !== "advisories.csv").sort()) {
    const rows = table(readFileSync(join(FOLDER, name), "utf8"));
    const faults = faultsOfTable(rows);
    for (const fault of faults) console.log(`${FOLDER}/${name}: ${fault}`);
    console.log(`check the table ${name} (${count(rows)}) ... ${faults.length || !rows.length ? "FAILED" : "ok"}`);
    failed ||= faults.length > 0 || !rows.length;
  }
  return failed;
}

/** Each kind of fault, made on purpose: a checker that finds nothing proves nothing. */
function selfTest() {
  const files = {
    "a.rs": '#[tokio::test(flavor = "multi_thread")]\nasync fn runs() {}\n#[test]\n#[ignore]\nfn sleeps() {}\nfn helps() {}\n',
    "a.spec.ts": 'test("opens a page", () => {});\ntest.skip("is left out", () => {});\n',
    "a.mjs": 'rule("a rule", [], /x/);\n',
    checks: 'check "a check" true\n',
    "a.md": "words",
  };
  const text = (path) => files[path] ?? null;
  const head = "id,line,tests,reason\n";
  const good = `X1,words,a.rs::runs | a.spec.ts::opens a page | a.mjs::a rule | checks::a check,\nX2,"words, and ""more""",,open: not yet\nX3,words,,document: a.md\nX4,words,a.rs::runs,partly: half\n`;
  const bad = {
    "a test that is not there": "X,words,a.rs::gone,",
    "a file that is not there": "X,words,b.rs::runs,",
    "a test that is ignored": "X,words,a.rs::sleeps,",
    "a function that is no test": "X,words,a.rs::helps,",
    "half a name": "X,words,a.rs::run,",
    "a browser test that is skipped": "X,words,a.spec.ts::is left out,",
    "a rule that is not there": "X,words,a.mjs::another rule,",
    "a check that is not there": "X,words,checks::another check,",
    "neither test nor reason": "X,words,,",
    "a reason of no kind": "X,words,,because",
    "a reason that needs a test": "X,words,,partly: half",
    "a test beside a reason for none": "X,words,a.rs::runs,open: not yet",
    "a document that is not there": "X,words,,document: b.md",
    "no words": "X,,,open: not yet",
    "a field too many": "X,words,,open: not, yet",
    "a line twice": "X,words,,open: one\nX,words,,open: two",
  };
  const missed = Object.entries(bad).filter(([, row]) => faultsOfTable(table(`${head}${row}\n`), text).length === 0).map(([what]) => `not found: ${what}`);
  const wrong = faultsOfTable(table(head + good), text).map((fault) => `found where nothing is: ${fault}`);
  for (const line of [...missed, ...wrong]) console.log(line);
  return missed.length + wrong.length > 0;
}

process.exit((process.argv[2] === "--self-test" ? selfTest() : checkAll()) ? 1 : 0);
