import assert from "node:assert/strict";
import { writeKubeconfig } from "../../cluster/machine/kubeconfig.ts";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { arpeggio } from "./program.ts";

Deno.test("an error about an unreachable API server contains its address and the system's error", async () => {
  await using folder = await scratchFolder("arpeggio-unreachable-");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const server = `https://127.0.0.1:${listener.addr.port}`;
  listener.close();
  const kubeconfig = `${folder.path}/kubeconfig`;
  await writeKubeconfig(kubeconfig, { server, ca: "", token: "none" });
  const { code, err } = await arpeggio(["status", "--kubeconfig", kubeconfig]);
  assert.equal(code, 2);
  assert.ok(err.includes(`${server} does not answer: tcp connect error: Connection refused (os error 111)`), err);
});
