/**
 * Removes MetalLB's conversion webhook from the custom kinds. Our kinds need no conversion, and the webhook's server
 * disappears with MetalLB's workloads.
 *
 * @module
 */

import type { Kubectl } from "./kubectl.ts";
import { type Manifest, manifestsIn } from "./manifest.ts";

const none = JSON.stringify({ spec: { conversion: { strategy: "None", webhook: null } } });

/**
 * Removes the webhook from the kinds that have one, by a merge patch. A server-side apply with `webhook: null` would
 * own the absent field, so the next apply by another field manager would conflict.
 */
export async function removeConversion(kubectl: Kubectl, kinds: readonly Manifest[]): Promise<void> {
  const names = kinds.map(({ metadata: { name } }) => name);
  const present = manifestsIn(await kubectl.read(["get", "customresourcedefinitions", ...names]));
  for (const { metadata: { name } } of present.filter(converts)) {
    const how = ["--type=merge", "--field-manager=arpeggio-deploy", "-p", none];
    await kubectl.run(["patch", "customresourcedefinition", name, ...how]);
  }
}

function converts(kind: object): boolean {
  const { spec }: { spec?: unknown } = kind;
  return Object(Object(spec).conversion).strategy === "Webhook";
}
