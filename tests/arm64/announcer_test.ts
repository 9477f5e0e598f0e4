import assert from "node:assert/strict";
import { bundleProgram } from "../../runtime/deploy/bundle.ts";
import { exampleGround, exampleService } from "../../runtime/lab/example/example.ts";
import { clusterFolder, Lab } from "../../runtime/lab/lab.ts";
import { whoAnswers } from "../cluster/machine/client_host.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { scratchFolder } from "../cluster/machine/scratch_folder.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { emulatedDeno } from "./emulator.ts";

const deno = await worldsAllowed() && await haveCommands("arping") ? await emulatedDeno() : undefined;
const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
/** The emulator needs about 20 s of a processor for the start. */
const patienceMs = 300_000;

Deno.test({
  name: "on arm64, the bundled announcer answers ARP for the address of a Service, and reports it",
  ignore: deno === undefined,
  async fn(): Promise<void> {
    assert(deno !== undefined);
    await using scratch = await scratchFolder("arpeggio-arm64-");
    const program = `${scratch.path}/main.js`;
    await bundleProgram(program);
    await using lab = await Lab.create({ nodes: 1, entry });
    const [node] = lab.nodes;
    assert(node !== undefined);
    lab.apply({ ...exampleGround, ...exampleService });
    lab.startController();
    const [command, ...emulator] = deno;
    const flags = ["--allow-all", "--no-config", "--no-remote", "--no-npm", "--cached-only"];
    const options = ["--node-name", node.name, "--folder", clusterFolder, "--heartbeat-key", "/etc/passwd"];
    const announcer = node.host.spawn(command, [...emulator, "run", ...flags, program, "announcer", ...options], {
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
      env: { DENO_DIR: `${scratch.path}/deno` },
    });
    const log = new Response(announcer.stdout).text();

    const address = (): string => lab.latest("Service", "default/nginx")?.status?.loadBalancer?.ingress?.[0]?.ip ?? "";
    const reported = (): unknown => lab.latest("VirtualIP", address())?.status?.node;
    let macs: readonly string[] = [];
    for (const giveUp = performance.now() + patienceMs; performance.now() < giveUp;) {
      if (address() !== "") macs = await whoAnswers(lab.client, address());
      if (macs.length > 0 && reported() !== undefined) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    announcer.kill("SIGKILL");
    assert.deepEqual(macs, [node.mac], await log);
    assert.equal(reported(), node.name);
  },
});
