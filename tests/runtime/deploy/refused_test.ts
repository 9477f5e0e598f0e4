import assert from "node:assert/strict";
import { writeKubeconfig } from "../../cluster/machine/kubeconfig.ts";
import { findCommand } from "../../cluster/machine/commands.ts";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { arpeggio } from "../cli/program.ts";
import { kubeconfigFor } from "../reading/stand_in_api.ts";

const kubectl = await findCommand("kubectl");

const rows = [
  {
    name: "printing manifests without --dry-run",
    args: ["-o", "yaml"],
    line: /^Cannot print with -o yaml: it goes with --dry-run; nothing was changed$/,
    next: /^$/,
  },
  {
    name: "a missing context",
    args: ["--context", "nowhere"],
    line:
      /^Cannot deploy: context was not found for specified context: nowhere$|^Cannot deploy: context "nowhere" does not exist$/,
    next: /kubectl --kubeconfig \S+ config get-contexts$/m,
  },
  {
    name: "an API server that does not answer",
    args: [],
    line: /^Cannot reach the API server: .*127\.0\.0\.1:\d+ was refused/,
    next: /kubectl --kubeconfig \S+ cluster-info$/m,
  },
  {
    name: "an API server that does not answer a dry run",
    args: ["--dry-run"],
    line: /^Cannot reach the API server: .*127\.0\.0\.1:\d+ was refused/,
    next: /kubectl --kubeconfig \S+ cluster-info$/m,
  },
  {
    name: "an API server that does not answer a removal",
    args: ["--uninstall"],
    line: /^Cannot reach the API server: .*127\.0\.0\.1:\d+ was refused/,
    next: /kubectl --kubeconfig \S+ cluster-info$/m,
  },
  {
    name: "a missing context of a removal",
    args: ["--uninstall", "--context", "nowhere"],
    line: /^Cannot remove Arpeggio: context .*nowhere/,
    next: /kubectl --kubeconfig \S+ config get-contexts$/m,
  },
  {
    name: "a kubeconfig that is not there",
    args: ["--kubeconfig", "/nonexistent/kubeconfig"],
    line:
      /^Cannot read kubeconfig \/nonexistent\/kubeconfig: there is no such file or folder; name another one with --kubeconfig$/,
    next: /^$/,
  },
  {
    name: "an invalid port",
    args: ["--metrics-port", "70000"],
    line: /not a port, 1-65535/,
    next: /^$/,
  },
];

for (const { name, args, line, next } of rows) {
  Deno.test({
    name: `deploy fails with one line, and the next step if there is one, and changes nothing: ${name}`,
    ignore: kubectl === undefined,
    async fn(): Promise<void> {
      await using folder = await scratchFolder("arpeggio-refused-");
      const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const server = `https://127.0.0.1:${listener.addr.port}`;
      listener.close();
      const kubeconfig = `${folder.path}/kubeconfig`;
      await writeKubeconfig(kubeconfig, { server, ca: "", token: "none" });
      const { code, out, err } = await arpeggio(["deploy", "--kubeconfig", kubeconfig, ...args]);
      const [first = "", ...more] = err.trimEnd().split("\n");
      assert.match(first, line);
      assert.match(more.join("\n"), next);
      assert.deepEqual({ code, out }, { code: 2, out: "" });
    },
  });
}

const forbidden = [
  { name: "a deployment", args: [], line: /^Cannot deploy: a right is missing: .*forbidden/ },
  { name: "a dry run", args: ["--dry-run"], line: /^Cannot deploy: a right is missing: .*forbidden/ },
  {
    name: "an exchange of the key",
    args: ["--rotate-key"],
    line: /^Cannot exchange the heartbeat key: a right is missing: .*forbidden/,
  },
];

for (const { name, args, line } of forbidden) {
  Deno.test({
    name: `if the user may read nothing, the exit code says that nothing was changed: ${name}`,
    ignore: kubectl === undefined,
    async fn(): Promise<void> {
      await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, refuse);
      const kubeconfig = await kubeconfigFor(`http://127.0.0.1:${server.addr.port}`);
      try {
        const { code, err } = await arpeggio(["deploy", "--kubeconfig", kubeconfig, ...args]);
        assert.match(err.split("\n").find((each) => each.startsWith("Cannot")) ?? "", line);
        assert.match(err, /^Run the command again as an administrator of the cluster/m);
        assert.equal(code, 2);
      } finally {
        await Deno.remove(kubeconfig);
      }
    },
  });
}

/** An API server that tells its version and its kinds, and refuses everything else. */
function refuse({ url }: Request): Response {
  const { pathname } = new URL(url);
  if (pathname === "/version") return Response.json({ major: "1", minor: "34", gitVersion: "v1.34.0" });
  if (pathname === "/api") return Response.json({ kind: "APIVersions", versions: ["v1"] });
  if (pathname === "/apis") return Response.json({ kind: "APIGroupList", groups: apps });
  const lists = { "/api/v1": core, "/apis/apps/v1": workloads };
  const resources = Object.entries(lists).find(([path]) => path === pathname)?.[1];
  if (resources !== undefined) return Response.json({ kind: "APIResourceList", ...resources });
  const message = "pods is forbidden: User may not";
  return Response.json(
    { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Forbidden", message, code: 403 },
    {
      status: 403,
    },
  );
}

const apps = [{ name: "apps", versions: [{ groupVersion: "apps/v1", version: "v1" }] }];
const core = { groupVersion: "v1", resources: [resource("services", "Service"), resource("secrets", "Secret")] };
const workloads = {
  groupVersion: "apps/v1",
  resources: [resource("deployments", "Deployment"), resource("daemonsets", "DaemonSet")],
};

function resource(name: string, kind: string): object {
  return { name, singularName: kind.toLowerCase(), namespaced: true, kind, verbs: ["get"] };
}
