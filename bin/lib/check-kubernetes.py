"""Checks what `kubectl kustomize` made of deploy/kubernetes, offline.

    check-kubernetes.py FOLDER     FOLDER holds one rendered file per overlay: NAME.yaml
    check-kubernetes.py --self-test FOLDER
                                   breaks the same files in each way below and expects to be told

Schemas come from the package kubernetes-validate. What a schema cannot see is checked here: that selectors
select, ports and references exist, settings are settings of the program, probes ask real routes, and the times
of stopping fit into each other.
"""

import copy
import pathlib
import re
import sys

import kubernetes_validate
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The oldest version that is still cared for by its makers, and the newest whose schema is at hand.
VERSIONS = ["1.33", "1.37"]
# Kinds of the Prometheus operator: their schema is not Kubernetes' own.
FOREIGN = {"PodMonitor"}
SECRETS = {"NESTOGY_SECRET_KEY", "DATABASE_URL", "DATABASE_REPLICA_URL", "REDIS_URL", "SMTP_URL"}


def variables():
    text = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^#([A-Z_]+)=", text, re.M))


def routes():
    pages = (ROOT / "server/src/http/pages.rs").read_text()
    serve = (ROOT / "server/src/http/serve.rs").read_text()
    return set(re.findall(r'\.route\("([^"]+)"', pages + serve))


def figures():
    found = set()
    for folder in ("server/src", "server/core/src", "server/db/src", "app/src"):
        for path in (ROOT / folder).rglob("*.rs"):
            found |= set(re.findall(r'"(nestogy_[a-z_]+)"', path.read_text()))
    return found


def named(item):
    return f"{item['kind']} {item['metadata']['name']}"


def pod_spec(item):
    if item["kind"] in ("Deployment", "Job"):
        return item["spec"]["template"]["spec"]
    return None


def labels_of_pods(items):
    return [i["spec"]["template"]["metadata"]["labels"] for i in items if pod_spec(i)]


def selects(selector, labels):
    if any(labels.get(key) != value for key, value in (selector.get("matchLabels") or {}).items()):
        return False
    for rule in selector.get("matchExpressions") or []:
        if rule["operator"] != "In" or labels.get(rule["key"]) not in rule["values"]:
            return False
    return True


def schema(items):
    for item in items:
        if item["kind"] in FOREIGN:
            continue
        for version in VERSIONS:
            try:
                kubernetes_validate.validate(item, version, strict=True)
            except Exception as problem:  # the package has several kinds
                yield f"{named(item)}: Kubernetes {version}: {str(problem).splitlines()[0]}"


def namespaces(items):
    spaces = {i["metadata"]["name"] for i in items if i["kind"] == "Namespace"}
    for item in items:
        if item["kind"] != "Namespace" and item["metadata"].get("namespace") not in spaces:
            yield f"{named(item)}: its namespace is not made here"


def selectors(items):
    pods = labels_of_pods(items)
    for item in items:
        kind, spec = item["kind"], item.get("spec", {})
        wanted = None
        if kind == "Service":
            wanted = {"matchLabels": spec["selector"]}
        elif kind in ("PodDisruptionBudget", "PodMonitor"):
            wanted = spec["selector"]
        elif kind == "NetworkPolicy" and spec["podSelector"]:
            wanted = spec["podSelector"]
        elif kind == "Deployment" and not selects(spec["selector"], spec["template"]["metadata"]["labels"]):
            yield f"{named(item)}: its selector does not select its own pods"
        if wanted is not None and not any(selects(wanted, labels) for labels in pods):
            yield f"{named(item)}: its selector selects no pod"


def ports(items):
    open_ports = {}
    for item in items:
        for container in (pod_spec(item) or {}).get("containers", []):
            names = {p["name"]: p["containerPort"] for p in container.get("ports", [])}
            open_ports[item["metadata"]["name"]] = (item["spec"]["template"]["metadata"]["labels"], names)
            for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
                get = container.get(probe, {}).get("httpGet")
                if get and get["port"] not in names:
                    yield f"{named(item)}: {probe} asks a port that is not there: {get['port']}"
    for item in items:
        if item["kind"] == "Service":
            for port in item["spec"]["ports"]:
                reached = [n for labels, n in open_ports.values() if selects({"matchLabels": item["spec"]["selector"]}, labels)]
                if not all(port["targetPort"] in names for names in reached):
                    yield f"{named(item)}: its pods have no port {port['targetPort']}"
        if item["kind"] == "PodMonitor":
            for end in item["spec"]["podMetricsEndpoints"]:
                if not any(end["port"] in names for _, names in open_ports.values()):
                    yield f"{named(item)}: no pod has a port {end['port']}"
        if item["kind"] == "Ingress":
            services = {i["metadata"]["name"]: {p["name"] for p in i["spec"]["ports"]} for i in items if i["kind"] == "Service"}
            for rule in item["spec"]["rules"]:
                for path in rule["http"]["paths"]:
                    backend = path["backend"]["service"]
                    if backend["port"]["name"] not in services.get(backend["name"], set()):
                        yield f"{named(item)}: no service {backend['name']} with port {backend['port']['name']}"


def probes(items):
    known = routes()
    for item in items:
        for container in (pod_spec(item) or {}).get("containers", []):
            if item["kind"] == "Deployment" and "livenessProbe" not in container:
                yield f"{named(item)}: no liveness probe"
            for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
                path = container.get(probe, {}).get("httpGet", {}).get("path")
                if path and path not in known:
                    yield f"{named(item)}: {probe} asks {path}, which is no route of the program"


def references(items):
    have = {(i["kind"], i["metadata"]["name"]) for i in items}
    for item in items:
        spec = pod_spec(item)
        if spec:
            wanted = [("ServiceAccount", spec["serviceAccountName"])]
            for volume in spec.get("volumes", []):
                if "persistentVolumeClaim" in volume:
                    wanted.append(("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]))
            for container in spec["containers"]:
                mounted = {v["name"] for v in spec.get("volumes", [])}
                for mount in container.get("volumeMounts", []):
                    if mount["name"] not in mounted:
                        yield f"{named(item)}: mounts {mount['name']}, which is no volume"
                wanted += [("ConfigMap", e["configMapRef"]["name"]) for e in container["envFrom"] if "configMapRef" in e]
            for reference in wanted:
                if reference not in have:
                    yield f"{named(item)}: refers to {' '.join(reference)}, which is not here"
        if item["kind"] == "HorizontalPodAutoscaler":
            target = item["spec"]["scaleTargetRef"]
            if (target["kind"], target["name"]) not in have:
                yield f"{named(item)}: scales {target['name']}, which is not here"
            for metric in item["spec"]["metrics"]:
                name = metric.get("external", {}).get("metric", {}).get("name")
                if name and name not in figures():
                    yield f"{named(item)}: no such figure: {name}"


def settings(items):
    known = variables()
    for item in items:
        if item["kind"] == "Secret":
            yield f"{named(item)}: secrets do not belong into the repository"
        if item["kind"] == "ConfigMap":
            for name in item["data"]:
                if name not in known:
                    yield f"{named(item)}: {name} is no setting of the program"
                if name in SECRETS:
                    yield f"{named(item)}: {name} is a secret"
            if item["data"].get("NESTOGY_ENV") not in ("staging", "production"):
                yield f"{named(item)}: NESTOGY_ENV must be staging or production"
            ingress = [i for i in items if i["kind"] == "Ingress"]
            for host in [r["host"] for i in ingress for r in i["spec"]["rules"]]:
                if item["data"].get("NESTOGY_BASE_URL") != f"https://{host}":
                    yield f"{named(item)}: NESTOGY_BASE_URL is not the ingress's host {host}"


def stopping(items):
    data = next(i["data"] for i in items if i["kind"] == "ConfigMap")
    drain, grace = int(data["NESTOGY_DRAIN_SECONDS"]), int(data["NESTOGY_SHUTDOWN_GRACE_SECONDS"])
    for item in items:
        if item["kind"] != "Deployment":
            continue
        spec = pod_spec(item)
        if spec.get("terminationGracePeriodSeconds", 30) <= drain + grace:
            yield f"{named(item)}: is killed before drain ({drain} s) and grace ({grace} s) are over"
        for container in spec["containers"]:
            ready = container.get("readinessProbe")
            if ready and 3 * ready["periodSeconds"] * ready["failureThreshold"] > drain:
                yield f"{named(item)}: draining ends before three readiness probes"


def safety(items):
    for item in items:
        spec = pod_spec(item)
        if not spec:
            continue
        if not spec["securityContext"].get("runAsNonRoot"):
            yield f"{named(item)}: may run as root"
        for container in spec["containers"]:
            rights = container.get("securityContext", {})
            if not rights.get("readOnlyRootFilesystem") or rights.get("allowPrivilegeEscalation") is not False:
                yield f"{named(item)}: root file system is writable, or rights can be gained"
            if rights.get("capabilities", {}).get("drop") != ["ALL"]:
                yield f"{named(item)}: keeps capabilities"
            if "memory" not in container["resources"].get("limits", {}) or "cpu" not in container["resources"].get("requests", {}):
                yield f"{named(item)}: needs a memory limit and a CPU request"
            if ":" not in container["image"] or container["image"].endswith(":latest"):
                yield f"{named(item)}: its image has no version"


def availability(items):
    for item in items:
        if item["kind"] != "PodDisruptionBudget":
            continue
        for other in items:
            if other["kind"] == "Deployment" and selects(item["spec"]["selector"], other["spec"]["template"]["metadata"]["labels"]):
                scaler = [i for i in items if i["kind"] == "HorizontalPodAutoscaler" and i["spec"]["scaleTargetRef"]["name"] == other["metadata"]["name"]]
                least = min([i["spec"]["minReplicas"] for i in scaler] + [int(other["spec"]["replicas"])])
                if item["spec"]["minAvailable"] >= least:
                    yield f"{named(item)}: with {least} pods no node could ever be emptied"


RULES = [schema, namespaces, selectors, ports, probes, references, settings, stopping, safety, availability]


def problems(items):
    return [f"{rule.__name__}: {text}" for rule in RULES for text in rule(items)]


def find(items, kind, name):
    return next(i for i in items if i["kind"] == kind and i["metadata"]["name"] == name)


def container(items, name="nestogy-app"):
    return pod_spec(find(items, "Deployment", name))["containers"][0]


# One fault for each rule, as a person would make it.
FAULTS = {
    "schema": lambda i: find(i, "Deployment", "nestogy-app")["spec"].update(replicas="3"),
    "namespaces": lambda i: find(i, "Service", "nestogy-app")["metadata"].update(namespace="elsewhere"),
    "selectors": lambda i: find(i, "Service", "nestogy-app")["spec"]["selector"].update({"app.kubernetes.io/component": "web"}),
    "ports": lambda i: find(i, "Service", "nestogy-app")["spec"]["ports"][0].update(targetPort="web"),
    "probes": lambda i: container(i)["readinessProbe"]["httpGet"].update(path="/healthz"),
    "references": lambda i: find(i, "HorizontalPodAutoscaler", "nestogy-app")["spec"]["scaleTargetRef"].update(name="web"),
    "settings": lambda i: find(i, "ConfigMap", "nestogy")["data"].update(NESTOGY_DEBUG="1"),
    "stopping": lambda i: pod_spec(find(i, "Deployment", "nestogy-worker")).update(terminationGracePeriodSeconds=30),
    "safety": lambda i: container(i)["securityContext"].update(readOnlyRootFilesystem=False),
    "availability": lambda i: find(i, "PodDisruptionBudget", "nestogy-app")["spec"].update(minAvailable=3),
}


def self_test(items):
    failed = 0
    for rule, fault in FAULTS.items():
        broken = copy.deepcopy(items)
        fault(broken)
        if not any(text.startswith(f"{rule}:") for text in problems(broken)):
            print(f"the rule «{rule}» does not see its fault")
            failed = 1
    return failed


def main():
    self_testing = sys.argv[1] == "--self-test"
    failed = 0
    for path in sorted(pathlib.Path(sys.argv[-1]).glob("*.yaml")):
        items = [item for item in yaml.safe_load_all(path.read_text()) if item]
        if self_testing:
            failed |= self_test(items)
            continue
        for text in problems(items):
            print(f"{path.stem}: {text}")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
