// People at work behind the load balancer, and the books that are compared afterwards.
import { Agent } from "node:http";
import { createServer } from "node:net";
import { ask, must, sleep } from "../kit.mjs";

const PASSWORD = "nine+Larches+beside+the+Weir";
const form = (fields) => new URLSearchParams(fields).toString();

export async function signIn(front, workspace = "alpha") {
  const body = `workspace=${workspace}&email=owner%40${workspace}.example&password=${PASSWORD}`;
  const answer = await ask(`${front}/api/identity/sign-in`, { method: "POST", headers: headersOf(front), body });
  const cookies = (answer.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]);
  const session = cookies.find((cookie) => cookie.startsWith("nestogy="));
  must(session, `no session: ${answer.status} ${answer.body}`);
  return session;
}

export const headersOf = (front, cookie = "", type = "application/x-www-form-urlencoded") => ({ origin: front, accept: "application/json", "content-type": type, cookie });

export async function post(front, cookie, path, fields) {
  return ask(`${front}${path}`, { method: "POST", headers: headersOf(front, cookie), body: form(fields) });
}

// Everybody answers a ticket of his own and reads it at once: what he has written must stand there.
export class People {
  constructor(front, session, tickets) {
    Object.assign(this, { front, session, tickets, running: true, books: [], reads: 0, failedReads: [], failedWrites: [], stale: [] });
    const writers = tickets.map((number, n) => this.person(number, n));
    this.done = Promise.all([...writers, this.reader("/tickets"), this.reader("/clients"), this.reader("/tickets?show=all")]);
  }

  // Somebody who only looks: served by the replica where it has followed.
  async reader(path) {
    const jar = { nestogy: this.session };
    while (this.running) {
      await this.get(path, jar);
      await sleep(30);
    }
  }

  async person(number, n) {
    // Cookies are kept as a browser keeps them.
    const jar = { nestogy: this.session };
    for (let step = 0; this.running; step += 1) {
      const version = await this.version(number, jar);
      if (version !== undefined) await this.reply(number, version, `mark-${n}-${step}-${Date.now()}-end`, jar);
      await this.get("/tickets", jar);
      await sleep(20);
    }
  }

  async get(path, jar) {
    const agent = new Agent({ keepAlive: false });
    const answer = await ask(`${this.front}${path}`, { headers: { accept: "text/html", cookie: Object.values(jar).join("; ") }, agent });
    keep(jar, answer);
    this.reads += 1;
    if (answer.status !== 200) this.failedReads.push(`${path}: ${answer.status} ${answer.body.slice(0, 100)}`);
    return answer;
  }

  async version(number, jar) {
    const { status, body } = await this.get(`/tickets/${number}`, jar);
    return status === 200 ? /name="version" value="(\d+)"/.exec(body)?.[1] : undefined;
  }

  async reply(number, version, mark, jar) {
    const { type, body } = multipart({ number, version, kind: "reply", body: `Reply ${mark}`, status: "" });
    const headers = { ...headersOf(this.front, Object.values(jar).join("; "), type) };
    const answer = await ask(`${this.front}/api/tickets/reply`, { method: "POST", headers, body });
    keep(jar, answer);
    const taken = answer.status === 200 && answer.body.includes('"Done"');
    const refused = answer.status === 200 && answer.body.includes('"Rejected"');
    this.books.push({ mark, taken, refused });
    if (!taken && !refused) this.failedWrites.push(`${answer.status} ${answer.body.slice(0, 100)}`);
    if (!taken) return;
    const page = await this.get(`/tickets/${number}`, jar);
    if (page.status === 200 && !page.body.includes(mark)) this.stale.push(mark);
  }

  async stop() {
    this.running = false;
    await this.done;
    return this;
  }
}

function keep(jar, answer) {
  for (const cookie of answer.headers["set-cookie"] ?? []) {
    const [pair, ...attributes] = cookie.split(";");
    const name = pair.split("=")[0];
    const gone = attributes.some((attribute) => /max-age=0$/i.test(attribute.trim()));
    if (name === "nestogy") continue;
    if (gone) delete jar[name];
    else jar[name] = pair;
  }
}

// A form as a browser sends it; `file` is the text of one that goes along.
export function multipart(fields, file) {
  const boundary = "nestogy-topology";
  const parts = Object.entries(fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  if (file) parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="log.txt"\r\nContent-Type: text/plain\r\n\r\n${file}\r\n`);
  return { type: `multipart/form-data; boundary=${boundary}`, body: `${parts.join("")}--${boundary}--\r\n` };
}

// A mail server that takes everything and remembers what was said in it.
export class MailServer {
  constructor() {
    this.mails = [];
    this.server = createServer((socket) => this.talk(socket));
  }

  listen(port) {
    return new Promise((done) => this.server.listen(port, "127.0.0.1", done));
  }

  talk(socket) {
    let buffer = "";
    let body;
    const say = (line) => socket.write(`${line}\r\n`);
    say("220 topology");
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      buffer += bytes.toString("latin1");
      for (let at = buffer.indexOf("\r\n"); at >= 0; at = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, at);
        buffer = buffer.slice(at + 2);
        if (body !== undefined) {
          if (line === ".") {
            this.mails.push(body);
            body = undefined;
            say("250 taken");
          } else body += `${line}\r\n`;
        } else if (/^DATA/i.test(line)) {
          body = "";
          say("354 go on");
        } else if (/^QUIT/i.test(line)) {
          say("221 bye");
          socket.end();
        } else say("250 ok");
      }
    });
  }

  // How often each reply went out. A mail quotes what was said before: its own words come first.
  counts() {
    const counts = new Map();
    for (const mail of this.mails) {
      const mark = /mark-\d+-\d+-\d+-end/.exec(mail)?.[0];
      if (mark) counts.set(mark, (counts.get(mark) ?? 0) + 1);
    }
    return counts;
  }
}
