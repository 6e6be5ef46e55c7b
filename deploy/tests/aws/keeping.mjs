// Rules about data and rights: what is sealed, what stays, and who may do what.
import { read } from "./cloud.mjs";
import { differences, list, named } from "./template.mjs";

async function bucket({ cloud, id, template: { Resources: made } }) {
  const { body } = await cloud.say("s3", `/${id("Backups")}?encryption`);
  const sealed = read(body).ServerSideEncryptionConfiguration?.Rule.ApplyServerSideEncryptionByDefault.SSEAlgorithm;
  // moto makes a bucket of a stack with its encryption and nothing else: the rest is read from the template.
  const { PublicAccessBlockConfiguration: block = {}, VersioningConfiguration } = made.Backups.Properties;
  const faults = differences("Backups", ["aws:kms", "Enabled"], [sealed, VersioningConfiguration?.Status]);
  for (const way of ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]) {
    if (block[way] !== true) faults.push(`Backups: ${way} is off`);
  }
  return [...faults, ...replicated(made)];
}

function replicated({ Backups }) {
  const [condition, { Role, Rules: [rule] }, otherwise] = Backups.Properties.ReplicationConfiguration["Fn::If"];
  const { Bucket, EncryptionConfiguration: { ReplicaKmsKeyID } } = rule.Destination;
  const found = [condition, named(otherwise), named(Role), rule.Status, named(Bucket), named(ReplicaKmsKeyID)];
  const faults = differences("the copy", ["Copied", "AWS::NoValue", "CopyRole.Arn", "Enabled", "CopyBucket", "CopyKey"], found);
  const enabled = rule.SourceSelectionCriteria.SseKmsEncryptedObjects.Status === "Enabled";
  return enabled ? faults : [...faults, "what is sealed is not copied"];
}

async function sealed({ cloud, id, template: { Resources: made } }) {
  const { FileSystems } = JSON.parse((await cloud.say("elasticfilesystem", `/2015-02-01/file-systems?FileSystemId=${id("Files")}`)).body);
  const faults = FileSystems[0].Encrypted ? [] : ["Files are not sealed"];
  for (const machine of ["WebMachine", "WorkerMachine"]) {
    const { launchTemplateVersionSet } = await cloud.query("ec2", "DescribeLaunchTemplateVersions", { LaunchTemplateId: id(machine) });
    const { blockDeviceMappingSet, metadataOptions } = launchTemplateVersionSet[0].launchTemplateData;
    const disks = list(blockDeviceMappingSet).map(({ ebs }) => ebs.encrypted);
    if (String(disks) !== "true") faults.push(`${machine}: its disk is not sealed`);
    if (metadataOptions?.httpTokens !== "required") faults.push(`${machine}: a stray request gets its role`);
  }
  const { TransitEncryptionEnabled, AtRestEncryptionEnabled, AuthToken } = made.Cache.Properties;
  if (!TransitEncryptionEnabled || !AtRestEncryptionEnabled || !AuthToken) faults.push("Cache is not sealed");
  return [...faults, ...database(made)];
}

function database({ Database, DatabaseSettings }) {
  const { StorageEncrypted, EngineVersion, ManageMasterUserPassword } = Database.Properties;
  const { Family, Parameters } = DatabaseSettings.Properties;
  const faults = StorageEncrypted === true && Parameters.require_secure_transport === "ON" ? [] : ["Database is not sealed"];
  // The oldest MySQL that the program is for; its settings are written down when a machine starts.
  if (parseFloat(EngineVersion) < 8.4 || Family !== "aurora-mysql8.4") faults.push(`the program is not for MySQL ${EngineVersion}`);
  if (ManageMasterUserPassword) faults.push("the database's password changes under running machines");
  return faults;
}

const KEPT = {
  "AWS::EFS::FileSystem": "Retain", "AWS::Logs::LogGroup": "Retain", "AWS::RDS::DBCluster": "Snapshot", "AWS::S3::Bucket": "Retain",
  "AWS::SecretsManager::Secret": "Retain",
};

function stays({ template: { Resources: made } }) {
  const faults = Object.entries(made).flatMap(([name, { Type, DeletionPolicy, UpdateReplacePolicy }]) =>
    Type in KEPT && (DeletionPolicy !== KEPT[Type] || UpdateReplacePolicy !== KEPT[Type]) ? [`${name} goes with the stack`] : [],
  );
  const { DeletionProtection, BackupRetentionPeriod } = made.Database.Properties;
  return DeletionProtection === true && BackupRetentionPeriod >= 7 ? faults : [...faults, "Database is not protected"];
}

// What may be done to everything, and why that cannot be narrower.
const EVERYTHING = {
  "cloudwatch:PutMetricData": "figures have no ARN; the condition names their namespace",
};
// Reading without a subject: there is nothing that a condition could name.
const ALONE = ["ses:GetAccount"];
const WITH_CONDITION = /^arn:aws:kms:[^:]+:\d+:key\/\*$/;
// By whom a role is taken, and the policy of Amazon's own that comes with it.
const ROLES = {
  WebRole: ["ec2.amazonaws.com", ["AmazonSSMManagedInstanceCore"]],
  WorkerRole: ["ec2.amazonaws.com", ["AmazonSSMManagedInstanceCore"]],
  CopyRole: ["s3.amazonaws.com", []],
};

// Policies come back as they are, in an address's letters, or as Python writes them.
const document = (words) => JSON.parse(decodeURIComponent(words).replace(/^\{'[^]*/, (python) => python.replaceAll("'", '"')));

async function statements({ cloud, id, template: { Resources: made } }) {
  const all = [];
  for (const [name, { Type }] of Object.entries(made)) {
    if (Type === "AWS::IAM::ManagedPolicy") {
      const { PolicyVersion } = await cloud.query("iam", "GetPolicyVersion", { PolicyArn: id(name), VersionId: "v1" });
      all.push(...document(PolicyVersion.Document).Statement.map((statement) => ({ name, ...statement })));
    } else if (Type === "AWS::IAM::Role") {
      const { PolicyNames } = await cloud.query("iam", "ListRolePolicies", { RoleName: id(name) });
      for (const PolicyName of list(PolicyNames)) {
        const { PolicyDocument } = await cloud.query("iam", "GetRolePolicy", { RoleName: id(name), PolicyName });
        all.push(...document(PolicyDocument).Statement.map((statement) => ({ name, ...statement })));
      }
    }
  }
  return all;
}

async function rights(stand) {
  const { cloud, id, template: { Resources: made } } = stand;
  const faults = [];
  const seen = await statements(stand);
  for (const { name, Action, Resource, Condition } of seen) {
    for (const action of list(Action)) {
      if (action.includes("*")) faults.push(`${name} may do ${action}`);
      if (list(Resource).includes("*") && !(action in EVERYTHING && Condition) && !ALONE.includes(action)) faults.push(`${name} may do ${action} to everything`);
    }
    if (list(Resource).some((one) => WITH_CONDITION.test(one)) && !Condition) faults.push(`${name} may use every key`);
  }
  for (const name of Object.keys(made).filter((one) => made[one].Type === "AWS::IAM::Role")) {
    const { Role } = await cloud.query("iam", "GetRole", { RoleName: id(name) });
    const [service, policies] = ROLES[name] ?? ["nobody", []];
    faults.push(...differences(name, [service], document(Role.AssumeRolePolicyDocument).Statement.map(({ Principal }) => Principal.Service)));
    const amazons = list(made[name].Properties.ManagedPolicyArns).filter((one) => !named(one)).map((one) => one["Fn::Sub"] ?? one);
    faults.push(...differences(name, policies, amazons.map((arn) => arn.split("/").at(-1))));
  }
  const reach = (role) => seen.filter(({ name }) => name === role).flatMap(({ Action }) => list(Action));
  if (reach("WebRole").length) faults.push("WebRole may do more than read secrets, reach files and write logs");
  for (const [role, action] of [["WorkerRole", "s3:PutObject"], ["WorkerRole", "sqs:ReceiveMessage"], ["WorkerRole", "ses:SendEmail"], ["CopyRole", "s3:ReplicateObject"]]) {
    if (!reach(role).includes(action)) faults.push(`${role} may not do ${action}`);
  }
  return faults;
}

const allow = (Action, Resource) => ({ Effect: "Allow", Action, Resource });
const granted = (resource) => resource.Properties.PolicyDocument.Statement;

export const KEEPING = [
  {
    what: "the bucket of the backups is sealed, private and copied", faults: bucket,
    spoil: {
      "RestrictPublicBuckets is off": ({ Backups }) => (Backups.Properties.PublicAccessBlockConfiguration.RestrictPublicBuckets = false),
      "aws:kms is missing": ({ Backups }) => delete Backups.Properties.BucketEncryption,
      "Backups: Enabled is missing": ({ Backups }) => delete Backups.Properties.VersioningConfiguration,
      "what is sealed is not copied": ({ Backups }) => {
        Backups.Properties.ReplicationConfiguration["Fn::If"][1].Rules[0].SourceSelectionCriteria.SseKmsEncryptedObjects.Status = "Disabled";
      },
    },
  },
  {
    what: "disks, files, database and Redis are sealed", faults: sealed,
    spoil: {
      "Files are not sealed": ({ Files }) => (Files.Properties.Encrypted = false),
      "WebMachine: its disk": ({ WebMachine }) => delete WebMachine.Properties.LaunchTemplateData.BlockDeviceMappings,
      "WorkerMachine: a stray request": ({ WorkerMachine }) => delete WorkerMachine.Properties.LaunchTemplateData.MetadataOptions,
      "Cache is not sealed": ({ Cache }) => delete Cache.Properties.AuthToken,
      "not for MySQL 8.0": ({ Database }) => (Database.Properties.EngineVersion = "8.0.mysql_aurora.3.08.0"),
      "changes under running machines": ({ Database }) => (Database.Properties.ManageMasterUserPassword = true),
    },
  },
  {
    what: "what holds data says that it stays", faults: stays,
    spoil: {
      "Files goes with the stack": ({ Files }) => delete Files.DeletionPolicy,
      "Database goes with the stack": ({ Database }) => (Database.DeletionPolicy = "Delete"),
      "Database is not protected": ({ Database }) => delete Database.Properties.DeletionProtection,
    },
  },
  {
    what: "roles may do what is listed and nothing to everything", faults: rights,
    spoil: {
      "MachineRights may do s3:*": ({ MachineRights }) => granted(MachineRights).push(allow("s3:*", "arn:aws:s3:::some")),
      "MachineRights may do s3:GetObject to everything": ({ MachineRights }) => granted(MachineRights).push(allow("s3:GetObject", "*")),
      "cloudwatch:PutMetricData to everything": ({ MachineRights }) => delete granted(MachineRights).find(({ Condition }) => Condition).Condition,
      "CopyRole may use every key": ({ CopyRights }) => delete granted(CopyRights).find(({ Condition }) => Condition).Condition,
      "WebRole may do more": ({ WebRole, WorkerRole }) => (WebRole.Properties.Policies = WorkerRole.Properties.Policies),
      "AdministratorAccess is too much": ({ WebRole }) => WebRole.Properties.ManagedPolicyArns.push("arn:aws:iam::aws:policy/AdministratorAccess"),
      "lambda.amazonaws.com is too much": ({ WebRole }) => {
        WebRole.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service = "lambda.amazonaws.com";
      },
    },
  },
];
