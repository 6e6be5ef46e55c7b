// The template as an object, and a copy of it that moto can create.
import { dirname, join } from "node:path";
import { ROOT, must, run } from "../kit.mjs";

// With the Python that moto runs in: it knows the template's tags, and what it creates.
export function readTemplate(moto) {
  const python = moto.includes("/") ? join(dirname(moto), "python") : "python3";
  const { status, said } = run(python, [`${ROOT}/deploy/tests/aws/template.py`, `${ROOT}/deploy/aws/nestogy.yaml`]);
  must(status === 0, said);
  return JSON.parse(said);
}

export const copy = (thing) => JSON.parse(JSON.stringify(thing));

// Without the resources that moto cannot create, and with a name in the place of every attribute that it does not know.
export function creatable(template, simulated, unknown = []) {
  const gone = Object.keys(template.Resources).filter((name) => !simulated.includes(template.Resources[name].Type));
  const { Rules: _, ...made } = withStandIns(copy(template), (name) => gone.includes(name.split(".")[0]) || unknown.includes(name));
  for (const name of gone) delete made.Resources[name];
  for (const resource of Object.values(made.Resources)) {
    if (resource.DependsOn) resource.DependsOn = [resource.DependsOn].flat().filter((name) => !gone.includes(name));
  }
  return made;
}

export const standIn = (name) => `arn:aws:none:us-east-1:123456789012:${name}`;

function withStandIns(part, gone) {
  if (Array.isArray(part)) return part.map((item) => withStandIns(item, gone));
  if (part === null || typeof part !== "object") return part;
  if (gone(named(part))) return standIn(named(part));
  if (typeof part["Fn::Sub"] === "string") {
    return { "Fn::Sub": part["Fn::Sub"].replace(/\$\{([\w.]+)\}/g, (whole, name) => (gone(name) ? standIn(name) : whole)) };
  }
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withStandIns(value, gone)]));
}

// The name in a Ref or a GetAtt.
export const named = (part) => part?.Ref ?? [part?.["Fn::GetAtt"] ?? []].flat().join(".");
export const list = (thing) => (Array.isArray(thing) ? thing : thing ? [thing] : []);

export function differences(what, wanted, found) {
  const missing = wanted.filter((one) => !found.includes(one)).map((one) => `${what}: ${one} is missing`);
  return [...missing, ...found.filter((one) => !wanted.includes(one)).map((one) => `${what}: ${one} is too much`)];
}
