import assert from "node:assert/strict";
import { writeKubeconfig } from "../../cluster/machine/kubeconfig.ts";
import { findCommand } from "../../cluster/machine/commands.ts";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { arpeggio } from "../cli/program.ts";

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
