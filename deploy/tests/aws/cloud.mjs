// As much of Amazon's interfaces as the test of the template needs, spoken to moto: it believes any signature.
import { ask, must } from "../kit.mjs";

const VERSIONS = {
  autoscaling: "2011-01-01", cloudformation: "2010-05-15", ec2: "2016-11-15", elasticloadbalancing: "2015-12-01",
  iam: "2010-05-08", rds: "2014-10-31",
};

export class Cloud {
  constructor(port, region) {
    Object.assign(this, { front: `http://127.0.0.1:${port}`, region });
  }

  async say(service, path, options = {}) {
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${this.region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    return ask(`${this.front}${path}`, { ...options, headers: { authorization, ...options.headers } });
  }

  // query("ec2", "DescribeSubnets", {…}): what is in the answer's result, as plain objects.
  async query(service, action, words = {}) {
    const body = String(new URLSearchParams({ Action: action, Version: VERSIONS[service], ...words }));
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const { status, body: said } = await this.say(service, "/", { method: "POST", body, headers });
    must(status === 200, `${action}: ${status} ${said.slice(0, 2000)}`);
    const answer = read(said)[`${action}Response`];
    return answer[`${action}Result`] ?? answer;
  }

  // The services that speak JSON with a target in the header.
  async target(service, target, words) {
    const { status, body } = await this.say(service, "/", {
      method: "POST", body: JSON.stringify(words), headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": target },
    });
    must(status === 200, `${target}: ${status} ${body.slice(0, 2000)}`);
    return JSON.parse(body);
  }
}

// XML without attributes as plain objects; what lists call "member" or "item" becomes an array.
export function read(text) {
  const stack = [{ children: {} }];
  for (const [, close, name, single, words] of text.replace(/<\?.*?\?>/g, "").matchAll(/<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+)/g)) {
    if (words !== undefined) stack.at(-1).words = words;
    else if (!close) {
      stack.push({ name, children: {} });
      if (single) end(stack);
    } else end(stack);
  }
  return stack[0].children;
}

function end(stack) {
  const { name, children, list, words = "" } = stack.pop();
  const value = list ?? (Object.keys(children).length ? children : decoded(words.trim()));
  const above = stack.at(-1);
  if (name === "member" || name === "item") (above.list ??= []).push(value);
  else above.children[name] = name in above.children ? [above.children[name], value].flat() : value;
}

const SIGNS = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const decoded = (text) => text.replace(/&(?:#(\d+)|(\w+));/g, (_, number, word) => SIGNS[word] ?? String.fromCodePoint(Number(number)));
