// deploy/blue-green/switch on the loopback: nginx before two colours of the real program, under load.
// Good releases change places without a failed request; three kinds of bad ones are taken back by themselves.
//   node deploy/tests/blue-green.test.mjs           needs TEST_DATABASE_URL, nginx and target/debug/nestogy
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Load, ROOT, Stage, ask, check, freePort, must, run, runBeside, until } from "./kit.mjs";

const stage = new Stage("blue-green");
const database = new URL(process.env.TEST_DATABASE_URL);
database.pathname = `/nestogy_test_blue_green_${process.pid}`;
const sql = (text) =>
  run("mariadb", ["--no-defaults", `--host=${database.hostname}`, `--port=${database.port}`, `--user=${database.username}`, "-e", text], {
    env: { ...process.env, MYSQL_PWD: decodeURIComponent(database.password) },
  });

const ports = { front: await freePort(), blue: await freePort(), green: await freePort(), blueFigures: await freePort(), greenFigures: await freePort() };
const front = `http://127.0.0.1:${ports.front}`;
const home = stage.path("home");
const script = (path, text) => {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
};

// A release is a folder with bin/nestogy. These stand for one that is good, and for the three ways to be bad.
function release(name, text) {
  mkdirSync(`${home}/releases/${name}/bin`, { recursive: true });
  script(`${home}/releases/${name}/bin/nestogy`, text);
  return `${home}/releases/${name}`;
}
const program = `${ROOT}/target/debug/nestogy`;
const good = (name) => release(name, `#!/bin/sh\nexec ${program} "$@"\n`);
const neverReady = () => release("never-ready", `#!/bin/sh\nDATABASE_URL=mysql://nobody:x@127.0.0.1:1/none exec ${program} "$@"\n`);
const withoutSite = () => release("without-site", `#!/bin/sh\nNESTOGY_SITE_ROOT=/nonexistent exec ${program} "$@"\n`);
// Answers like a release that passes every check before it is let in, and then fails one request in twenty.
const failsUnderLoad = () => release("fails-under-load", `#!/bin/sh\nexec node ${stage.path("bad-release.mjs")}\n`);

function prepare() {
  mkdirSync(home, { recursive: true });
  writeFileSync(`${home}/active`, "green\n");
  writeFileSync(stage.path("bad-release.mjs"), BAD_RELEASE);
  script(stage.path("start"), START);
  script(stage.path("stop"), STOP);
  writeFileSync(stage.path("upstream.conf"), `upstream nestogy { server 127.0.0.1:${ports.green}; }\n`);
  writeFileSync(stage.path("nginx.conf"), NGINX);
}

// Starts a colour as systemd would: in the background, with its own settings.
const START = `#!/bin/sh
case $1 in blue) port=${ports.blue} figures=${ports.blueFigures} ;; *) port=${ports.green} figures=${ports.greenFigures} ;; esac
export DATABASE_URL='${database}' NESTOGY_ENV=testing NESTOGY_LISTEN=127.0.0.1:$port NESTOGY_METRICS_LISTEN=127.0.0.1:$figures
export NESTOGY_DRAIN_SECONDS=1 NESTOGY_SITE_ROOT=${ROOT}/target/site NESTOGY_FILES_DIR=${stage.path("files")} NESTOGY_LOG=warn
setsid ${home}/$1/bin/nestogy serve </dev/null >>${stage.path("colours.log")} 2>&1 &
echo $! >${stage.path("pid-")}$1
`;
const STOP = `#!/bin/sh
pid=$(cat ${stage.path("pid-")}$1 2>/dev/null) || exit 0
kill "$pid" 2>/dev/null
while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
rm -f ${stage.path("pid-")}$1
`;
const NGINX = `
daemon off; worker_processes 1; pid ${stage.path("nginx.pid")}; error_log ${stage.path("nginx.log")};
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${stage.path("body")}; proxy_temp_path ${stage.path("proxy")};
  fastcgi_temp_path ${stage.path("f")}; uwsgi_temp_path ${stage.path("u")}; scgi_temp_path ${stage.path("s")};
  include ${stage.path("upstream.conf")};
  server {
    listen 127.0.0.1:${ports.front};
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host:$server_port;
    proxy_next_upstream error timeout http_502 http_503;
    location / { proxy_pass http://nestogy; }
  }
}`;
const BAD_RELEASE = `
import { createServer } from "node:http";
const [host, port] = process.env.NESTOGY_LISTEN.split(":");
const [, figures] = process.env.NESTOGY_METRICS_LISTEN.split(":");
const count = { 200: 0, 500: 0 };
let asked = 0;
const page = '<html><input name="password"><script src="/pkg/nestogy.js"></script></html>';
createServer((request, response) => {
  if (request.url === "/livez") return response.end("alive\\n");
  if (request.url === "/readyz") return response.end('{"status":"ready"}');
  if (request.url === "/no-such-page-here") { response.statusCode = 404; return response.end("</html>"); }
  asked += 1;
  const status = asked > 10 && asked % 20 === 0 ? 500 : 200;
  count[status] += 1;
  response.statusCode = status;
  response.end(page);
}).listen(Number(port), host);
createServer((request, response) => response.end(Object.entries(count).map(([status, n]) =>
  \`nestogy_requests_total{method="GET",route="/",status="\${status}"} \${n}\`).join("\\n") + "\\n")).listen(Number(figures), host);
process.on("SIGTERM", () => process.exit(0));
`;

const settings = {
  ...process.env,
  NESTOGY_HOME: home,
  NESTOGY_UPSTREAM: stage.path("upstream.conf"),
  NESTOGY_RELOAD: `nginx -c ${stage.path("nginx.conf")} -s reload`,
  NESTOGY_START: `${stage.path("start")} %`,
  NESTOGY_STOP: `${stage.path("stop")} %`,
  NESTOGY_PORT_BLUE: ports.blue,
  NESTOGY_PORT_GREEN: ports.green,
  NESTOGY_FIGURES_BLUE: ports.blueFigures,
  NESTOGY_FIGURES_GREEN: ports.greenFigures,
  NESTOGY_READY_SECONDS: 20,
  NESTOGY_WATCH_SECONDS: 4,
};
const change = (folder) => runBeside(stage, `${ROOT}/deploy/blue-green/switch`, [folder], { env: settings });
const active = () => readFileSync(`${home}/active`, "utf8").trim();
const load = () => new Load([`${front}/sign-in`, `${front}/livez`, `${front}/reset`]);
const answers = async () => (await ask(`${front}/sign-in`)).status === 200;

async function noneFailed(beside) {
  must(beside.asked > 50, `the load asked only ${beside.asked} times`);
  must(beside.failures.length === 0, `${beside.failures.length} of ${beside.asked} requests failed, first: ${beside.failures[0]}`);
}

// A bad release must leave everything as it was, and say why.
async function takenBack(folder, reason, mayFail = 0) {
  const before = active();
  const beside = load();
  const started = Date.now();
  const { status, said } = await change(folder);
  const seconds = (Date.now() - started) / 1000;
  must(status === 1, `exit code ${status}: ${said}`);
  must(reason.test(said), `the reason is not said: ${said}`);
  must(active() === before, `${active()} serves now`);
  const failedThen = beside.failures.length;
  const askedThen = beside.asked;
  await until("some more requests", () => beside.asked > askedThen + 60);
  await beside.stop();
  must(failedThen <= mayFail * beside.asked, `${failedThen} of ${beside.asked} failed: ${beside.failures[0]}`);
  must(beside.failures.length === failedThen, `requests go on to fail: ${beside.failures.at(-1)}`);
  console.log(`  taken back after ${seconds.toFixed(1)} s; ${failedThen} of ${beside.asked} requests failed`);
}

try {
  prepare();
  must(sql(`CREATE DATABASE \`${database.pathname.slice(1)}\``).status === 0, "no database for the test");
  const migrated = run(program, ["migrate"], { env: { ...process.env, DATABASE_URL: String(database), NESTOGY_LOG: "warn" } });
  must(migrated.status === 0, migrated.said);
  stage.start("nginx", ["-c", stage.path("nginx.conf"), "-e", stage.path("nginx.log")]);

  await check("the first release comes up", async () => {
    const { status, said } = await change(good("1"));
    must(status === 0, said);
    must(active() === "blue" && (await answers()), said);
  });
  await check("good releases change places six times and no request fails", async () => {
    const beside = load();
    for (const version of ["2", "3", "4", "5", "6", "7"]) {
      const { status, said } = await change(good(version));
      must(status === 0, said);
    }
    await noneFailed(await beside.stop());
    console.log(`  0 of ${beside.asked} requests failed`);
  });
  await check("a release that never gets ready is not let in", () => takenBack(neverReady(), /not ready within 20 seconds/));
  await check("a release that fails its smoke test is not let in", () => takenBack(withoutSite(), /smoke: .*pkg[^]*failed the smoke test/));
  await check("a release that fails under load is taken back by itself", () => takenBack(failsUnderLoad(), /of its \d+ requests failed/, 0.2));
  await check("a folder that holds no release is refused before anything begins", async () => {
    const { status, said } = await change("/nonexistent");
    must(status === 2 && /not there/.test(said), `${status}: ${said}`);
    must((await change("")).status === 2, "no folder is no error");
  });
  await check("of two switches at once one is refused", async () => {
    const folder = good("8");
    const both = await Promise.all([change(folder), change(folder)]);
    must(both.map(({ status }) => status).sort().join() === "0,2", both.map(({ said }) => said).join("\n"));
    must(await answers(), "nobody answers");
  });
} catch (error) {
  await check("the stage stands", () => Promise.reject(error));
} finally {
  for (const colour of ["blue", "green"]) run(stage.path("stop"), [colour]);
  sql(`DROP DATABASE IF EXISTS \`${database.pathname.slice(1)}\``);
  stage.end();
}
