/**
 * Refuses to deploy beside another installation that would serve the same Services and addresses.
 *
 * @module
 */

import { UsageError } from "../ground/usage_error.ts";
import type { Kubectl } from "./kubectl.ts";

/** The labels on the workloads of each rival. */
const rivals = [
  { selector: "app=metallb", refusal: besideMetalLB },
  { selector: "app.kubernetes.io/name=metallb", refusal: besideMetalLB },
  { selector: "app.kubernetes.io/name=arpeggio,app.kubernetes.io/managed-by=Helm", refusal: overHelm },
] as const;

interface Running {
  /** `Deployment metallb-system/controller`. */
  readonly title: string;
  readonly namespace: string;
  /** The Helm release; "" without one. */
  readonly release: string;
}

/** Throws `UsageError` if a rival runs in the cluster. */
export async function refuseRivals(kubectl: Kubectl): Promise<void> {
  const refusals = await Promise.all(rivals.map(async ({ selector, refusal }) => {
    const found = await running(kubectl, selector);
    const [first] = found;
    return first === undefined ? [] : [refusal(found.map(({ title }) => title).join(", "), first)];
  }));
  const [refusal] = refusals.flat();
  if (refusal !== undefined) throw new UsageError(refusal);
}

async function running(kubectl: Kubectl, selector: string): Promise<readonly Running[]> {
  const release = "{.metadata.annotations.meta\\.helm\\.sh/release-name}";
  const line = `{.kind}|{.metadata.namespace}|{.metadata.name}|${release}{"\\n"}`;
  const where = ["--all-namespaces", "-l", selector, "-o", `jsonpath={range .items[*]}${line}{end}`];
  const text = await kubectl.run(["get", "deployments.apps,daemonsets.apps", ...where]);
  return text.split("\n").filter((each) => each !== "").map((each) => {
    const [kind = "", namespace = "", name = "", release = ""] = each.split("|");
    return { title: `${kind} ${namespace}/${name}`, namespace, release };
  });
}

function besideMetalLB(titles: string): string {
  return `Cannot deploy: MetalLB runs in this cluster (${titles}), and two must not answer for one address; ` +
    "docs/migrate.md says how to move";
}

function overHelm(titles: string, { namespace, release }: Running): string {
  const helm = `helm -n ${namespace}`;
  return `Cannot deploy: Helm installed Arpeggio in this cluster (${titles}). Bring its release up to date by ` +
    `\`${helm} upgrade ${release} manifests/chart\`, or first remove it by \`${helm} uninstall ${release}\`: ` +
    "pools and addresses stay";
}
