// Rules about where things stand and who reaches them, as moto made them of the template.
import { differences, list, named } from "./template.mjs";

// What a subnet's table says about the rest of the world: an internet gateway, a NAT gateway, or nothing. moto forgets
// which table is whose: that is read from the template.
async function subnets({ cloud, id, template: { Resources: made } }) {
  const here = { "Filter.1.Name": "vpc-id", "Filter.1.Value.1": id("Vpc") };
  const { subnetSet } = await cloud.query("ec2", "DescribeSubnets", here);
  const { routeTableSet } = await cloud.query("ec2", "DescribeRouteTables", here);
  const main = routeTableSet.find(({ associationSet }) => list(associationSet).some((one) => one.main === "true")).routeTableId;
  const pairs = Object.values(made).filter(({ Type }) => Type === "AWS::EC2::SubnetRouteTableAssociation");
  const tables = new Map(pairs.map(({ Properties }) => [id(named(Properties.SubnetId)), id(named(Properties.RouteTableId))]));
  const seen = list(subnetSet).map(({ subnetId, availabilityZone, mapPublicIpOnLaunch }) => {
    const table = routeTableSet.find(({ routeTableId }) => routeTableId === (tables.get(subnetId) ?? main));
    const out = list(table.routeSet).find(({ destinationCidrBlock }) => destinationCidrBlock === "0.0.0.0/0");
    return [subnetId, { zone: availabilityZone, out: out?.gatewayId ?? out?.natGatewayId ?? "", addresses: mapPublicIpOnLaunch === "true" }];
  });
  return new Map(seen);
}

const isPublic = ({ out, addresses }) => out.startsWith("igw-") || addresses;

function placed(what, ids, seen, good) {
  const places = ids.map((one) => seen.get(one));
  const faults = places.some((place) => !place || !good(place)) ? [`${what} stands in a wrong subnet`] : [];
  if (new Set(places.map((place) => place?.zone)).size < 2) faults.push(`${what} stands in one zone`);
  return faults;
}

async function programs(stand) {
  const { cloud, id } = stand;
  const seen = await subnets(stand);
  const inside = (place) => !isPublic(place) && place.out.startsWith("nat-");
  const faults = [];
  for (const group of ["WebServers", "Workers"]) {
    const { AutoScalingGroups } = await cloud.query("autoscaling", "DescribeAutoScalingGroups", { "AutoScalingGroupNames.member.1": id(group) });
    faults.push(...placed(group, AutoScalingGroups[0].VPCZoneIdentifier.split(","), seen, inside));
  }
  const { reservationSet } = await cloud.query("ec2", "DescribeInstances", { "Filter.1.Name": "vpc-id", "Filter.1.Value.1": id("Vpc") });
  const machines = list(reservationSet).flatMap(({ instancesSet }) => instancesSet);
  if (machines.length < 5) faults.push(`${machines.length} machines started`);
  for (const { instanceId, subnetId, ipAddress } of machines) {
    if (ipAddress || !inside(seen.get(subnetId))) faults.push(`${instanceId} can be reached from outside`);
  }
  const { MountTargets } = JSON.parse((await cloud.say("elasticfilesystem", `/2015-02-01/mount-targets?FileSystemId=${id("Files")}`)).body);
  faults.push(...placed("Files", MountTargets.map(({ SubnetId }) => SubnetId), seen, inside));
  return faults;
}

// A zone that is away takes no other one's way out with it.
async function waysOut(stand) {
  const seen = await subnets(stand);
  const { natGatewaySet } = await stand.cloud.query("ec2", "DescribeNatGateways", { "Filter.1.Name": "vpc-id", "Filter.1.Value.1": stand.id("Vpc") });
  const faults = [];
  for (const [subnet, { zone, out }] of seen) {
    if (!out.startsWith("nat-")) continue;
    const stands = seen.get(list(natGatewaySet).find(({ natGatewayId }) => natGatewayId === out)?.subnetId);
    if (!stands || !isPublic(stands) || stands.zone !== zone) faults.push(`${subnet} in ${zone} goes out by another zone, or not at all`);
  }
  const words = { "LoadBalancerArns.member.1": stand.id("Balancer") };
  const { LoadBalancers } = await stand.cloud.query("elasticloadbalancing", "DescribeLoadBalancers", words);
  const front = list(LoadBalancers[0].AvailabilityZones).map(({ SubnetId }) => SubnetId);
  return [...faults, ...placed("Balancer", front, seen, isPublic)];
}

async function data(stand) {
  const { cloud, id, template: { Resources: made } } = stand;
  const seen = await subnets(stand);
  const { DBSubnetGroups } = await cloud.query("rds", "DescribeDBSubnetGroups");
  const group = list(DBSubnetGroups.DBSubnetGroup).find(({ VpcId }) => VpcId === id("Vpc"));
  const closed = (place) => place.out === "" && !isPublic(place);
  const faults = placed("DatabaseSubnets", list(group.Subnets.Subnet).map(({ SubnetIdentifier }) => SubnetIdentifier), seen, closed);
  // moto has no Aurora and no Redis in a stack: that they use these groups is read from the template.
  faults.push(...placed("CacheSubnets", made.CacheSubnets.Properties.SubnetIds.map((subnet) => id(named(subnet))), seen, closed));
  const { Database, DatabaseWriter, DatabaseReader, Cache } = made;
  if (named(Database.Properties.DBSubnetGroupName) !== "DatabaseSubnets") faults.push("Database stands elsewhere");
  if (named(Cache.Properties.CacheSubnetGroupName) !== "CacheSubnets") faults.push("Cache stands elsewhere");
  const halves = [DatabaseWriter, DatabaseReader].map(({ Properties }) => Properties);
  if (halves.some(({ PubliclyAccessible }) => PubliclyAccessible !== false)) faults.push("the database has a public address");
  if (new Set(halves.map(({ AvailabilityZone }) => JSON.stringify(AvailabilityZone))).size < 2) faults.push("writer and reader stand in one zone");
  const { MultiAZEnabled, AutomaticFailoverEnabled, NumCacheClusters } = Cache.Properties;
  if (!MultiAZEnabled || !AutomaticFailoverEnabled || NumCacheClusters < 2) faults.push("Redis has no second zone");
  return faults;
}

const PROGRAMS = ["WebGroup", "WorkerGroup"];
const from = (port, groups) => groups.map((group) => `tcp ${port}-${port} ${group}`);
const LET_IN = {
  // From the CDN alone: moto drops rules with a prefix list, so that one is read from the template.
  BalancerGroup: [],
  WebGroup: from(3000, ["BalancerGroup"]),
  WorkerGroup: [],
  DatabaseGroup: from(3306, PROGRAMS),
  CacheGroup: from(6379, PROGRAMS),
  FilesGroup: from(2049, PROGRAMS),
};
const WEARS = {
  Balancer: ["SecurityGroups", "BalancerGroup"], Cache: ["SecurityGroupIds", "CacheGroup"], Database: ["VpcSecurityGroupIds", "DatabaseGroup"],
  FilesInA: ["SecurityGroups", "FilesGroup"], FilesInB: ["SecurityGroups", "FilesGroup"],
  WebMachine: ["SecurityGroupIds", "WebGroup"], WorkerMachine: ["SecurityGroupIds", "WorkerGroup"],
};

async function letIn({ cloud, id, template: { Resources: made } }) {
  const { securityGroupInfo } = await cloud.query("ec2", "DescribeSecurityGroups", { "Filter.1.Name": "vpc-id", "Filter.1.Value.1": id("Vpc") });
  const names = new Map(Object.keys(LET_IN).map((name) => [id(name), name]));
  const faults = [];
  for (const { groupId, groupName, ipPermissions } of securityGroupInfo) {
    if (groupName === "default") continue;
    const name = names.get(groupId) ?? groupName;
    faults.push(...differences(name, LET_IN[name] ?? [], list(ipPermissions).flatMap((rule) => rules(rule, names))));
  }
  return [...faults, ...worn(made)];
}

function rules({ ipProtocol, fromPort, toPort, groups, ipRanges, ipv6Ranges, prefixListIds }, names) {
  const who = [
    ...list(groups).map(({ groupId }) => names.get(groupId) ?? groupId), ...list(ipRanges).map(({ cidrIp }) => cidrIp),
    ...list(ipv6Ranges).map(({ cidrIpv6 }) => cidrIpv6), ...list(prefixListIds).map(({ prefixListId }) => prefixListId),
  ];
  return who.map((one) => `${ipProtocol} ${fromPort}-${toPort} ${one}`);
}

function worn(made) {
  const [front, ...more] = made.BalancerGroup.Properties.SecurityGroupIngress;
  const faults = [];
  const others = more.length > 0 || named(front.SourcePrefixListId) !== "CdnAddresses" || front.FromPort !== 443 || front.ToPort !== 443;
  if (others) faults.push("the balancer is open to more than the CDN");
  for (const [name, [property, group]] of Object.entries(WEARS)) {
    const properties = made[name].Properties.LaunchTemplateData ?? made[name].Properties;
    faults.push(...differences(name, [group], properties[property].map(named)));
    // An interface of its own would wear groups of its own.
    if (properties.NetworkInterfaces) faults.push(`${name} has interfaces of its own`);
  }
  return faults;
}

const open = (port) => ({ IpProtocol: "tcp", FromPort: port, ToPort: port, CidrIp: "0.0.0.0/0" });

// `spoil`: what the rule must say, and the fault that it must say it of.
export const NETWORK = [
  {
    what: "machines and files stand in private subnets of two zones", faults: programs,
    spoil: {
      "Workers stands in a wrong subnet": ({ Workers }) => (Workers.Properties.VPCZoneIdentifier = [{ Ref: "PublicA" }]),
      "WebServers stands in one zone": ({ WebServers }) => (WebServers.Properties.VPCZoneIdentifier = [{ Ref: "AppA" }]),
      "can be reached from outside": ({ AppRouteA }) => {
        AppRouteA.Properties.GatewayId = { Ref: "InternetGateway" };
        delete AppRouteA.Properties.NatGatewayId;
      },
    },
  },
  {
    what: "each zone has its own way out, and the balancer both zones", faults: waysOut,
    spoil: { "goes out by another zone": ({ AppRouteB }) => (AppRouteB.Properties.NatGatewayId = { Ref: "WayOutA" }) },
  },
  {
    what: "database and Redis stand in two zones without a way out", faults: data,
    spoil: {
      "DatabaseSubnets stands in a wrong subnet": ({ DataRoutesOfA }) => (DataRoutesOfA.Properties.RouteTableId = { Ref: "PublicRoutes" }),
      "CacheSubnets stands in one zone": ({ CacheSubnets }) => CacheSubnets.Properties.SubnetIds.pop(),
      "public address": ({ DatabaseReader }) => (DatabaseReader.Properties.PubliclyAccessible = true),
      "writer and reader": ({ DatabaseReader, DatabaseWriter }) => (DatabaseReader.Properties = DatabaseWriter.Properties),
    },
  },
  {
    what: "each part lets in whom it should and nobody else", faults: letIn,
    spoil: {
      "DatabaseGroup: tcp 3306-3306 0.0.0.0/0 is too much": ({ DatabaseGroup }) => DatabaseGroup.Properties.SecurityGroupIngress.push(open(3306)),
      "WorkerGroup: tcp 22-22 0.0.0.0/0 is too much": ({ WorkerGroup }) => (WorkerGroup.Properties.SecurityGroupIngress = [open(22)]),
      "CacheGroup: tcp 6379-6379 WorkerGroup is missing": ({ CacheGroup }) => CacheGroup.Properties.SecurityGroupIngress.pop(),
      "open to more than the CDN": ({ BalancerGroup }) => (BalancerGroup.Properties.SecurityGroupIngress = [open(443)]),
      "WorkerMachine: WebGroup is too much": ({ WorkerMachine }) => {
        WorkerMachine.Properties.LaunchTemplateData.SecurityGroupIds.push({ Ref: "WebGroup" });
      },
      "FilesGroup: tcp 2049-2049 0.0.0.0/0 is too much": (made) => {
        made.Apart = { Type: "AWS::EC2::SecurityGroupIngress", Properties: { GroupId: { Ref: "FilesGroup" }, ...open(2049) } };
      },
    },
  },
];
