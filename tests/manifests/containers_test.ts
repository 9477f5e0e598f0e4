import assert from "node:assert/strict";
import { bundleProgram } from "../../runtime/deploy/bundle.ts";
import { clusterParts } from "../cluster/machine/parts.ts";
import { kustomize, objectsOf } from "./rendered.ts";

const parts = await clusterParts();
if (parts !== undefined) await bundleProgram();

interface Container {
  readonly name: string;
  readonly image: string;
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts };
}

interface Probe {
  readonly periodSeconds?: number;
  readonly failureThreshold?: number;
}

interface Amounts {
  readonly cpu?: string;
  readonly memory?: string;
}

for (const overlay of ["l2", "bgp", "prometheus"]) {
  Deno.test({
    name: `overlay ${overlay}: each container has a minute to start, a liveness probe and a memory limit`,
    ignore: parts === undefined,
    async fn(): Promise<void> {
      assert(parts !== undefined);
      const containers = objectsOf(await kustomize(parts.kubectl, `manifests/overlays/${overlay}`))
        .flatMap((object): readonly Container[] => Object(object).spec?.template?.spec.containers ?? []);
      assert.ok(containers.length >= (overlay === "bgp" ? 5 : 2));
      for (const { name, image, startupProbe, livenessProbe, resources } of containers) {
        const { periodSeconds = 10, failureThreshold = 3 } = startupProbe ?? { failureThreshold: 0 };
        assert.equal(periodSeconds * failureThreshold, 60, name);
        assert.ok(livenessProbe !== undefined, name);
        assert.ok(resources?.requests?.cpu !== undefined && resources.requests.memory !== undefined, name);
        assert.ok(resources.limits?.memory !== undefined, name);
        assert.match(image, /:\d+\.\d+\.\d+$/, name);
      }
    },
  });
}
