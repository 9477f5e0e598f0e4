/**
 * Other installations that would fight over the same Services and addresses.
 *
 * @module
 */

import { UsageError } from "../cli/usage_error.ts";
import type { Kubectl } from "./kubectl.ts";

/** How each of them labels its workloads. */
const rivals = [
  { name: "MetalLB", selector: "app=metallb" },
  { name: "MetalLB", selector: "app.kubernetes.io/name=metallb" },
  {
    name: "Arpeggio, installed by Helm,",
    selector: "app.kubernetes.io/name=arpeggio,app.kubernetes.io/managed-by=Helm",
  },
] as const;

/** Throws `UsageError` when one of them runs. */
export async function refuseRivals(kubectl: Kubectl): Promise<void> {
  const running = await Promise.all(rivals.map(async ({ name, selector }) => {
    const format = `jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}{"\\n"}{end}`;
    const kinds = "deployments.apps,daemonsets.apps";
    const text = await kubectl.run(["get", kinds, "--all-namespaces", "-l", selector, "-o", format]);
    const found = text.split("\n").filter((line) => line !== "");
    return found.length === 0 ? [] : [{ name, found }];
  }));
  const [first] = running.flat();
  if (first === undefined) return;
  const { name, found } = first;
  throw new UsageError(
    `Cannot deploy: ${name} runs in this cluster (${found.join(", ")}), and two must not answer for one address; ` +
      "docs/migrate.md says how to move",
  );
}
