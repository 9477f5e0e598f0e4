import assert from "node:assert/strict";
import { World } from "../../../../runtime/lab/stage/world.ts";
import { worldsAllowed } from "../../lab/world_allowed.ts";

const program = new URL("silent_dns.ts", import.meta.url).pathname;

Deno.test(
  "while no DNS server answers, lookups of the API server's name leave threads for other work",
  { ignore: !await worldsAllowed() },
  async () => {
    await using world = await World.create();
    await world.run("sh", ["-c", "cat > /run/resolv.conf; mount --bind /run/resolv.conf /etc/resolv.conf"], {
      input: "nameserver 127.0.0.1\n",
    });
    const args = ["run", "--allow-all", "--no-check", "--cached-only", "--quiet", program];
    assert.equal(await world.run(Deno.execPath(), args), "read\n");
  },
);
