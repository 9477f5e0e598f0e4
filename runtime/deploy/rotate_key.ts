/**
 * Exchanges the heartbeat key while the announcers run. First all announcers accept the new key, then all sign with it,
 * so that each accepts the heartbeats of all others at every moment. A second run continues an interrupted exchange.
 *
 * @module
 */

import { readHeartbeatStanding } from "../../functions/model/announcing/heartbeat/heartbeat_standing.ts";
import type { HeartbeatStanding } from "../../functions/model/announcing/heartbeat/heartbeat_standing.ts";
import { fingerprint } from "../../functions/model/announcing/heartbeat/key_ring.ts";
import { labelNode } from "../../functions/model/names.ts";
import { nodeOfLease } from "../../functions/model/node_names.ts";
import { listOf } from "../../functions/model/shape.ts";
import { kubectlOf } from "../../functions/model/shell.ts";
import { UsageError } from "../ground/usage_error.ts";
import type { Say } from "./deploy.ts";
import { entries, type KeySecret, makeMutable, newKey, patchSecret, readSecret } from "./heartbeat_key.ts";
import { DeployError, type Failure } from "./failure.ts";
import type { Kubectl } from "./kubectl.ts";
import { leaseIn, nodeOfPod, secretOf } from "./announcer_objects.ts";

export interface RotateOptions {
  readonly namespace: string;
  /** How long each of the two steps may take: a kubelet updates a Secret's files in a Pod within about a minute. */
  readonly timeoutSeconds: number;
  /** The interval at which the announcers' Leases are read, in ms; 2000 by default. */
  readonly lookEveryMs?: number;
}

const announcers = "app.kubernetes.io/component=announcer";

/**
 * Throws `KubectlError`, `DeployError` if an announcer does not report the key in time, and `UsageError` if there is no
 * key.
 */
export async function rotateKey(kubectl: Kubectl, options: RotateOptions, say: Say): Promise<void> {
  const { secret, key } = await prepared(kubectl, options, say);
  const { [entries.next]: next, [entries.previous]: previous } = secret.data;
  let signing: number;
  if (previous === undefined) {
    const coming = next ?? newKey();
    if (next === undefined) await patchSecret(kubectl, secret, { [entries.next]: coming });
    say(next === undefined ? "Step 1 of 2: added the new key" : "Step 1 of 2: the new key was added before");
    const accepting = await until(kubectl, options, { is: "accept", print: printOf(coming) });
    say(accepting === 0 ? "No announcer runs yet" : "Every announcer accepts it");
    await patchSecret(kubectl, secret, { [entries.key]: coming, [entries.previous]: key, [entries.next]: null });
    say("Step 2 of 2: the new key signs");
    signing = await until(kubectl, options, { is: "sign with", print: printOf(coming) });
  } else {
    say("Step 2 of 2: the new key signs already");
    signing = await until(kubectl, options, { is: "sign with", print: printOf(key) });
  }
  await patchSecret(kubectl, secret, { [entries.previous]: null });
  say(`${signing === 0 ? "No announcer runs yet" : "Every announcer signs with it"}; the old key is removed`);
}

interface Prepared {
  readonly secret: KeySecret;
  /** The key that signs now. */
  readonly key: string;
}

/** The Secret that the announcers mount. An immutable Secret is first replaced by a mutable one. */
async function prepared(kubectl: Kubectl, { namespace, timeoutSeconds }: RotateOptions, say: Say): Promise<Prepared> {
  const where = ["--namespace", namespace];
  const daemonSets = await kubectl.read(["get", "daemonsets", "--selector", announcers, ...where]);
  const mounted = secretOf(daemonSets);
  if (mounted === undefined) {
    throw new UsageError(`Cannot exchange the heartbeat key: no announcer is installed in namespace ${namespace}`);
  }
  const secret = await readSecret(kubectl, { name: mounted.secret, namespace });
  if (secret === undefined) {
    throw new UsageError(`Cannot exchange the heartbeat key: there is no Secret ${mounted.secret} in ${namespace}`);
  }
  const key = secret.data[entries.key];
  if (key === undefined) {
    throw new UsageError(`Cannot exchange the heartbeat key: Secret ${secret.name} has no \`key\``);
  }
  if (!secret.isImmutable) return { secret, key };
  await makeMutable(kubectl, secret);
  say(`Made Secret ${secret.name} anew with the same key: it was immutable`);
  const daemonSet = `daemonset/${mounted.daemonSet}`;
  await kubectl.run(["rollout", "restart", daemonSet, ...where]);
  await kubectl.follow(["rollout", "status", daemonSet, ...where, `--timeout=${timeoutSeconds}s`], say);
  return { secret: { ...secret, isImmutable: false }, key };
}

interface Wanted {
  readonly is: "accept" | "sign with";
  readonly print: string;
}

/**
 * Waits until every node with an announcer's Pod reports in its Lease that it accepts the key, or signs with it.
 * Returns the number of these nodes.
 */
async function until(kubectl: Kubectl, options: RotateOptions, { is, print }: Wanted): Promise<number> {
  const giveUp = performance.now() + options.timeoutSeconds * 1000;
  for (;;) {
    const standings = await standingsOf(kubectl, options.namespace);
    const late = [...standings].filter(([, standing]) => !isSo(standing, { is, print }));
    if (late.length === 0) return standings.size;
    if (performance.now() >= giveUp) {
      throw new DeployError(
        lateFailure(late, { is, namespace: options.namespace, kubectl: kubectlOf(kubectl.options) }),
      );
    }
    await new Promise((wake) => setTimeout(wake, options.lookEveryMs ?? 2_000));
  }
}

function isSo(standing: HeartbeatStanding | undefined, { is, print }: Wanted): boolean {
  if (standing === undefined) return false;
  return is === "accept" ? standing.accepts.includes(print) : standing.signs === print;
}

/** For each node with an announcer's Pod, the keys that its Lease reports; undefined when it reports none. */
async function standingsOf(
  kubectl: Kubectl,
  namespace: string,
): Promise<ReadonlyMap<string, HeartbeatStanding | undefined>> {
  const where = ["--namespace", namespace];
  const pods = await kubectl.read(["get", "pods", "--selector", announcers, ...where]);
  const leases = await kubectl.read(["get", "leases", "--selector", labelNode, ...where]);
  const said = new Map(
    itemsOf(leases).flatMap((item) => {
      const lease = leaseIn(item);
      const node = lease === undefined ? undefined : nodeOfLease(lease);
      return lease === undefined || node === undefined ? [] : [[node, readHeartbeatStanding(lease)] as const];
    }),
  );
  return new Map(itemsOf(pods).flatMap((item) => nodeOfPod(item) ?? []).map((node) => [node, said.get(node)]));
}

function itemsOf(list: unknown): readonly unknown[] {
  return typeof list === "object" && list !== null && "items" in list ? listOf(list.items) : [];
}

function lateFailure(
  late: readonly (readonly [string, HeartbeatStanding | undefined])[],
  { is, namespace, kubectl }: { readonly is: Wanted["is"]; readonly namespace: string; readonly kubectl: string },
): Failure {
  const nodes = late.map(([node]) => node).sort().join(", ");
  const old = late.filter(([, standing]) => standing === undefined).map(([node]) => node).sort().join(", ");
  return {
    line: `Cannot continue with the heartbeat key: the announcers of ${nodes} do not ${is} the new key yet`,
    next: [
      ...(old === "" ? [] : [`Those of ${old} do not report their keys: bring them up to date first.`]),
      "Both keys are in the Secret, and the announcers accept each other. Run this again to continue. Their logs:",
      `  ${kubectl} -n ${namespace} logs -l ${announcers} --prefix --tail=20`,
    ],
    code: 1,
  };
}

function printOf(base64: string): string {
  return fingerprint(Uint8Array.fromBase64(base64));
}
