// make topology: several servers on the loopback, attacked under load; the books are compared afterwards.
//   node deploy/tests/topology/topology.mjs [fault …]      needs mariadb-server, redis-server, haproxy and the built program
// Prints a table: fault, requests that failed, effects lost or doubled, pages that lacked what their reader had just
// written, and the time until all was well again. Ends with 1 when a promise of docs/reliability.md does not hold.
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { ROOT, Stage, ask, freePort, must, run, sleep, until } from "../kit.mjs";
import { Machines } from "./machines.mjs";
import { MailServer, People, headersOf, multipart, post, signIn } from "./people.mjs";

const stage = new Stage("topology");
const mail = new MailServer();
const smtp = await freePort();
await mail.listen(smtp);
const machines = new Machines(stage, smtp);
const lines = [];
let broken = 0;
let tickets = [];
let spare;
let session;

// Seven people write; each of their mails becomes a ticket with somebody to answer.
async function furnish() {
  session = await signIn(machines.front);
  const saved = await post(machines.front, session, "/api/clients/save", { number: "0", version: "0", name: "Client", kind: "client", status: "active" });
  must(saved.body.includes("Done"), saved.body);
  const added = await post(machines.front, session, "/api/clients/add-domain", { number: "1", domain: "client.example" });
  must(added.body.includes("Done"), added.body);
  for (const n of [1, 2, 3, 4, 5, 6, 7]) {
    machines.nestogy(["mail", "receive", "support@alpha.desk.example.com"],
      `From: Person <person${n}@client.example>\r\nTo: support@alpha.desk.example.com\r\nSubject: Ticket ${n}\r\nMessage-ID: <m${n}@client.example>\r\n\r\nIt does not work.\r\n`);
  }
  const numbers = () => machines.sql("primary", "SELECT number FROM tickets ORDER BY number", "nestogy").split("\n").filter(Boolean);
  await until("seven tickets", () => numbers().length === 7);
  [spare, ...tickets] = numbers();
}

// fault("what", { writes, reads }, work): under load; `may` is what may fail: "none" or "while it lasts".
async function fault(name, { mayFail = "none", settle = 0 } = {}, work) {
  const wanted = process.argv.slice(2);
  if (wanted.length && !wanted.some((word) => name.includes(word))) return;
  const people = new People(machines.front, session, tickets);
  await sleep(1500);
  const before = await machines.reads();
  let recovery = 0;
  let problem = "";
  try {
    recovery = (await work(people)) ?? 0;
    await sleep(1500 + settle);
  } catch (error) {
    problem = error.message;
  }
  const after = await machines.reads();
  await people.stop();
  await machines.settle().catch((error) => (problem ||= error.message));
  const { lost, doubled, sentTwice, unsent } = compare(people.books);
  const failed = people.failedReads.length + people.failedWrites.length;
  const asked = people.reads + people.books.length;
  const share = after.replica - before.replica + after.primary - before.primary;
  const replica = share > 0 ? Math.round((100 * (after.replica - before.replica)) / share) : 0;
  const held = !problem && lost === 0 && doubled === 0 && sentTwice === 0 && unsent === 0 && people.stale.length === 0 && (mayFail !== "none" || failed === 0);
  if (!held) broken += 1;
  const reads = mayFail === "no reads" && people.failedReads.length > 0;
  if (reads) broken += 1;
  lines.push([name, `${failed} of ${asked}`, lost, doubled + sentTwice, people.stale.length, `${replica} %`, recovery ? `${recovery.toFixed(1)} s` : "–", held && !reads ? "holds" : "BROKEN"]);
  console.log(lines.at(-1).join(" | "));
  if (problem) console.log(`  ${problem}`);
  for (const text of [...people.failedReads.slice(0, 2), ...people.failedWrites.slice(0, 2)]) console.log(`  ${text}`);
  if (unsent) console.log(`  ${unsent} mails were not sent`);
}

// Every reply that was acknowledged stands in the database once and was mailed once; one without an answer at most once.
function compare(books) {
  const rows = machines.sql(machines.writer ?? "primary", "SELECT body_text FROM ticket_posts WHERE kind = 'reply'", "nestogy");
  const found = new Map();
  for (const [mark] of rows.matchAll(/mark-\d+-\d+-\d+-end/g)) found.set(mark, (found.get(mark) ?? 0) + 1);
  const sent = mail.counts();
  const result = { lost: 0, doubled: 0, sentTwice: 0, unsent: 0 };
  for (const { mark, taken } of books) {
    const times = found.get(mark) ?? 0;
    const mails = sent.get(mark) ?? 0;
    if (taken && times === 0) result.lost += 1;
    if (times > 1) result.doubled += 1;
    if (mails > 1) result.sentTwice += 1;
    if (times === 1 && mails === 0) result.unsent += 1;
  }
  return result;
}

// Seconds until a page and a change succeed again.
async function wellAgain(seconds = 60) {
  const began = Date.now();
  await until("pages and changes succeed", async () => {
    const page = await ask(`${machines.front}/tickets`, { headers: { accept: "text/html", cookie: session } });
    const change = await post(machines.front, session, "/api/tickets/change", { number: tickets[0], version: "0", field: "priority", value: "low" });
    // The version is wrong on purpose: a refusal in words says that the database was asked.
    return page.status === 200 && change.status === 200;
  }, seconds);
  return (Date.now() - began) / 1000;
}

// A note with a file on a ticket that nobody else works on.
async function sendFile(server) {
  const version = machines.sql("primary", `SELECT version FROM tickets WHERE number = ${spare}`, "nestogy");
  const { type, body } = multipart({ number: spare, version, kind: "note", body: "See the file", status: "" }, "what the printer said");
  // To that server, by the name that people know.
  const headers = { ...headersOf(machines.front, session, type), host: new URL(machines.front).host };
  return ask(`${server}/api/tickets/reply`, { method: "POST", headers, body });
}

// The library itself: its program would stand between us and the process that is to hear signals.
function faketime() {
  const folder = readdirSync("/usr/lib").map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`);
  return folder.find((path) => existsSync(path)) ?? must(false, "libfaketime is missing");
}

async function drain(n) {
  machines.signal(`app${n}`, "SIGTERM");
  await machines.ended(`app${n}`);
  machines.app(n);
  await machines.ready(n);
  await sleep(600);
}

async function attack() {
  await fault("a quiet quarter of a minute", {}, () => sleep(8_000));
  await fault("each web server is drained and started again", {}, async () => {
    for (const n of [1, 2, 3]) await drain(n);
  });
  await fault("rolling upgrade with a migration that adds a column", {}, async () => {
    machines.sql("primary", "ALTER TABLE ticket_posts WAIT 5 ADD COLUMN upgraded TINYINT NULL, ALGORITHM=INSTANT", "nestogy");
    for (const n of [1, 2, 3]) await drain(n);
    machines.sql("primary", "ALTER TABLE ticket_posts WAIT 5 DROP COLUMN upgraded, ALGORITHM=INSTANT", "nestogy");
  });
  // A change that was under way has no answer then; a page is asked for again at another server.
  await fault("each web server is killed", { mayFail: "no reads" }, async () => {
    for (const n of [1, 2, 3]) {
      await machines.kill(`app${n}`);
      await sleep(800);
      machines.app(n);
      await machines.ready(n);
    }
  });
  await fault("a worker and a scheduler are killed", {}, async () => {
    await machines.kill("worker1");
    await machines.kill("scheduler1");
    await sleep(3_000);
    machines.background("worker1", "worker");
    machines.background("scheduler1", "scheduler");
  });
  await fault("the replica stands still for 30 s", {}, async () => {
    machines.sql("replica", "STOP SLAVE SQL_THREAD");
    await sleep(30_000);
    machines.sql("replica", "START SLAVE SQL_THREAD");
  });
  await fault("the replica is lost", {}, async () => {
    await machines.kill("replica");
    await sleep(4_000);
    await machines.database("replica", 2);
    machines.sql("replica", "SET GLOBAL read_only = 1; START SLAVE");
  });
  await fault("the Redis master is lost", {}, async () => {
    await machines.kill("redis1");
    await until("Sentinel has promoted", () => machines.redisSays("redis2", "INFO", "replication").includes("role:master"));
    return wellAgain();
  });
  await fault("Redis is emptied", {}, async () => {
    machines.redisSays("redis2", "FLUSHALL");
  });
  await fault("the clock of one web server is 5 minutes ahead", {}, async () => {
    machines.signal("app3", "SIGTERM");
    await machines.ended("app3");
    machines.app(3, { LD_PRELOAD: faketime(), FAKETIME: "+5m", FAKETIME_DONT_FAKE_MONOTONIC: "1" });
    await machines.ready(3);
    await sleep(5_000);
    await drain(3);
  });
  await fault("the folder of the files is away for 5 s", { mayFail: "while it lasts" }, async () => {
    renameSync(stage.path("files"), stage.path("files-away"));
    writeFileSync(stage.path("files"), "");
    await sleep(5_000);
    run("rm", ["-f", stage.path("files")]);
    renameSync(stage.path("files-away"), stage.path("files"));
    return wellAgain();
  });
  // The kernel refuses every byte that this one process wants to write: it cannot keep what is sent along, and says so.
  await fault("the disk of one web server is full for 5 s", {}, async () => {
    const sends = async () => (await sendFile(`http://127.0.0.1:${machines.port.app3}`)).body;
    machines.limitFiles("app3", "0");
    const refused = await sends();
    must(/"Unavailable":"The file store"/.test(refused) && !refused.includes('"Done"'), `a full disk was answered with: ${refused.slice(0, 200)}`);
    await sleep(5_000);
    machines.limitFiles("app3", "unlimited");
    const began = Date.now();
    await until("a file is taken again", async () => (await sends()).includes('"Done"'));
    return (Date.now() - began) / 1000;
  });
  await fault("the primary is lost and the replica promoted", { mayFail: "while it lasts" }, async () => {
    await machines.kill("primary");
    await machines.tell("set server primary/first state maint");
    const readiness = async () => (await ask(`http://127.0.0.1:${machines.port.app1}/readyz`)).status;
    await until("readiness says no", async () => (await readiness()) === 503, 10);
    machines.sql("replica", "STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = 0");
    machines.writer = "replica";
    await machines.tell("set server primary/second state ready");
    return wellAgain();
  });
}

function table() {
  const head = ["Fault", "Failed requests", "Lost", "Doubled", "Own write not seen", "Read from the replica", "Well again after", ""];
  const rows = [head, head.map(() => "---"), ...lines];
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

try {
  await machines.build();
  await furnish();
  await attack();
  console.log(`\n${table()}`);
  mkdirSync(`${ROOT}/.local`, { recursive: true });
  writeFileSync(`${ROOT}/.local/topology.md`, `${table()}\n`);
} catch (error) {
  console.log(error.stack);
  for (const [name, child] of machines.parts) if (child.exitCode !== null && child.exitCode !== 0) console.log(`${name}: ${child.said.slice(-800)}`);
  broken += 1;
} finally {
  console.log(`check what docs/reliability.md promises of several servers ... ${broken ? "FAILED" : "ok"}`);
  stage.end(broken ? 1 : 0);
}
