// Rules about what the template and the program have in common: routes, settings, figures, the order of starting.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run } from "../kit.mjs";
import { differences, list, named, standIn } from "./template.mjs";

const text = (path) => readFileSync(`${ROOT}/${path}`, "utf8");
const sources = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : entry.name.endsWith(".rs") ? [readFileSync(join(folder, entry.name), "utf8")] : [],
  );
const attribute = (attributes, key) => attributes.find(({ Key }) => Key === key)?.Value;

const setting = (start, name) => new RegExp(`^${name}=(.*)$`, "m").exec(start)?.[1] ?? "";

const answersReadiness = (path) => sources(`${ROOT}/server/src/http`).some((source) => source.includes(`.route("${path}", get(health::ready))`));

async function health({ cloud, id, start, template: { Resources: made } }) {
  const { TargetGroups } = await cloud.query("elasticloadbalancing", "DescribeTargetGroups", { "TargetGroupArns.member.1": id("Pages") });
  const { Port, HealthCheckPath, HealthCheckIntervalSeconds } = TargetGroups[0];
  const faults = [];
  if (!answersReadiness(HealthCheckPath)) faults.push(`${HealthCheckPath} says nothing of readiness`);
  if (setting(start, "NESTOGY_LISTEN") !== `0.0.0.0:${Port}`) faults.push(`the pages listen elsewhere than at ${Port}`);
  const drain = Number(setting(start, "NESTOGY_DRAIN_SECONDS"));
  if (!(drain >= 3 * HealthCheckIntervalSeconds)) faults.push(`draining for ${drain} s is shorter than three health checks`);
  const last = attribute(made.Pages.Properties.TargetGroupAttributes, "deregistration_delay.timeout_seconds");
  if (!(last >= drain + 20)) faults.push("the balancer lets go of a server before it has drained and ended");
  return [...faults, ...(await front({ cloud, id }))];
}

async function front({ cloud, id }) {
  const { Listeners } = await cloud.query("elasticloadbalancing", "DescribeListeners", { LoadBalancerArn: id("Balancer") });
  const seen = Listeners.map((one) => `${one.Protocol} ${one.Port} ${one.SslPolicy} ${one.DefaultActions[0].TargetGroupArn}`);
  const { AutoScalingGroups } = await cloud.query("autoscaling", "DescribeAutoScalingGroups", { "AutoScalingGroupNames.member.1": id("WebServers") });
  const { TargetGroupARNs, HealthCheckType } = AutoScalingGroups[0];
  return [
    ...differences("Listener", [`HTTPS 443 ELBSecurityPolicy-TLS13-1-2-2021-06 ${id("Pages")}`], seen),
    ...differences("WebServers", [id("Pages"), "ELB"], [...list(TargetGroupARNs), HealthCheckType]),
  ];
}

// What the machine's first script gets, word by word, as the shell reads it.
async function words({ cloud, id }, machine) {
  const { launchTemplateVersionSet } = await cloud.query("ec2", "DescribeLaunchTemplateVersions", { LaunchTemplateId: id(machine) });
  const script = Buffer.from(launchTemplateVersionSet[0].launchTemplateData.userData, "base64").toString();
  return run("bash", ["-c", script.replace("exec /opt/nestogy/deploy/aws/start", "printf '%s\\n'")]).said.trimEnd().split("\n");
}

// Parts of a setting, not settings themselves.
const PARTS = ["REDIS_TOKEN"];

async function settings(stand) {
  const { id, start, template: { Mappings }, parameters: { HostName, Secret } } = stand;
  const places = ["Database.Endpoint.Address", "Database.ReadEndpoint.Address", "Cache.PrimaryEndPoint.Address"].map(standIn);
  const queues = `https://sqs.us-east-1.amazonaws.com/123456789012/${stand.name}-`;
  const wanted = ["production", HostName, Secret, standIn("DatabaseLogin"), ...places, id("Files"), id("Backups"), queues];
  const faults = [];
  for (const [machine, part] of [["WebMachine", "serve"], ["WorkerMachine", "worker"]]) {
    const got = await words(stand, machine);
    if (String(got) !== String([part, ...wanted])) faults.push(`${machine} starts with ${got.join(" ")}`);
  }
  faults.push(...differences("trusted proxies", [Mappings.Networks.Cidr.Vpc], [setting(start, "NESTOGY_TRUSTED_PROXIES")]));
  return [...faults, ...variables(start), ...units(start)];
}

function variables(start) {
  const known = [...text("server/src/config/variables.rs").matchAll(/\b(?:variable|secret)\(\s*"(\w+)"/g)].map(([, name]) => name);
  const used = [...start.matchAll(/^(?:export )?([A-Z]\w+)=|jq -rj? \.([A-Z]\w+)/gm)].map(([, set, read]) => set ?? read);
  const strange = used.filter((name) => ![...known, ...PARTS].includes(name) && !name.startsWith("AWS_"));
  const missing = ["DATABASE_URL", "DATABASE_REPLICA_URL", "REDIS_URL", "SMTP_URL", "NESTOGY_QUEUE_URL", "NESTOGY_BASE_URL"].filter((name) => !used.includes(name));
  return [...strange.map((name) => `${name} is no setting of the program`), ...missing.map((name) => `${name} is not set`)];
}

function units(start) {
  const there = readdirSync(`${ROOT}/deploy/single/systemd`);
  const named = [...start.matchAll(/ (nestogy-[\w.@-]+)/g)].map(([, unit]) => unit.replace(/@\w+$/, "@") + (unit.includes(".") ? "" : ".service"));
  return named.filter((unit) => !there.includes(unit)).map((unit) => `there is no unit ${unit}`);
}

// The queues of the program's jobs, as SQS may call them.
const queuesOfTheProgram = () => {
  const named = [`${ROOT}/server/core/src`].flatMap(sources).flatMap((source) => [...source.matchAll(/const QUEUE: &'static str = "([\w.]+)"/g)]);
  return [...new Set(named.map(([, queue]) => queue.replaceAll(".", "-")))];
};

async function carried({ cloud, id, name, template: { Resources: made } }) {
  const { QueueUrls } = await cloud.target("sqs", "AmazonSQS.ListQueues", { QueueNamePrefix: `${name}-` });
  const there = list(QueueUrls).map((url) => url.split("/").at(-1).slice(name.length + 1));
  const faults = differences("queues", [...queuesOfTheProgram(), "put-aside"], there);
  const aside = made.PutAside && (await attributes(cloud, id("PutAside")));
  for (const [queue] of ofType(made, "AWS::SQS::Queue").filter(([one]) => one !== "PutAside")) {
    const { RedrivePolicy = "{}", SqsManagedSseEnabled } = await attributes(cloud, id(queue));
    if (JSON.parse(RedrivePolicy).deadLetterTargetArn !== aside?.QueueArn) faults.push(`${queue}: what cannot be claimed goes round for ever`);
    if (SqsManagedSseEnabled !== "true") faults.push(`${queue} is not sealed`);
  }
  return faults;
}

const attributes = async (cloud, QueueUrl) =>
  (await cloud.target("sqs", "AmazonSQS.GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] })).Attributes;

// The drop-in of the backup: words that the program knows, once for all workers, into the bucket.
function backup({ start }) {
  const dropIn = text("deploy/aws/nestogy-backup.conf");
  const [reset, command] = [...dropIn.matchAll(/^ExecStart=(.*)$/gm)].map(([, words]) => words);
  const known = [...text("server/src/cli/backup.rs").matchAll(/#\[arg\(long[^\]]*\)\]\s+(\w+):/g)].map(([, name]) => `--${name.replaceAll("_", "-")}`);
  const faults = [...command.matchAll(/ (--[\w-]+)/g)].map(([, word]) => word).filter((word) => !known.includes(word)).map((word) => `${word} is no word of nestogy backup`);
  if (reset !== "") faults.push("the unit's own command stays");
  if (!command.includes("--to s3://BUCKET?region=REGION") || !start.includes("nestogy-backup.conf")) faults.push("backups do not go to the bucket");
  if (!command.includes("--unless-within")) faults.push("every worker makes a backup of its own");
  return faults;
}

// Everything that CloudFormation has made before a resource.
function before(made, name, seen = new Set()) {
  const refers = JSON.stringify(made[name]).matchAll(/"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"|\$\{(\w+)/g);
  const next = [...refers].map((one) => one[1] ?? one[2] ?? one[3]).concat(list(made[name].DependsOn));
  for (const other of next) {
    if (!(other in made) || seen.has(other)) continue;
    seen.add(other);
    before(made, other, seen);
  }
  return seen;
}

const MACHINES = ["AppRouteA", "AppRouteB", "AppRoutesOfA", "AppRoutesOfB", "FilesInA", "FilesInB", "DatabaseWriter", "Cache"];
const NEEDS = { WebServers: MACHINES, Workers: MACHINES, WebByRequests: ["Listener"] };
const order = ({ template: { Resources: made } }) =>
  Object.entries(NEEDS).flatMap(([name, needs]) => {
    const first = before(made, name);
    return needs.filter((one) => !first.has(one)).map((one) => `${name} does not wait for ${one}`);
  });

// What makes each group grow.
const GROWS = { WebServers: "ALBRequestCountPerTarget", Workers: "nestogy_jobs_due" };
const ofType = (made, type) => Object.entries(made).filter(([, { Type }]) => Type === type);
const gauges = () => {
  const all = [`${ROOT}/server/src`, `${ROOT}/server/core/src`].flatMap(sources);
  return all.flatMap((source) => [...source.matchAll(/gauge!\(\s*"(\w+)"/g)].map(([, name]) => name));
};

async function figures({ cloud, id, template: { Resources: made } }) {
  const growing = ofType(made, "AWS::AutoScaling::ScalingPolicy").map(([, { Properties }]) => {
    const { PredefinedMetricSpecification: ready, CustomizedMetricSpecification: own } = Properties.TargetTrackingConfiguration;
    return `${named(Properties.AutoScalingGroupName)} by ${ready?.PredefinedMetricType ?? own.MetricName}`;
  });
  const faults = differences("groups", Object.entries(GROWS).map((pair) => pair.join(" by ")), growing);
  const known = gauges();
  if (!known.includes(GROWS.Workers)) faults.push(`${GROWS.Workers} is no figure of the program`);
  for (const [name, { Properties: alarm }] of ofType(made, "AWS::CloudWatch::Alarm")) {
    if (alarm.Namespace === "Nestogy" && !known.includes(alarm.MetricName)) faults.push(`${name}: ${alarm.MetricName} is no figure of the program`);
    faults.push(...differences(name, ["Alarms"], alarm.AlarmActions.map(named)));
  }
  if (named(made.Alarms.Properties.KmsMasterKeyId) !== "AlarmKey") faults.push("alarms are sealed with a key that does not know them");
  const { Policy } = await cloud.target("kms", "TrentService.GetKeyPolicy", { KeyId: id("AlarmKey"), PolicyName: "default" });
  if (!JSON.stringify(Policy).includes("cloudwatch.amazonaws.com")) faults.push("the key of the alarms does not let alarms in");
  return faults;
}

// Managed policies that take the host's name along: all of what came, and that header alone.
const WITH_HOST = ["216adef6-5c7f-47e4-b989-5492eafa07d3", "bf0718e1-ba1e-49d1-88b1-f726733018ae"];

function whoAsks({ template: { Resources: made } }) {
  const { DefaultCacheBehavior: pages, CacheBehaviors } = made.Cdn.Properties.DistributionConfig;
  const faults = [];
  for (const { PathPattern = "*", OriginRequestPolicyId, ViewerProtocolPolicy } of [pages, ...CacheBehaviors]) {
    if (!WITH_HOST.includes(OriginRequestPolicyId)) faults.push(`${PathPattern}: the balancer has no certificate for the name it is asked by`);
    if (ViewerProtocolPolicy !== "redirect-to-https") faults.push(`${PathPattern}: is there without TLS`);
  }
  const { AggregateKeyType, ForwardedIPConfig } = made.Firewall.Properties.Rules.find(({ Name }) => Name === "rate").Statement.RateBasedStatement;
  const written = made.WhoAsks.Properties.FunctionCode.includes(`"${ForwardedIPConfig?.HeaderName.toLowerCase()}"`);
  if (AggregateKeyType !== "FORWARDED_IP" || !written) faults.push("the firewall counts the CDN's servers");
  const asked = list(pages.FunctionAssociations).map(({ FunctionARN }) => named(FunctionARN));
  if (!asked.includes("WhoAsks.FunctionMetadata.FunctionARN")) faults.push("nobody writes down who asks");
  const kept = attribute(made.Balancer.Properties.LoadBalancerAttributes, "routing.http.xff_header_processing.mode");
  if (kept !== "preserve") faults.push("the program takes the CDN's servers for people");
  return faults;
}

const rate = ({ Firewall }) => Firewall.Properties.Rules[0].Statement.RateBasedStatement;

export const PROGRAMS = [
  {
    what: "the balancer asks for readiness where the program answers", faults: health,
    spoil: {
      "/livez says nothing of readiness": ({ Pages }) => (Pages.Properties.HealthCheckPath = "/livez"),
      "listen elsewhere": ({ Pages }) => (Pages.Properties.Port = 8080),
      "shorter than three health checks": ({ Pages }) => (Pages.Properties.HealthCheckIntervalSeconds = 30),
      "lets go of a server": ({ Pages }) => (Pages.Properties.TargetGroupAttributes[0].Value = "5"),
      "ELB is missing": ({ WebServers }) => delete WebServers.Properties.HealthCheckType,
    },
  },
  {
    what: "machines start with words and settings that the program knows", faults: settings,
    spoil: {
      "WebMachine starts with": ({ WebMachine }) => {
        const data = WebMachine.Properties.LaunchTemplateData.UserData["Fn::Base64"];
        data["Fn::Sub"] = data["Fn::Sub"].replace(" '${Files}'", "");
      },
    },
  },
  {
    what: "each queue of the program has one at Amazon", faults: carried,
    spoil: {
      "queues: triage is missing": (made) => {
        delete made.TriageQueue;
        const all = [made.MachineRights.Properties.PolicyDocument, made.WorkerRole.Properties.Policies[1].PolicyDocument];
        for (const { Statement } of all) {
          for (const one of Statement.filter(({ Resource }) => Array.isArray(Resource))) one.Resource = one.Resource.filter((arn) => named(arn) !== "TriageQueue.Arn");
        }
      },
      "goes round for ever": ({ MailQueue }) => delete MailQueue.Properties.RedrivePolicy,
      "DeskQueue is not sealed": ({ DeskQueue }) => (DeskQueue.Properties.SqsManagedSseEnabled = false),
    },
  },
  { what: "one worker a night makes the backup, into the bucket", faults: backup, spoil: {} },
  {
    what: "a machine starts when what it needs is there", faults: order,
    spoil: {
      "Workers does not wait for DatabaseWriter": ({ Workers }) => delete Workers.DependsOn,
      "WebByRequests does not wait": ({ WebByRequests }) => delete WebByRequests.DependsOn,
    },
  },
  {
    what: "groups grow and alarms ring by figures that exist", faults: figures,
    spoil: {
      "nestogy_jobs_late_seconds is no figure": ({ JobsAreLate }) => (JobsAreLate.Properties.MetricName = "nestogy_jobs_late_seconds"),
      "Workers by nestogy_jobs_due is missing": (made) => delete made.WorkersByQueue,
      "PagesFail: Alarms is missing": ({ PagesFail }) => (PagesFail.Properties.AlarmActions = []),
      "sealed with a key": ({ Alarms }) => (Alarms.Properties.KmsMasterKeyId = "alias/aws/sns"),
      "does not let alarms in": ({ AlarmKey }) => AlarmKey.Properties.KeyPolicy.Statement.pop(),
    },
  },
  {
    what: "firewall and program learn who asks", faults: whoAsks,
    spoil: {
      "/pkg/*: the balancer has no certificate": ({ Cdn }) => delete Cdn.Properties.DistributionConfig.CacheBehaviors[0].OriginRequestPolicyId,
      "counts the CDN's servers": (made) => (rate(made).AggregateKeyType = "IP"),
      "nobody writes down": ({ Cdn }) => delete Cdn.Properties.DistributionConfig.DefaultCacheBehavior.FunctionAssociations,
      "takes the CDN's servers for people": ({ Balancer }) => Balancer.Properties.LoadBalancerAttributes.pop(),
    },
  },
];
