// The two halves of bin/mutate that read and write text.
//   mark TREE SITES    numbers every tenant condition in the copy TREE, and makes its guard listen
//   report SITES SEEN  says which conditions were sent and refused without, and which survived
import fs from "node:fs";
import path from "node:path";

const [command, ...args] = process.argv.slice(2);
const sites = [];

function sources(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const here = path.join(folder, entry.name);
    if (entry.isDirectory()) return sources(here);
    return entry.name.endsWith(".rs") && !/tests?\.rs$/.test(entry.name) ? [here] : [];
  });
}

/** The end of the bracket that opens at `open`. */
function closing(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")" && --depth === 0) return i;
  }
  throw new Error("a bracket that never closes");
}

/** The name before the bracket that encloses `at`: what the condition is handed to. */
function enclosing(text, at) {
  let depth = 0;
  for (let i = at - 1; i >= 0; i--) {
    if (text[i] === ")") depth++;
    if (text[i] === "(" && depth-- === 0) return /(\w*)$/.exec(text.slice(0, i))[1];
  }
  return "";
}

const DIESEL = /(?:\b\w+\s*\.field\(\w+::tenant_id\)|\b\w+::tenant_id)\s*\.eq\(/g;
const CONDITIONS = ["filter", "on", "and", "or"];
const WRITTEN = /\b(?:\w+\.)?tenant_id = (?:\?|\{\w*\}|\w+\.tenant_id|\w+\.id)/g;

function number(file, text, at) {
  const line = text.slice(0, at).split("\n").length;
  sites.push({ at: `${file}:${line}`, text: text.slice(at).split("\n")[0].trim() });
  return sites.length - 1;
}

/** Tests beside the code are left alone. */
function code(text) {
  const tests = text.search(/^#\[cfg\(test\)\]/m);
  return tests < 0 ? text : text.slice(0, tests);
}

function mark(file, name) {
  const text = fs.readFileSync(file, "utf8");
  const body = code(text);
  const additions = [];
  for (const match of body.matchAll(DIESEL)) {
    if (!CONDITIONS.includes(enclosing(body, match.index))) continue;
    const end = closing(body, match.index + match[0].length - 1) + 1;
    const site = number(name, body, match.index);
    additions.push([end, `.and(diesel::dsl::sql::<diesel::sql_types::Bool>("TRUE /* site ${site} */"))`]);
  }
  for (const match of body.matchAll(WRITTEN)) {
    const line = body.slice(body.lastIndexOf("\n", match.index) + 1, match.index);
    if (/^\s*\/\//.test(line)) continue;
    additions.push([match.index + match[0].length, ` /* site ${number(name, body, match.index)} */`]);
  }
  additions.sort((a, b) => b[0] - a[0]);
  let marked = text;
  for (const [at, addition] of additions) marked = marked.slice(0, at) + addition + marked.slice(at);
  fs.writeFileSync(file, marked);
}

function markAll(tree, out) {
  for (const folder of ["server/core/src", "server/db/src"]) {
    for (const file of sources(path.join(tree, folder))) {
      const name = path.relative(tree, file);
      if (!name.startsWith("server/db/src/guard")) mark(file, name);
    }
  }
  const guard = path.join(tree, "server/db/src/guard.rs");
  let text = fs.readFileSync(guard, "utf8");
  let listening = 0;
  text = text.replace(/^fn assert_\w+\(sql: &str[^{]*\{\n/gm, (head) => (listening++, `${head}    record_sites(sql);\n`));
  if (listening !== 2) throw new Error("server/db/src/guard.rs has changed: its two assert_… functions are where the copy listens");
  fs.writeFileSync(guard, text + fs.readFileSync("bin/lib/mutate-recorder.rs", "utf8"));
  fs.writeFileSync(out, JSON.stringify(sites));
  console.log(`${sites.length} conditions are numbered`);
}

function report(sitesFile, seenFile) {
  const all = JSON.parse(fs.readFileSync(sitesFile, "utf8"));
  const seen = new Map();
  for (const line of fs.readFileSync(seenFile, "utf8").trim().split("\n")) {
    const [site, verdict] = line.split(" ");
    seen.set(Number(site), (seen.get(Number(site)) ?? new Set()).add(verdict));
  }
  const of = (wanted) => all.filter((_, i) => wanted(seen.get(i)));
  const show = (title, found) => {
    console.log(`${title}: ${found.length}`);
    for (const { at, text } of found) console.log(`  ${at}  ${text}`);
  };
  const refused = of((verdicts) => verdicts && !verdicts.has("accepted"));
  const accepted = of((verdicts) => verdicts?.has("accepted"));
  const unsent = of((verdicts) => !verdicts);
  console.log(`conditions: ${all.length}; sent by a test and refused without: ${refused.length}`);
  show("survivors: the guard accepts the statement without it", accepted);
  show("survivors: no test sends it", unsent);
  process.exit(accepted.length + unsent.length > 0 ? 1 : 0);
}

if (command === "mark") markAll(...args);
else if (command === "report") report(...args);
else throw new Error("mutate-tenancy.mjs mark|report");
