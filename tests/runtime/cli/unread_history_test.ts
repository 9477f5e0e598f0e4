import assert from "node:assert/strict";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { arpeggio } from "./program.ts";

const rows = [
  {
    name: "history fails with one line",
    args: ["history"],
    code: 2,
    out: /^$/,
    err: /^Cannot read the history [^\n]+\n$/,
  },
  {
    name: "status names the missing part",
    args: ["status"],
    code: 0,
    out: /^0 of 0 addresses announced\. Nothing needs attention\.$/m,
    err: /^Cannot read the history [^\n]+forbidden[^\n]*; slow failovers are not shown\n$/,
  },
];

Deno.test.each(rows)("if the history may not be read, $name", async ({ args, code, out, err }) => {
  await using folder = await scratchFolder("arpeggio-unread-");
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  const kubeconfig = `${folder.path}/kubeconfig`;
  await Deno.writeTextFile(kubeconfig, kubeconfigFor(server.addr.port));
  const said = await arpeggio([...args, "--kubeconfig", kubeconfig]);
  assert.match(said.out, out);
  assert.match(said.err, err);
  assert.equal(said.code, code);
});

/** A cluster with a controller and nothing else, in which ConfigMaps are forbidden. */
function answer({ url }: Request): Response {
  if (new URL(url).pathname.endsWith("/configmaps")) {
    const message = "configmaps is forbidden";
    return Response.json({ kind: "Status", apiVersion: "v1", reason: "Forbidden", message }, { status: 403 });
  }
  const items = new URL(url).search.includes("arpeggio-controller") ? [controllerLease()] : [];
  return Response.json({ apiVersion: "v1", kind: "List", metadata: { resourceVersion: "1" }, items });
}

function controllerLease(): object {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "arpeggio-controller", namespace: "metallb-system" },
    spec: { holderIdentity: "here", renewTime: new Date().toISOString() },
  };
}

function kubeconfigFor(port: number): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "here",
    contexts: [{ name: "here", context: { cluster: "here", user: "me" } }],
    clusters: [{ name: "here", cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: "me", user: {} }],
  });
}
