/**
 * Tests of the move from MetalLB and back. MetalLB's objects were in the cluster before the installation.
 *
 * @module
 */

import assert from "node:assert/strict";
import { runDeploy } from "../../cluster/machine/deploy_command.ts";
import { httpGet, untilNobodyAnswers, whoAnswers } from "../../cluster/machine/client_host.ts";
import { type ServedService, servicesNow } from "../../cluster/machine/metallb_traces.ts";
import { isAnnounced, untilService } from "../../cluster/machine/services.ts";
import { findHelm } from "../../manifests/helm.ts";
import { runHelm } from "../../manifests/rendered.ts";
import { tell } from "../machine/witness.ts";
import type { Case, Scene } from "./case.ts";

export const takenOver: Case = {
  name: "MetalLB's Services keep their addresses after the installation, and one node answers for each of them",
  async run(scene): Promise<void> {
    const { pods: { cluster, client }, served } = scene;
    await Promise.all([...served.keys()].map((name) => untilService(cluster, name, isAnnounced)));
    await assertUnchanged(scene);
    for (const [name, service] of served) {
      const address = addressOf(service);
      assert.equal((await whoAnswers(client, address)).length, 1, name);
      for (const { port } of service.spec.ports) await httpGet(client, `http://${address}:${port}/`);
    }
    tell(`taken over from MetalLB: ${served.size} of ${served.size} Services have their addresses and answer`);
  },
};

export const givenBack: Case = {
  name: "after Helm and deploy have removed Arpeggio, MetalLB finds its Services as it left them",
  async run(scene): Promise<void> {
    const { pods: { cluster, client }, parts, served, address } = scene;
    const helm = await findHelm();
    assert(helm !== undefined);
    await runHelm(helm, ["uninstall", "arpeggio", "--namespace", "metallb-system", "--wait"], {
      KUBECONFIG: cluster.kubeconfig(),
    });
    const { code, stderr } = await runDeploy(cluster, parts, ["--uninstall"]);
    assert.equal(code, 0, stderr);
    await untilNobodyAnswers(client, address);
    await assertUnchanged(scene);
    const left = await cluster.kubectl(["get", "pods,daemonsets,deployments", "-n", "metallb-system", "-o", "name"]);
    assert.equal(left, "");
    tell(`given back to MetalLB: ${served.size} of ${served.size} Services have their addresses, and no node answers`);
  },
};

/** Asserts that each Service still has the fields that MetalLB and its owner have written. */
async function assertUnchanged({ pods: { cluster }, served }: Scene): Promise<void> {
  const now = await servicesNow(cluster.api);
  for (const [name, { metadata, spec, status }] of served) {
    const after = now.get(name);
    assert.deepEqual(after?.status?.loadBalancer, status?.loadBalancer, name);
    assert.deepEqual(after?.metadata.annotations, metadata.annotations, name);
    assert.deepEqual(after?.spec, spec, name);
  }
}

function addressOf({ status }: ServedService): string {
  return status?.loadBalancer?.ingress?.[0]?.ip ?? "";
}
