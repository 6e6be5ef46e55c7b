// The several servers of docs/several-servers.md on the loopback: each is a process with its own port.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { ROOT, ask, freePort, must, run, sleep, until } from "../kit.mjs";

const PASSWORD = "topology";
const program = process.env.NESTOGY_BIN ?? `${ROOT}/target/debug/nestogy`;

export class Machines {
  constructor(stage, smtp) {
    Object.assign(this, { stage, smtp, parts: new Map(), port: {} });
  }

  async build() {
    const names = ["front", "database", "redis", "primary", "replica", "redis1", "redis2", "app1", "app2", "app3"];
    const more = ["sentinel1", "sentinel2", "sentinel3", "figures1", "figures2", "figures3"];
    for (const name of [...names, ...more]) this.port[name] = await freePort();
    mkdirSync(this.stage.path("files"));
    await this.databases();
    await this.redises();
    await this.haproxy();
    this.nestogy(["migrate"]);
    this.nestogy(["tenant", "create", "--slug", "alpha", "--name", "Alpha", "--owner-email", "owner@alpha.example", "--password-from-stdin"], "nine Larches beside the Weir\n");
    for (const n of [1, 2, 3]) this.app(n);
    for (const n of [1, 2]) this.background(`worker${n}`, "worker");
    for (const n of [1, 2]) this.background(`scheduler${n}`, "scheduler");
    for (const n of [1, 2, 3]) await this.ready(n);
    await until("HAProxy serves", async () => (await ask(`${this.front}/sign-in`)).status === 200);
  }

  get front() {
    return `http://127.0.0.1:${this.port.front}`;
  }

  // ---- MariaDB: a primary and a replica by GTID, semi-synchronous after sync.

  async databases() {
    for (const [name, id] of [["primary", 1], ["replica", 2]]) {
      const data = this.stage.path(name);
      const made = run("mariadb-install-db", ["--no-defaults", `--datadir=${data}`, "--user=root", "--auth-root-authentication-method=normal", "--skip-test-db"]);
      must(made.status === 0, made.said);
      writeFileSync(this.stage.path(`${name}.sql`), ACCOUNTS);
      await this.database(name, id);
    }
    this.sql("primary", "CREATE DATABASE nestogy CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
    this.follow("replica", "primary");
  }

  async database(name, id) {
    const socket = this.stage.path(`${name}.sock`);
    this.start(name, "mariadbd", [
      "--no-defaults", `--datadir=${this.stage.path(name)}`, "--user=root", "--bind-address=127.0.0.1", `--port=${this.port[name]}`,
      `--socket=${socket}`, `--pid-file=${this.stage.path(`${name}.pid`)}`, `--init-file=${this.stage.path(`${name}.sql`)}`, "--skip-name-resolve",
      "--default-time-zone=+00:00", "--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci", "--max-allowed-packet=64M",
      "--max-connections=300", "--log-bin", `--server-id=${id}`, "--log-slave-updates", "--gtid-strict-mode=1", "--binlog-format=ROW",
      "--sync-binlog=1", "--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=256M", "--rpl-semi-sync-slave-enabled=1",
      "--rpl-semi-sync-master-enabled=1", "--rpl-semi-sync-master-wait-point=AFTER_SYNC", "--rpl-semi-sync-master-timeout=2000",
    ]);
    await until(`${name} answers`, () => this.try(name, "SELECT 1").status === 0);
  }

  follow(name, master) {
    this.sql(name, `SET GLOBAL read_only = 1; CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${this.port[master]}, MASTER_USER='admin', MASTER_PASSWORD='${PASSWORD}', MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1; START SLAVE`);
  }

  try(name, text, database = "") {
    const words = ["--no-defaults", "--host=127.0.0.1", `--port=${this.port[name]}`, "--user=admin", `--password=${PASSWORD}`, "-N", "-B", "-e", text];
    return run("mariadb", database ? [...words, database] : words);
  }

  sql(name, text, database) {
    const { status, said } = this.try(name, text, database);
    must(status === 0, `${name}: ${text}: ${said}`);
    return said.trim();
  }

  // ---- Redis: a master, a replica, three sentinels.

  async redises() {
    for (const [name, more] of [["redis1", ""], ["redis2", `replicaof 127.0.0.1 ${this.port.redis1}\n`]]) {
      const folder = this.stage.path(name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${folder}.conf`, `bind 127.0.0.1\nport ${this.port[name]}\ndir ${folder}\nrequirepass ${PASSWORD}\nmasterauth ${PASSWORD}\nsave ""\n${more}`);
      this.redis(name);
    }
    for (const n of [1, 2, 3]) {
      const name = `sentinel${n}`;
      writeFileSync(this.stage.path(`${name}.conf`), `bind 127.0.0.1\nport ${this.port[name]}\ndir ${this.stage.folder}\n` +
        `sentinel monitor nestogy 127.0.0.1 ${this.port.redis1} 2\nsentinel auth-pass nestogy ${PASSWORD}\n` +
        "sentinel down-after-milliseconds nestogy 1000\nsentinel failover-timeout nestogy 5000\n");
      this.start(name, "redis-server", [this.stage.path(`${name}.conf`), "--sentinel"]);
    }
    await until("a Redis master with a replica", () => this.redisSays("redis1", "INFO", "replication").includes("connected_slaves:1"));
  }

  redis(name) {
    this.start(name, "redis-server", [this.stage.path(`${name}.conf`)]);
  }

  redisSays(name, ...words) {
    return run("redis-cli", ["-h", "127.0.0.1", "-p", String(this.port[name]), ...words], { env: { ...process.env, REDISCLI_AUTH: PASSWORD } }).said;
  }

  // ---- HAProxy, from the file that is shipped.

  async haproxy() {
    const local = (name) => `127.0.0.1:${this.port[name]}`;
    const values = {
      SOCKET: this.stage.path("haproxy.sock"), BIND: local("front"), DATABASE: local("database"), REDIS: local("redis"), REDIS_PASSWORD: PASSWORD,
      PRIMARY: local("primary"), REPLICA: local("replica"), REDIS1: local("redis1"), REDIS2: local("redis2"), APP1: local("app1"), APP2: local("app2"), APP3: local("app3"),
    };
    const text = readFileSync(`${ROOT}/deploy/multi/haproxy.cfg`, "utf8").replace(/@([A-Z0-9_]+)@/g, (all, name) => values[name] ?? all);
    writeFileSync(this.stage.path("haproxy.cfg"), text);
    const checked = run("haproxy", ["-c", "-f", this.stage.path("haproxy.cfg")]);
    must(checked.status === 0, checked.said);
    this.start("haproxy", "haproxy", ["-db", "-f", this.stage.path("haproxy.cfg")]);
    await until("HAProxy listens", async () => (await ask(`${this.front}/`)).status !== 0);
  }

  // A word to HAProxy's own socket, as an operator says it.
  tell(words) {
    return new Promise((done) => {
      const socket = createConnection(this.stage.path("haproxy.sock"), () => socket.end(`${words}\n`));
      let said = "";
      socket.on("data", (text) => (said += text));
      socket.on("close", () => done(said.trim()));
      socket.on("error", (error) => done(error.message));
    });
  }

  // ---- The program.

  environment(more = {}) {
    return {
      PATH: process.env.PATH,
      NESTOGY_ENV: "testing",
      NESTOGY_LOG: "warn",
      NESTOGY_BASE_URL: this.front,
      NESTOGY_TRUSTED_PROXIES: "127.0.0.1",
      NESTOGY_SITE_ROOT: `${ROOT}/target/site`,
      NESTOGY_FILES_DIR: this.stage.path("files"),
      NESTOGY_MAIL_DOMAIN: "desk.example.com",
      DATABASE_URL: `mysql://nestogy:${PASSWORD}@127.0.0.1:${this.port.database}/nestogy`,
      DATABASE_REPLICA_URL: `mysql://nestogy:${PASSWORD}@127.0.0.1:${this.port.replica}/nestogy`,
      DATABASE_POOL_SIZE: "12",
      REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:${this.port.redis}/`,
      SMTP_URL: `smtp://127.0.0.1:${this.smtp}`,
      NESTOGY_DRAIN_SECONDS: "1",
      NESTOGY_SHUTDOWN_GRACE_SECONDS: "10",
      ...more,
    };
  }

  nestogy(words, input = "") {
    const { status, said } = run(program, words, { env: this.environment(), input });
    must(status === 0, `nestogy ${words.join(" ")}: ${said}`);
    return said;
  }

  // The web servers ask the sentinels; workers and schedulers go through HAProxy. Both are ways that the guide offers.
  bySentinel() {
    const hosts = [1, 2, 3].map((n) => `127.0.0.1:${this.port[`sentinel${n}`]}`);
    return `redis+sentinel://:${PASSWORD}@${hosts.join(",")}/nestogy/0`;
  }

  app(n, own = {}) {
    const more = { REDIS_URL: this.bySentinel(), ...own, NESTOGY_LISTEN: `127.0.0.1:${this.port[`app${n}`]}`, NESTOGY_METRICS_LISTEN: `127.0.0.1:${this.port[`figures${n}`]}` };
    // Without the signal, a limit on files is met as a full disk is: the write fails.
    this.start(`app${n}`, "sh", ["-c", 'trap "" XFSZ; exec "$0" serve', program], { env: this.environment(more) });
  }

  background(name, part) {
    this.start(name, program, [part], { env: this.environment() });
  }

  ready(n, seconds = 30) {
    return until(`app${n} is ready`, async () => (await ask(`http://127.0.0.1:${this.port[`app${n}`]}/readyz`)).status === 200, seconds);
  }

  // The share of reads that went to the replica, of all three.
  async reads() {
    const sum = { replica: 0, primary: 0 };
    for (const n of [1, 2, 3]) {
      const { body } = await ask(`http://127.0.0.1:${this.port[`figures${n}`]}/metrics`);
      for (const [, from, count] of (body ?? "").matchAll(/nestogy_reads_total\{from="(\w+)"\} (\d+)/g)) sum[from] += Number(count);
    }
    return sum;
  }

  // ---- Processes by name.

  start(name, command, args, options = {}) {
    this.parts.set(name, this.stage.start(command, args, options));
  }

  signal(name, signal) {
    this.parts.get(name)?.kill(signal);
  }

  // "0": the kernel refuses whatever the process wants to write into a file.
  limitFiles(name, size) {
    const { status, said } = run("prlimit", ["--pid", String(this.parts.get(name).pid), `--fsize=${size}:unlimited`]);
    must(status === 0, said);
  }

  async ended(name) {
    const child = this.parts.get(name);
    await until(`${name} has ended`, () => !this.stage.children.has(child), 40);
  }

  async kill(name) {
    this.signal(name, "SIGKILL");
    await this.ended(name);
  }

  async settle() {
    await until("no job is left", () => this.waitingJobs() === 0, 120);
    await sleep(500);
  }

  waitingJobs() {
    const one = this.writer ?? "primary";
    return Number(this.sql(one, "SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running') AND run_at <= NOW(6)", "nestogy"));
  }
}

// Not in the log of changes: each server has its own accounts from the start.
const ACCOUNTS = `SET sql_log_bin = 0;
CREATE USER IF NOT EXISTS admin@'127.0.0.1' IDENTIFIED BY '${PASSWORD}';
GRANT ALL PRIVILEGES ON *.* TO admin@'127.0.0.1' WITH GRANT OPTION;
CREATE USER IF NOT EXISTS nestogy@'127.0.0.1' IDENTIFIED BY '${PASSWORD}';
GRANT ALL PRIVILEGES ON nestogy.* TO nestogy@'127.0.0.1';
GRANT REPLICATION CLIENT, BINLOG MONITOR, SLAVE MONITOR ON *.* TO nestogy@'127.0.0.1';
`;
