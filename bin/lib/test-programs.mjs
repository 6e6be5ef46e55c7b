// Reads cargo's JSON messages and lists the test programs: package, kind, name, program, folder.
import { createInterface } from "node:readline";
import { dirname } from "node:path";

for await (const line of createInterface({ input: process.stdin })) {
  if (!line.startsWith("{")) continue;
  const message = JSON.parse(line);
  if (message.reason !== "compiler-artifact" || !message.profile.test || !message.executable) continue;
  const folder = dirname(message.manifest_path);
  const name = message.package_id.match(/#(?:([^@]+)@)?[^@]*$/)?.[1] ?? folder.split("/").pop();
  console.log([name, message.target.kind[0], message.target.name, message.executable, folder].join("\t"));
}
