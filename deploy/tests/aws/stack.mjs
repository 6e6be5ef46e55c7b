// A stack in moto: made, looked at by the names of the template, deleted.
import { must, sleep } from "../kit.mjs";
import { list } from "./template.mjs";

const COPY = { CopyBucket: "arn:aws:s3:::the-other-region", CopyKey: "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" };

// What an account has before: an image in the parameter store, and certificates.
export async function account(cloud) {
  const { imagesSet } = await cloud.query("ec2", "DescribeImages", { "Owner.1": "amazon" });
  await cloud.target("ssm", "AmazonSSM.PutParameter", { Name: "/nestogy/image", Value: imagesSet[0].imageId, Type: "String" });
  const { CertificateArn } = await cloud.target("acm", "CertificateManager.RequestCertificate", { DomainName: "desk.example.com" });
  return {
    HostName: "desk.example.com", Certificate: CertificateArn, CdnCertificate: CertificateArn, CdnAddresses: "pl-3b927c52",
    Secret: "arn:aws:secretsmanager:us-east-1:123456789012:secret:nestogy-AbCdEf", AlarmMail: "alarms@example.com", ...COPY,
  };
}

export async function create(cloud, name, body, parameters) {
  const words = { StackName: name, TemplateBody: JSON.stringify(body), "Capabilities.member.1": "CAPABILITY_IAM" };
  Object.entries(parameters).forEach(([key, value], n) => {
    words[`Parameters.member.${n + 1}.ParameterKey`] = key;
    words[`Parameters.member.${n + 1}.ParameterValue`] = value;
  });
  await cloud.query("cloudformation", "CreateStack", words).catch((error) => failed(cloud, name, body, error));
  await complete(cloud, name, body);
  const { StackResources } = await cloud.query("cloudformation", "DescribeStackResources", { StackName: name });
  const ids = new Map(StackResources.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]));
  return (resource) => ids.get(resource);
}

async function complete(cloud, name, body) {
  for (let turn = 0; ; turn += 1) {
    const { Stacks } = await cloud.query("cloudformation", "DescribeStacks", { StackName: name });
    const { StackStatus, StackStatusReason } = Stacks[0];
    if (StackStatus === "CREATE_COMPLETE") return;
    const over = StackStatus !== "CREATE_IN_PROGRESS" || turn > 100;
    if (over) await failed(cloud, name, body, new Error(`${StackStatus} ${StackStatusReason ?? ""}`));
    await sleep(100);
  }
}

// moto makes one after the other and stops: the first that it has not made is the one that failed.
async function failed(cloud, name, body, error) {
  const { StackResourceSummaries } = await cloud.query("cloudformation", "ListStackResources", { StackName: name }).catch(() => ({}));
  const made = list(StackResourceSummaries).map(({ LogicalResourceId }) => LogicalResourceId);
  const missing = Object.keys(body.Resources).filter((one) => !made.includes(one));
  throw new Error(`${error.message}\nnot made: ${missing.join(", ")}`);
}

// moto leaves the route tables, and so the network they are in: everything else goes.
export async function remove(cloud, name, id) {
  const said = await cloud.query("cloudformation", "DeleteStack", { StackName: name }).then(() => "", (error) => error.message);
  must(said.includes(`${id("Vpc")} has dependencies`), `moto deletes route tables now, or something else stays: ${said}`);
}
