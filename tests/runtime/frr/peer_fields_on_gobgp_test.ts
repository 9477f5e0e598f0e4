import { haveCommands } from "../../cluster/machine/commands.ts";
import { GobgpRouter } from "./gobgp_router.ts";
import { testPeerFields } from "./peer_fields.ts";

const ignore = !await haveCommands("vtysh", "gobgpd");

Deno.test({ name: "with GoBGP as the router, each field has its effect", ignore }, async (test) => {
  await testPeerFields(test, (options) => GobgpRouter.start(options));
});
