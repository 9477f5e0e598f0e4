import assert from "node:assert/strict";
import { gatherWorkloads } from "../../../runtime/collecting/gather_workloads.ts";
import type { ApiAnswer, Reader } from "../../../runtime/store/reader.ts";

const pods = "/api/v1/namespaces/metallb-system/pods";
const container = {
  name: "controller",
  env: [{ name: "TOKEN", value: "marked-5ecret" }],
  ports: [{ name: "metrics", containerPort: 9120 }],
};
const pod = {
  metadata: { name: "arpeggio-controller-1", managedFields: [{ manager: "kubelet" }] },
  spec: { containers: [container] },
  status: { containerStatuses: [{ name: "controller", restartCount: 2 }] },
};

const answers: Readonly<Record<string, string>> = {
  [pods]: JSON.stringify({ items: [pod] }),
  [`${pods}/arpeggio-controller-1/log?container=controller`]: "now\n",
  [`${pods}/arpeggio-controller-1/log?container=controller&previous`]: "before\n",
  [`${pods}/arpeggio-controller-1:9120/proxy/metrics`]: "up 1\n",
  "/apis/apps/v1/namespaces/metallb-system/daemonsets": '{"items":[]}',
};

const reader: Reader = {
  read(path, query = {}): Promise<ApiAnswer> {
    const { container: name, previous } = query;
    const asked = `${path}${name === undefined ? "" : `?container=${name}`}${
      previous === undefined ? "" : "&previous"
    }`;
    const text = answers[asked];
    return Promise.resolve(text === undefined ? { outcome: "failed", message: "403 no" } : { outcome: "read", text });
  },
  [Symbol.dispose]: () => undefined,
};

Deno.test("Pods are collected with their metrics and their logs, also the logs from before a restart, but without their environments", async () => {
  const missing: string[] = [];
  const parts = await gatherWorkloads(reader, "metallb-system", missing);
  const texts = parts.flatMap((part) => part.is === "json" ? [] : [[part.path, part.text]]);
  assert.deepEqual(texts, [
    ["logs/arpeggio-controller-1/controller.log", "now\n"],
    ["logs/arpeggio-controller-1/controller.previous.log", "before\n"],
    ["metrics/arpeggio-controller-1.txt", "up 1\n"],
  ]);
  assert.doesNotMatch(JSON.stringify(parts), /5ecret|managedFields/);
  assert.deepEqual(missing, ["/apis/apps/v1/namespaces/metallb-system/deployments: 403 no"]);
});
