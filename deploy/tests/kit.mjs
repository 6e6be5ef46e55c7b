// What the tests of deploy/ share: checks that bin/test counts, processes that end with the test, and a load that
// counts what fails.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

let failed = 0;

// check("what", async () => …): passes unless it throws; says why when it does.
export async function check(what, work) {
  try {
    await work();
    console.log(`check ${what} ... ok`);
  } catch (error) {
    console.log(error.message ?? String(error));
    console.log(`check ${what} ... FAILED`);
    failed += 1;
  }
}

export function must(truth, otherwise) {
  if (!truth) throw new Error(otherwise);
}

// A folder, ports and processes that go when the test ends, however it ends.
export class Stage {
  constructor(name) {
    this.folder = mkdtempSync(join(tmpdir(), `nestogy-${name}-`));
    this.children = new Set();
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => this.end(130));
  }

  path(...parts) {
    return join(this.folder, ...parts);
  }

  start(command, args, options = {}) {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    child.said = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (child.said = (child.said + text).slice(-20_000)));
    this.children.add(child);
    child.once("exit", () => this.children.delete(child));
    return child;
  }

  end(code = failed ? 1 : 0) {
    for (const child of this.children) child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
    process.exit(code);
  }
}

export function run(command, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", ...options });
  return { status, said: `${stdout ?? ""}${stderr ?? ""}` };
}

// The same without standing still: a load that runs beside it goes on.
export async function runBeside(stage, command, args, options = {}) {
  const child = stage.start(command, args, options);
  const status = await new Promise((done) => child.once("close", done));
  return { status, said: child.said };
}

export const freePort = () =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

// One request; never throws: `status` 0 is a broken connection.
export const ask = (url, { method = "GET", headers = {}, body, agent } = {}) =>
  new Promise((done) => {
    const asked = request(url, { method, headers, agent, timeout: 15_000 }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString() }));
      answer.on("error", (error) => done({ status: 0, body: error.message, headers: {} }));
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer in 15 s")));
    asked.on("error", (error) => done({ status: 0, body: error.message, headers: {} }));
    asked.end(body);
  });

export async function until(what, ready, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  while (!(await ready())) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(100);
  }
}

// People who ask all the time. `good(answer)` decides.
export class Load {
  constructor(urls, { people = 6, pause = 10, good = ({ status }) => status === 200 } = {}) {
    Object.assign(this, { urls, people, pause, good, asked: 0, failures: [], running: true });
    this.done = Promise.all(Array.from({ length: people }, (_, n) => this.person(n)));
  }

  async person(n) {
    // A new connection each time: one that was kept may meet the moment in which the proxy closes it, which
    // browsers repeat by themselves and this does not.
    const agent = new Agent({ keepAlive: false });
    for (let turn = n; this.running; turn += 1) {
      const url = this.urls[turn % this.urls.length];
      const answer = await ask(url, { agent });
      this.asked += 1;
      if (!this.good(answer)) this.failures.push(`${url}: ${answer.status} ${answer.body.slice(0, 120)}`);
      await sleep(this.pause);
    }
    agent.destroy();
  }

  async stop() {
    this.running = false;
    await this.done;
    return this;
  }
}
