/**
 * The program is replaced while a client sends requests. The first replacement also switches BGP on; during the others,
 * three routers have routes to the address. Helm is the last way of installation, since `deno task deploy` refuses to
 * install over Helm.
 *
 * @module
 */

import assert from "node:assert/strict";
import { bundleProgram } from "../../../runtime/deploy/bundle.ts";
import { runDeploy } from "../../cluster/machine/deploy_command.ts";
import { editedCheckout } from "../../cluster/machine/edited_checkout.ts";
import { fixture } from "../../cluster/machine/fixtures.ts";
import { findHelm } from "../../manifests/helm.ts";
import { runHelm } from "../../manifests/rendered.ts";
import type { Router } from "../../runtime/frr/router.ts";
import { isReady, killAnnouncer, type PodObject, untilAnnouncers } from "../machine/announcers.ts";
import { fewestHops, startRouters, untilAllHops } from "../machine/next_hops.ts";
import { nodeNames, type PodCluster } from "../machine/pod_cluster.ts";
import { assertKept, Witness } from "../machine/witness.ts";
import type { Case, Scene } from "./case.ts";

const manifests = new URL("../../../manifests/", import.meta.url).pathname;
const place = ["-n", "metallb-system"];

export const exchanges: readonly Case[] = [
  {
    name: "upgrade to a changed program with BGP, and downgrade; then kustomize over deploy, and Helm over kustomize",
    async run(scene): Promise<void> {
      const { pods, pods: { cluster }, address } = scene;
      const helm = await findHelm();
      assert(helm !== undefined);
      await using checkout = await editedCheckout("Object.assign(globalThis, { edition: 2 });");
      await cluster.kubectl(["apply", "-f", fixture("pods/bgp.yaml")]);
      const routers = await startRouters(pods);
      await using _ = ending(routers);
      await unnoticed(scene, "upgrade, and kill -9 of an announcer with the old program", async () => {
        const upgraded = deploy(scene, `${checkout.path}/runtime/main.ts`);
        await killOldAnnouncer(pods);
        await upgraded;
      });
      await untilAllHops(routers, address, nodeNames.length);
      const alsoOnRouters = async (title: string, act: () => Promise<void>): Promise<void> => {
        await unnoticed(scene, title, async () => {
          const fewest = await fewestHops(routers, address, act);
          assert(fewest.every((count) => count >= nodeNames.length - 1), `${title}: ${fewest} next hops at least`);
        });
        await untilAllHops(routers, address, nodeNames.length);
      };
      await alsoOnRouters("downgrade", () => deploy(scene));
      await bundleProgram();
      await alsoOnRouters("kustomize over deploy", async () => {
        await cluster.kubectl(["apply", "--server-side", "-k", `${manifests}overlays/bgp`]);
        await rolledOut(scene);
      });
      await alsoOnRouters("Helm over kustomize", async () => {
        const how = ["--take-ownership", "--namespace", "metallb-system", "--set", "speaker.frr.enabled=true"];
        await runHelm(helm, ["upgrade", "--install", "arpeggio", `${manifests}chart`, ...how], {
          KUBECONFIG: cluster.kubeconfig(),
        });
        await rolledOut(scene);
      });
      const policies = await cluster.kubectl(["get", "validatingadmissionpolicies", "-o", "name"]);
      assert.deepEqual(policies.match(/arpeggio-\S+/g), [
        "arpeggio-announcer-lease",
        "arpeggio-announcer-status",
        "arpeggio-controller-passwords",
      ]);
    },
  },
];

/**
 * Runs `act` while a client sends requests. Asserts that the address stays on its node, and that no request is lost.
 */
async function unnoticed(scene: Scene, title: string, act: () => Promise<void>): Promise<void> {
  await using witness = await Witness.begin(scene.pods, scene.address);
  await act();
  const loss = await witness.told(title);
  assertKept(loss);
  assert.equal(loss.macs.length, 1, "the address moved");
}

/** As soon as the first announcer is replaced, kills one that still has the old program, and thus no FRR beside it. */
async function killOldAnnouncer(pods: PodCluster): Promise<void> {
  const isNew = ({ status }: PodObject): boolean => (status?.containerStatuses?.length ?? 0) > 1;
  const all = await untilAnnouncers(pods, (all) => all.some((pod) => isNew(pod) && isReady(pod)));
  const old = all.find((pod) => !isNew(pod) && pod.metadata.deletionTimestamp === undefined && isReady(pod));
  assert(old?.spec.nodeName !== undefined, "no announcer has the old program");
  await killAnnouncer(pods, old.spec.nodeName);
}

async function deploy({ pods: { cluster }, parts }: Scene, program?: string): Promise<void> {
  const { code, stdout, stderr } = await runDeploy(cluster, parts, ["--bgp"], program);
  assert.equal(code, 0, `${stdout}\n${stderr}`);
}

async function rolledOut({ pods: { cluster } }: Scene): Promise<void> {
  for (const workload of ["deployment/arpeggio-controller", "daemonset/arpeggio-announcer"]) {
    await cluster.kubectl(["rollout", "status", workload, "--timeout=180s", ...place]);
  }
}

function ending(routers: readonly Router[]): AsyncDisposable {
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      for (const router of routers) await router[Symbol.asyncDispose]();
    },
  };
}
