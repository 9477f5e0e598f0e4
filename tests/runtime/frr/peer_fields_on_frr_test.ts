import { haveCommands } from "../../cluster/machine/commands.ts";
import { FrrRouter } from "./frr_router.ts";
import { testPeerFields } from "./peer_fields.ts";

const ignore = !await haveCommands("vtysh");

Deno.test({ name: "with FRR as the router, each field has its effect", ignore }, async (test) => {
  await testPeerFields(test, (options) => FrrRouter.start(options));
});
