// The template for Amazon's cloud, created in moto as far as that goes, and looked at through the services' own
// interfaces for what a linter does not see. Each rule must also find the faults that it is for, in spoiled copies.
//   node deploy/tests/aws.test.mjs        needs moto_server
import { readFileSync } from "node:fs";
import { ROOT, Stage, ask, check, freePort, must, until } from "./kit.mjs";
import { Cloud, read } from "./aws/cloud.mjs";
import { KEEPING } from "./aws/keeping.mjs";
import { NETWORK } from "./aws/network.mjs";
import { PROGRAMS } from "./aws/programs.mjs";
import { account, create, remove } from "./aws/stack.mjs";
import { copy, creatable, differences, list, readTemplate } from "./aws/template.mjs";

const RULES = [...NETWORK, ...PROGRAMS, ...KEEPING];

// What moto leaves out. These resources are read from the template, by the same rules, and by cfn-lint.
const NOT_SIMULATED = {
  "AWS::AutoScaling::ScalingPolicy": "no such type in a stack",
  "AWS::CloudFront::Distribution": "no such type in a stack",
  "AWS::CloudFront::Function": "no such type in a stack",
  "AWS::CloudWatch::Alarm": "no such type in a stack",
  "AWS::ElastiCache::ReplicationGroup": "no such type in a stack",
  "AWS::ElastiCache::SubnetGroup": "no such type in a stack",
  "AWS::RDS::DBCluster": "no such type in a stack",
  "AWS::RDS::DBClusterParameterGroup": "no such type in a stack",
  "AWS::RDS::DBInstance": "in a stack without its cluster, and so without Aurora's engine",
  "AWS::SecretsManager::Secret": "no such type in a stack",
  "AWS::WAFv2::WebACL": "no such type in a stack",
  "AWS::WAFv2::WebACLAssociation": "no such type in a stack",
};
const UNKNOWN_ATTRIBUTES = ["Files.Arn"];

const stage = new Stage("aws");
const moto = process.env.MOTO_SERVER ?? "moto_server";
const port = await freePort();
const cloud = new Cloud(port, "us-east-1");
const start = readFileSync(`${ROOT}/deploy/aws/start`, "utf8");
let parameters;
let simulated;
let stacks = 0;

const made = (template) => creatable(template, simulated.filter((type) => !(type in NOT_SIMULATED)), UNKNOWN_ATTRIBUTES);

async function stand(name, template, given = parameters) {
  const id = await create(cloud, name, made(template), given);
  return { cloud, id, name, template, parameters: given, start };
}

const none = (faults) => must(faults.length === 0, faults.join("\n"));

const aurora = { Type: "AWS::RDS::DBInstance", Properties: { Engine: "aurora-mysql", DBClusterIdentifier: "x", DBInstanceClass: "db.r6g.large" } };
const refused = async (name, Resources, otherwise) => must(await create(cloud, name, { Resources }, {}).then(() => false, () => true), otherwise);

// What moto learns, this test should look at there.
async function leavesOut(template, { id }) {
  const types = Object.values(template.Resources).map(({ Type }) => Type);
  const absent = [...new Set(types)].filter((type) => !simulated.includes(type));
  none(differences("not simulated", Object.keys(NOT_SIMULATED).filter((type) => type !== "AWS::RDS::DBInstance"), absent));
  await refused("aurora", { Alone: aurora }, "moto makes Aurora's instances now");
  const topic = { Type: "AWS::SNS::Topic", Properties: { DisplayName: { "Fn::GetAtt": ["Files", "Arn"] } } };
  await refused("arn", { Files: { Type: "AWS::EFS::FileSystem" }, Topic: topic }, "moto knows Files.Arn now");
  const { status, body } = await cloud.say("s3", `/${id("Backups")}?publicAccessBlock`);
  must(status === 404, `moto closes buckets of stacks now: ${body}`);
  must(read((await cloud.say("s3", `/${id("Backups")}?replication`)).body).Error, "moto copies buckets of stacks now");
  const { securityGroupInfo } = await cloud.query("ec2", "DescribeSecurityGroups", { "GroupId.1": id("BalancerGroup") });
  must(!securityGroupInfo[0].ipPermissions, "moto keeps prefix lists of stacks now");
  const { routeTableSet } = await cloud.query("ec2", "DescribeRouteTables", { "RouteTableId.1": id("PublicRoutes") });
  must(!routeTableSet[0].associationSet, "moto keeps whose a route table is now");
  const { AttachedPolicies } = await cloud.query("iam", "ListAttachedRolePolicies", { RoleName: id("WebRole") });
  must(!AttachedPolicies, "moto attaches policies of stacks now");
}

// A copy of the template with one fault, which its rule must name.
async function finds(rule, template) {
  for (const [expected, spoil] of Object.entries(rule.spoil)) {
    const spoiled = copy(template);
    spoil(spoiled.Resources);
    const faults = await rule.faults(await stand(`spoiled-${(stacks += 1)}`, spoiled));
    must(faults.some((fault) => fault.includes(expected)), `"${expected}" is not said, but: ${faults.join("; ") || "nothing"}`);
  }
}

async function unknownSetting(template, { id, name }) {
  const spoiled = `${start}\nNESTOGY_NO_SUCH_THING=1\n`;
  const faults = await PROGRAMS.find(({ what }) => what.includes("settings")).faults({ cloud, id, name, template, parameters, start: spoiled });
  must(faults.some((fault) => fault.includes("NESTOGY_NO_SUCH_THING")), `found only: ${faults}`);
}

async function withoutCopy(template) {
  const { CopyBucket: _, CopyKey: __, ...rest } = parameters;
  const { id } = await stand("plain", template, rest);
  must(id("Backups") && !id("CopyRole") && !id("CopyRights"), "the copy's role is made although nothing is copied");
}

async function outlives({ id }) {
  const [vpc, bucket, files] = ["Vpc", "Backups", "Files"].map(id);
  await remove(cloud, "nestogy", id);
  const { subnetSet } = await cloud.query("ec2", "DescribeSubnets", { "Filter.1.Name": "vpc-id", "Filter.1.Value.1": vpc });
  const { LoadBalancers } = await cloud.query("elasticloadbalancing", "DescribeLoadBalancers");
  must(!subnetSet && !list(LoadBalancers).some(({ VpcId }) => VpcId === vpc), "the network stays");
  must((await cloud.say("s3", `/${bucket}`)).status === 200, "the bucket went with the stack");
  must((await cloud.say("elasticfilesystem", `/2015-02-01/file-systems?FileSystemId=${files}`)).status === 200, "the files went with the stack");
}

try {
  const server = stage.start(moto, ["-H", "127.0.0.1", "-p", String(port)]);
  const { template, simulated: types } = readTemplate(moto);
  simulated = types;
  await until("moto answers", async () => (await ask(`http://127.0.0.1:${port}/`)).status === 200, 60);
  parameters = await account(cloud);
  let built;
  await check("the stack is created", async () => {
    built = await stand("nestogy", template).catch((error) => {
      throw new Error(`${error.message}\n${server.said.split("\n").slice(-5).join("\n")}`);
    });
  });
  must(built, "there is nothing to look at");
  for (const { what, faults } of RULES) await check(what, async () => none(await faults(built)));
  await check("without another region nothing of the copy is made", () => withoutCopy(template));
  await check("what moto leaves out is what this test says", () => leavesOut(template, built));
  for (const rule of RULES) await check(`its faults are found: ${rule.what}`, () => finds(rule, template));
  await check("a setting that the program does not know is found", () => unknownSetting(template, built));
  await check("bucket and files outlive the stack", () => outlives(built));
} catch (error) {
  await check("the stage stands", () => Promise.reject(error));
} finally {
  stage.end();
}
