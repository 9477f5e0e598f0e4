import { haveCommands } from "../../cluster/commands.ts";
import { GobgpRouter } from "./gobgp_router.ts";
import { testPeerFields } from "./peer_fields.ts";

const ignore = !await haveCommands("vtysh", "gobgpd");

Deno.test({ name: "GoBGP as a router hears what each field says", ignore }, async (test) => {
  await testPeerFields(test, (options) => GobgpRouter.start(options));
});
