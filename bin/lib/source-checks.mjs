// Rules about the text of the sources that no compiler checks. Prints one line per rule for bin/test.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["target", "node_modules"].includes(entry.name) ? [] : files(path);
    return path.endsWith(".rs") ? [path] : [];
  });
}

// Comments are blanked, so that a rule may be explained where it applies; line numbers stay.
// "//" inside a string of an address is spared by asking for a blank or the line's start before it.
const blank = (text) => text.replace(/(^|\s)\/\/[^\n]*/g, (comment, before) => before + " ".repeat(comment.length - before.length));
const sources = ["app", "frontend", "server"].flatMap(files).map((path) => {
  const text = readFileSync(path, "utf8");
  return { path, text, code: blank(text) };
});
const inside = (...folders) => sources.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
const lineOf = (text, index) => text.slice(0, index).split("\n").length;

let failed = false;

// rule("what", sources, pattern, excuse): every match is a fault, unless excuse(match, source) says why not.
function rule(what, among, pattern, excuse = () => false) {
  const faults = [];
  for (const source of among) {
    for (const match of source.code.matchAll(pattern)) {
      if (!excuse(match, source)) faults.push(`${source.path}:${lineOf(source.code, match.index)}: ${match[0].split("\n")[0].trim()}`);
    }
  }
  for (const fault of faults) console.log(fault);
  console.log(`check ${what} ... ${faults.length ? "FAILED" : "ok"}`);
  failed ||= faults.length > 0;
}

const SERVER_LIBRARIES = /\b(diesel|diesel_async|mysql_async|redis|bb8|bb8_redis|apalis|apalis_core|lettre|reqwest|async_imap)::/g;
rule("the app's sources name no server library", inside("app/src", "app/ui/src", "frontend"), SERVER_LIBRARIES);
rule("app-types names only diesel", inside("app/types/src"), SERVER_LIBRARIES, (match) => match[1] === "diesel");

// One file decides what runs only on the server; lib.rs says that it exists, and tests may render.
rule(
  "feature ssr is mentioned only in app/src/server.rs",
  inside("app/src").filter(({ path }) => !path.startsWith("app/src/server")),
  /#?!?\[?cfg[^\n]*feature = "ssr"[^\n]*\n?[^\n]*/g,
  (match, { path }) => /cfg\(all\(test/.test(match[0]) || (path === "app/src/lib.rs" && /\bmod server;/.test(match[0])),
);

// Leptos 0.8 writes the children of these two unescaped: only the component that escapes them may use them.
rule(
  "no raw textarea or noscript",
  inside("app").filter(({ path }) => !path.startsWith("app/ui/")),
  /<(textarea|noscript)\b/g,
);
// HTML that came from people goes through one component, which takes only sanitised text.
rule("no inner_html outside the design system", inside("app/src"), /\binner_html\b/g);

// Work across tenants is opened with a reason in words.
rule("every begin_system says why", inside("server", "app/src"), /\bbegin_system\(\s*([^)]*)\)?/g, (match, source) =>
  /fn begin_system/.test(source.code.slice(match.index - 3, match.index + 12)) || 
  // `reason` is a &'static str that a wrapper hands on: the words are at its callers.
  /^("[^"]{10,}"|reason|[A-Z][A-Z_]+)/.test(match[1]));

// SQL is text that nobody puts together from values: only constants and the length of a page may go in.
// A file that needs more says once, in a comment that starts with `sql: `, why that cannot be a person's input.
const SQL_CALL = /\b(?:sql_query|batch_execute|sql::<[^>]*>|\.sql)\(\s*&?\s*format!\(/.source;
const SQL_TEXT = /\bformat!\(\s*"\s*(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|WHERE|AND|OR|ORDER BY|LIMIT|SET|VALUES)\b/.source;
rule(
  "no SQL is put together from values",
  inside("server/src", "server/core/src", "server/db/src", "server/integrations/src").filter(({ path }) => !/tests?\.rs$|\/tests?\//.test(path)),
  new RegExp(`${SQL_CALL}|${SQL_TEXT}`, "g"),
  (match, source) => /\/\/ sql: \S/.test(source.text) || onlyConstants(source.code.slice(match.index)),
);

// Whether a format! that starts here interpolates nothing but CONSTANTS and `limit`.
function onlyConstants(code) {
  const [, literal, rest] = /format!\(\s*"((?:[^"\\]|\\[^])*)"([^;]*)/.exec(code) ?? [];
  if (literal === undefined) return false;
  const constant = /^(limit|(\w+::)*[A-Z][A-Z0-9_]+)$/;
  const named = [...literal.replaceAll("{{", "").matchAll(/\{([^}:]*)[^}]*\}/g)].map((found) => found[1]);
  // Positional ones stand behind the text, up to the closing bracket.
  const values = /^\s*,([^()]*)\)/.exec(rest)?.[1].split(",").map((value) => value.trim()).filter(Boolean) ?? [];
  const positions = named.filter((name) => name === "").length;
  return named.filter(Boolean).every((name) => constant.test(name)) && positions <= values.length && values.every((value) => constant.test(value));
}

// No command can be injected where no command is run. (The test kit starts servers of its own.) The operator's
// backups run the database's own programs: found by name on the path, with words of our own and the name of the database.
rule(
  "the server starts no program",
  inside("server/src", "server/core/src", "server/db/src", "server/integrations/src", "app"),
  /\b(?:process::)?Command::new\(/g,
  (match, { path }) => path === "server/db/src/client_program.rs",
);
// And only the command line asks for them.
rule(
  "the database's programs are the command line's",
  inside("server/src/http", "server/core/src", "app").filter(({ path }) => !path.startsWith("server/core/src/backup/")),
  /\b(?:client_program|ClientProgram)\b/g,
);

// Other windows have nothing to say to our pages, and nothing is kept in the browser but the session's cookie.
rule(
  "the browser's half listens to no other window and stores nothing",
  inside("app", "frontend"),
  /\b(?:post_message|postMessage|onmessage|set_onmessage|MessageEvent|local_storage|session_storage|localStorage|sessionStorage|indexed_db|indexedDB)\b/g,
  // An event stream's messages come from our own server.
  (match, { path }) => path === "app/src/layout/live.rs" && /MessageEvent|onmessage/.test(match[0]),
);

// Ciphers and hashes that are broken or not needed; SHA-1 is inside TOTP only, as RFC 6238 has it.
rule("cryptography comes from known crates", sources, /\b(?:md2|md4|md5|sha1|des|rc2|rc4|blowfish|ecb|cbc|openssl|ring)::/g);

// The workspace forbids unsafe code, and each crate asks for the workspace's lints.
const manifests = ["Cargo.toml", "app/Cargo.toml", "app/types/Cargo.toml", "app/ui/Cargo.toml", "frontend/Cargo.toml", ...crates("server")];
rule("unsafe code is forbidden in every crate", manifests.map((path) => {
  const text = readFileSync(path, "utf8");
  const asked = path === "Cargo.toml" ? /unsafe_code = "forbid"/.test(text) : /^\[lints\]\nworkspace = true/m.test(text);
  return { path, text, code: asked ? "" : "it does not forbid unsafe code" };
}), /.+/g);

function crates(folder) {
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name, "Cargo.toml"));
  return [join(folder, "Cargo.toml"), ...below].filter((path) => existsSync(path));
}

// Only server-db opens connections; the test kit makes databases.
rule("only server-db opens connections", inside("server/src", "server/core", "server/integrations", "app"), /\bMysqlConnection::establish/g);

process.exit(failed ? 1 : 0);
