// deploy/single on a bare Debian with systemd: installs, runs twice, upgrades, takes bad releases back, uninstalls.
// The machine is a container of systemd-nspawn without a network; its disk is bin/setup's bare Debian with a layer on top.
//   node deploy/tests/install.test.mjs      needs root, systemd-nspawn, DEBIAN_ROOT and target/debug/nestogy
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { ROOT, Stage, check, must, run, runBeside, sleep, until } from "./kit.mjs";

const stage = new Stage("install");
const HOST = "desk.example.com";
const SMTP = "smtps://desk:p%40ss@mail.example.com:465";
const SINGLE = "/srv/deploy/single";
const INSTALLED = "/opt/nestogy/deploy/single";
const group = `nestogy-install-${process.pid}`;
const program = process.env.NESTOGY_BIN ?? `${ROOT}/target/debug/nestogy`;
const site = process.env.NESTOGY_SITE_ROOT ?? `${ROOT}/target/site`;
const CLEAN = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8", "NESTOGY_WATCH_SECONDS=2", "NESTOGY_READY_SECONDS=8"];

// Where no systemd runs outside, nspawn stays in a group of its own: two tests at once would share one otherwise.
const BOOT = `
keep=
if [ ! -d /run/systemd/system ]; then
  keep=--keep-unit
  for top in $(findmnt -rno TARGET -t cgroup2) /sys/fs/cgroup/systemd; do
    [ ! -w "$top/cgroup.procs" ] || { mkdir -p "$top/${group}" && echo $$ >"$top/${group}/cgroup.procs"; }
  done
fi
cd ${stage.folder} && mkdir -p upper work root
mount -t overlay overlay -o "lowerdir=$DEBIAN_ROOT,upperdir=upper,workdir=work" root || cp -a --reflink=auto "$DEBIAN_ROOT/." root || exit
exec systemd-nspawn --quiet --directory=root --machine=${group} --register=no $keep --private-network --console=pipe --resolv-conf=off \\
  --bind-ro=${ROOT}/deploy:/srv/deploy --bind-ro=${stage.path("releases")}:/srv/releases "$@"`;

// The processes around it are one family: none outlives the one that is started here.
let machine, leader;
const childOf = (pid) => pid && existsSync(`/proc/${pid}`) ? readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim() : "";
async function boot(...words) {
  const family = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c", BOOT, "boot"];
  machine = stage.start("unshare", [...family, ...words], { env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: "1" } });
  const isOn = () => (leader = childOf(childOf(machine.pid))) && run("nsenter", ["-t", leader, "-m", "test", "-d", "/srv/deploy"]).status === 0;
  await until("the machine is on", () => machine.exitCode !== null || isOn());
  must(machine.exitCode === null, machine.said);
}
const isUp = () => until("systemd is up", () => /^(running|degraded)/.test(says("systemctl is-system-running")), 60);
async function off() {
  machine.kill("SIGKILL");
  await until("the machine is off", () => machine.signalCode !== null && !existsSync(`/proc/${leader}`));
}

const enter = (command) => ["-t", leader, "-a", ...CLEAN, "bash", "-c", command];
const inside = (command, input = "") => run("nsenter", enter(command), { input });
const says = (command) => inside(command).said.trim();
function does(command, input) {
  const { status, said } = inside(command, input);
  must(status === 0, `${command.slice(0, 200)}: ${status}\n${said.slice(-2000)}`);
  return said;
}
function refuses(command, reason, input) {
  const { status, said } = inside(command, input);
  must(status !== 0, `${command} was not refused:\n${said}`);
  must(reason.test(said), `${command} does not say ${reason}:\n${said}`);
}
function same(before, after) {
  const [old, now] = [before, after].map((text) => text.split("\n"));
  must(before === after, [...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`), ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`)].join("\n"));
}

// Releases after the first run the first's program; `words` stand before that, and may be what makes a release bad.
function release(version, words, members = ["bin/nestogy", "site"]) {
  const folder = stage.path(`release-${version}`);
  mkdirSync(`${folder}/bin`, { recursive: true });
  cpSync(site, `${folder}/site`, { recursive: true });
  if (words === undefined) run("strip", ["--strip-debug", "-o", `${folder}/bin/nestogy`, program]).status === 0 || cpSync(program, `${folder}/bin/nestogy`);
  else writeFileSync(`${folder}/bin/nestogy`, `#!/bin/sh\n${words}\nexec /opt/nestogy/releases/0.1.0/bin/nestogy "$@"\n`);
  // As somebody with a narrow umask packs it.
  chmodSync(`${folder}/bin/nestogy`, 0o700);
  must(run("tar", ["-C", folder, "-I", "gzip -1", "-cf", stage.path("releases", `${version}.tar.gz`), ...members]).status === 0, "no archive");
}
const archive = (version) => `/srv/releases/${version}.tar.gz`;
const INSTALL = `${SINGLE}/install --host ${HOST} --smtp '${SMTP}' --release ${archive("0.1.0")} --version 0.1.0`;

const ask = (path, more = "") => `curl -s --max-time 10 --cacert /etc/nestogy/tls/certificate.pem --resolve ${HOST}:443:127.0.0.1 ${more} https://${HOST}${path}`;
const ready = () => must(/"status":"(ready|degraded)"/.test(says(ask("/readyz"))), `not ready: ${says(ask("/readyz", "-i"))}`);
const serves = (version) => {
  ready();
  const current = says("readlink /opt/nestogy/current /opt/nestogy/$(cat /opt/nestogy/active)");
  must(current === `/opt/nestogy/releases/${version}\n/opt/nestogy/releases/${version}`, `serves: ${current}`);
};
const UNITS = "nestogy-serve@$(cat /opt/nestogy/active) nestogy-worker nestogy-scheduler nestogy-backup.timer";
const backups = () => Number(says("ls /var/backups/nestogy/backups 2>/dev/null | wc -l"));
// What a second run must leave as it is: files with owners and modes, rows, and processes.
const everything = () => does(`
  find /etc/nestogy /etc/nginx /etc/mysql /etc/systemd/system /var/lib/nestogy -printf '%M %u:%g %p %l\\n' | sort
  find /etc/nestogy /etc/nginx /etc/mysql /etc/systemd/system -type f -exec sha256sum {} + | sort
  mariadb -e 'SHOW GRANTS FOR nestogy@127.0.0.1; SELECT * FROM nestogy.tenants'
  systemctl show --property Id,MainPID,UnitFileState mariadb redis-server nginx ${UNITS}`);
const untouched = () => must(says("ls -d /opt/nestogy /etc/nestogy /var/lib/nestogy /etc/nginx 2>/dev/null; getent passwd nestogy") === "", "something was done");

// Somebody who asks all the time.
function visitor() {
  const asking = `while [ ! -e /tmp/enough ]; do ${ask("/readyz", "-o /dev/null -o /dev/null -w '%{http_code} %{url}\\n'")} https://${HOST}/; sleep 0.2; done`;
  return runBeside(stage, "nsenter", enter(`rm -f /tmp/enough; ${asking}`));
}

async function visited(command) {
  const visits = visitor();
  const { status, said } = await runBeside(stage, "nsenter", enter(command));
  says("touch /tmp/enough");
  const asked = (await visits).said.trim().split("\n");
  const failed = asked.filter((line) => !/^(200|30[237]) /.test(line));
  must(asked.length > 1 && failed.length === 0, `${failed.length} of ${asked.length} requests failed, first: ${failed[0]}\n${said}`);
  return { status, said, asked: asked.length };
}

// What somebody gives by mistake or on purpose, and what is said to it.
const WRONG = [
  ["--hots x", /what is '--hots'/],
  ["--host", /value is missing after --host/],
  ["", /--host: the name/],
  ["--host 'desk.example.com;reboot'", /--host: the name/],
  ["--host $'desk.example.com\nx y'", /--host: the name/],
  ["--host '../etc'", /--host: the name/],
  [`--host ${HOST}`, /--smtp: the server/],
  [`--host ${HOST} --smtp mail.example.com`, /--smtp: like/],
  [`--host ${HOST} --smtp $'smtp://a\nNESTOGY_ENV=testing'`, /--smtp: like/],
  [`--host ${HOST} --smtp 'smtp://a:"b@c'`, /--smtp: like/],
  [`--host ${HOST} --smtp ${SMTP} --mail-from nobody`, /--mail-from: an address/],
  [`--host ${HOST} --smtp ${SMTP} --certificate /etc/passwd`, /go together/],
  [`--host ${HOST} --smtp ${SMTP} --certificate /nowhere --key /nowhere`, /cannot be read/],
  [`--host ${HOST} --smtp ${SMTP}`, /--release: the archive/],
  [`--host ${HOST} --smtp ${SMTP} --release /nowhere --version 1`, /cannot be read/],
  [`--host ${HOST} --smtp ${SMTP} --release ${archive("0.1.0")}`, /--version: the release's number/],
  [`--host ${HOST} --smtp ${SMTP} --release ${archive("0.1.0")} --version ../1`, /--version: the release's number/],
  [`--host ${HOST} --smtp ${SMTP} --release ${archive("cut")} --version 1`, /damaged/],
];

async function freshMachine() {
  await check("wrong words are refused, each in words that help, and nothing is done", () => {
    for (const [words, reason] of WRONG) refuses(`${SINGLE}/install ${words}`, reason);
    refuses(`setpriv --reuid=65534 --regid=65534 --clear-groups ${INSTALL}`, /run this as root/);
    refuses(`${SINGLE}/upgrade ${archive("0.1.0")} 0.1.0`, /nothing is installed/);
    refuses(`${SINGLE}/uninstall`, /nothing is installed/);
    refuses(`${SINGLE}/uninstall --everything`, /usage/);
    untouched();
  });
  await check("packages that cannot be had end the installation before it begins", () => {
    does(`mkdir /aside && mv /var/cache/apt/archives/*.deb /aside; echo 'Acquire::Retries "0";' >/etc/apt/apt.conf.d/once`);
    refuses(INSTALL, /packages could not be installed: nginx mariadb/);
    does("mv /aside/*.deb /var/cache/apt/archives && rmdir /aside");
    untouched();
  });
  await check("the installer brings up a bare Debian that answers over TLS", () => {
    const said = does(`umask 077; ${INSTALL}`);
    must(/browsers do not trust/.test(said), said);
    serves("0.1.0");
    must(says(`curl -s -o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: ${HOST}' http://127.0.0.1/x`) === `301 https://${HOST}/x`, "plain http does not lead to https");
    must(says(`systemctl is-enabled ${UNITS}; systemctl is-active ${UNITS}`) === `${"enabled\n".repeat(4)}${"active\n".repeat(4)}`.trim(), says(`systemctl status ${UNITS}`));
    must(says(`systemctl show --property NRestarts --value nestogy-worker nestogy-scheduler | sort -u | xargs`) === "0", says("journalctl -u 'nestogy*'"));
    does(`${INSTALLED}/nestogy tenant create --slug alpha --name Alpha --owner-email owner@alpha.example`);
  });
  await check("files have the owners and modes that keep secrets", () => {
    const text = says(`cd / && stat -c '%A %U:%G %n' etc/nestogy etc/nestogy/{secret-key,backup-key,nestogy.env,blue.env,green.env,tls,tls/key.pem} var/lib/nestogy{,/files} var/backups/nestogy \
      opt/nestogy/current/{,bin/nestogy} etc/systemd/system/nestogy-worker.service`);
    same(`drwxr-x--- root:nestogy etc/nestogy
-rw------- root:root etc/nestogy/secret-key
-rw------- root:root etc/nestogy/backup-key
-rw-r----- root:nestogy etc/nestogy/nestogy.env
-rw-r----- root:nestogy etc/nestogy/blue.env
-rw-r----- root:nestogy etc/nestogy/green.env
drwx------ root:root etc/nestogy/tls
-rw------- root:root etc/nestogy/tls/key.pem
drwxr-x--- nestogy:nestogy var/lib/nestogy
drwxr-x--- nestogy:nestogy var/lib/nestogy/files
drwx------ nestogy:nestogy var/backups/nestogy
drwxr-xr-x root:root opt/nestogy/current/
-rwxr-xr-x root:root opt/nestogy/current/bin/nestogy
-rw-r--r-- root:root etc/systemd/system/nestogy-worker.service`, text);
    must(says("journalctl --no-pager | grep -cF -f /etc/nestogy/secret-key") === "0", "the key stands in the journal");
  });
}

async function secondRun() {
  await check("a second run with the same words changes no file, no row and no process", () => {
    does(`sed -i 's#^REDIS_URL=.*#REDIS_URL=redis://127.0.0.1:6379/1#; 1a HTTP_PROXY_OF_OURS=x' /etc/nestogy/nestogy.env; printf 'NESTOGY_LOG="warn"\\nNESTOGY_DRAIN_SECONDS=1\\n' >>/etc/nestogy/nestogy.env
      echo '# by certbot' >>/etc/nginx/sites-available/nestogy; systemctl restart ${UNITS}`);
    const before = everything();
    does(INSTALL);
    same(before, everything());
    does(`${INSTALLED}/install`);
    same(before, everything());
    ready();
  });
  await check("what is given to a later run is changed, alone, and in force", async () => {
    const before = says("cat /etc/nestogy/nestogy.env");
    does(`${SINGLE}/install --smtp smtp://mail.example.com:25`);
    same(before.replace(/^SMTP_URL=.*/m, "SMTP_URL=smtp://mail.example.com:25"), says("cat /etc/nestogy/nestogy.env"));
    for (const unit of ["nestogy-serve@blue", "nestogy-worker", "nestogy-scheduler"])
      await until(`${unit} has it`, () => says(`tr '\\0' '\\n' </proc/$(systemctl show --property MainPID --value ${unit})/environ | grep ^SMTP_URL`).endsWith("mail.example.com:25"));
    does(`${SINGLE}/install --host help.example.com`);
    does("openssl x509 -in /etc/nestogy/tls/certificate.pem -noout -checkhost help.example.com | grep 'does match' && grep -q 'server_name help.example.com;' /etc/nginx/sites-enabled/nestogy");
    does(`${SINGLE}/install --host ${HOST}`);
    serves("0.1.0");
  });
}

const NAMED = `echo "$1" >>/var/lib/nestogy/words; [ "$1" != migrate ] || ls /var/backups/nestogy/backups >/var/lib/nestogy/backups`;
const BAD = [
  ["settings", '[ "$1" != config ] || { echo "NESTOGY_NEW: set it" >&2; exit 1; }', /NESTOGY_NEW: set it[^]*does not take the settings/, 0],
  ["migration", '[ "$1" != migrate ] || { echo "no room" >&2; exit 1; }', /no room[^]*migration failed; 0.2.0 serves as before/, 1],
  ["never-ready", '[ "$1" != serve ] || export DATABASE_URL=mysql://nobody:x@127.0.0.1:1/none', /not ready within 8 seconds[^]*did not come into service; 0.2.0 serves as before/, 1],
  ["worker", '[ "$1" != worker ] || { sleep 1; exit 1; }', /workers of worker did not stay up; 0.2.0 serves again/, 1],
];

async function upgrades() {
  await check("the nightly backup is made in its sandbox", () => {
    does("systemctl start nestogy-backup.service");
    must(backups() === 1, says("journalctl -u nestogy-backup"));
    must(/nestogy-backup/.test(says("systemctl list-timers --no-pager")), "the timer is not set");
  });
  await check("a damaged or hostile archive is refused before anything is touched", () => {
    const before = everything() + says("ls -R /opt/nestogy/releases");
    for (const [name, reason] of [["cut", /damaged/], ["empty", /damaged/], ["outside", /lead out of its folder/], ["no-site", /holds no site/], ["no-program", /does not run/]]) refuses(`${INSTALLED}/upgrade ${archive(name)} 0.2.0`, reason);
    refuses(`${INSTALLED}/upgrade ${archive("0.2.0")}`, /usage/);
    refuses(`${INSTALLED}/upgrade ${archive("0.2.0")} 0.1.0`, /serves already/);
    same(before, everything() + says("ls -R /opt/nestogy/releases"));
  });
  await check("an upgrade saves, migrates and switches, and no request fails", async () => {
    await sleep(1000);
    const { status, said, asked } = await visited(`${INSTALLED}/upgrade ${archive("0.2.0")} 0.2.0`);
    must(status === 0, said);
    serves("0.2.0");
    must(backups() === 2 && says("wc -l </var/lib/nestogy/backups") === "2", "the backup was not made before the migration");
    same("--version config migrate serve", says("head -n 4 /var/lib/nestogy/words | xargs"));
    must(says("sort -u /var/lib/nestogy/words | xargs") === "--version config migrate scheduler serve worker", "the new release does not work behind the pages");
    must(says("systemctl is-enabled nestogy-serve@blue nestogy-serve@green") === "disabled\nenabled", "the wrong colour starts with the server");
    console.log(`  0 of ${asked} requests failed`);
  });
  for (const [name, , reason, saved] of BAD)
    await check(`a bad release (${name}) is taken back by itself, and visitors see nothing`, async () => {
      // Backups are named by the second.
      await sleep(1000);
      const before = backups();
      const { status, said } = await visited(`${INSTALLED}/upgrade ${archive(name)} ${name}`);
      must(status === 1 && reason.test(said), `${status}: ${said}`);
      serves("0.2.0");
      must(backups() === before + saved, "one backup was expected");
      must(says(`systemctl is-active ${UNITS} | sort -u`) === "active", says(`systemctl status ${UNITS}`));
    });
  await check("what served serves again after a restart of the machine", async () => {
    does("systemctl poweroff");
    await until("the machine is off", () => machine.exitCode !== null, 60);
    await boot("--boot");
    await isUp();
    await until("it serves", () => /"ready"/.test(says(ask("/readyz"))));
    serves("0.2.0");
  });
}

async function leaving() {
  const keys = says("sha256sum /etc/nestogy/*-key");
  await check("the uninstaller keeps the data and says where, and a new installation finds it", () => {
    const said = does(`${INSTALLED}/uninstall`);
    must(/kept: the database nestogy, \/var\/lib\/nestogy, \/var\/backups\/nestogy and \/etc\/nestogy/.test(said), said);
    must(says("ls -d /opt/nestogy /etc/systemd/system/nestogy* /etc/systemd/system/*/nestogy* /etc/nginx/*/nestogy 2>/dev/null; pgrep -u nestogy; systemctl list-units --all --no-legend 'nestogy*'") === "", "something is left");
    must(says("nginx -t -q && systemctl is-active nginx mariadb redis-server | sort -u") === "active", "the services of others do not run");
    does(INSTALL);
    serves("0.1.0");
    same(keys, says("sha256sum /etc/nestogy/*-key"));
    must(/alpha/.test(does(`${INSTALLED}/nestogy tenant list`)), "the workspace is gone");
  });
  await check("everything goes, but only for whoever types the host's name", () => {
    refuses(`${INSTALLED}/uninstall --purge`, /nothing was removed/, "");
    refuses(`${INSTALLED}/uninstall --purge`, /nothing was removed/, "yes\n");
    serves("0.1.0");
    does(`${INSTALLED}/uninstall --purge`, `${HOST}\n`);
    gone();
  });
}
function gone() {
  same("", says("find / -xdev -iname '*nestogy*' -not -path '/srv/*'; getent passwd nestogy; getent group nestogy; redis-cli --scan --pattern 'nestogy*'; pgrep -u nestogy 2>/dev/null"));
  same("0", says("mariadb -N -e \"SELECT COUNT(*) FROM mysql.db WHERE User = 'nestogy'\""));
}

// The same disk, with nothing but a shell as its first process.
async function withoutSystemd() {
  does("sync");
  await off();
  await boot("--as-pid2", "sleep", "1d");
  await check("where systemd does not run the same is installed, changed and removed", async () => {
    does(INSTALL);
    serves("0.1.0");
    const pids = says("cat /run/nestogy-*.pid");
    must(pids.split("\n").length === 3, pids);
    does(INSTALL);
    same(pids, says("cat /run/nestogy-*.pid"));
    const { status, said } = await visited(`${INSTALLED}/upgrade ${archive("0.2.0")} 0.2.0`);
    must(status === 0, said);
    serves("0.2.0");
    does(`${INSTALLED}/uninstall --purge`, `${HOST}\n`);
    gone();
  });
}

function pack() {
  mkdirSync(stage.path("releases"));
  release("0.1.0");
  release("0.2.0", NAMED);
  for (const [name, words] of BAD) release(name, words);
  release("no-program", "exit 1");
  release("no-site", "", ["bin"]);
  release("outside", "", ["-P", "--transform=s,^site,../../site,", "bin", "site"]);
  writeFileSync(stage.path("releases", "cut.tar.gz"), readFileSync(stage.path("releases", "0.1.0.tar.gz")).subarray(0, 1_000_000));
  writeFileSync(stage.path("releases", "empty.tar.gz"), "");
}

try {
  pack();
  await boot("--boot");
  await isUp();
  await freshMachine();
  await secondRun();
  await upgrades();
  await leaving();
  await withoutSystemd();
} catch (error) {
  await check("the stage stands", () => Promise.reject(error));
} finally {
  if (machine) await off().catch(() => {});
  run("find", ["/sys/fs/cgroup", "-depth", "-path", `*/${group}*`, "-type", "d", "-delete"]);
  stage.end();
}
