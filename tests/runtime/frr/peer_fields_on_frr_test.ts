import { haveCommands } from "../../cluster/commands.ts";
import { FrrRouter } from "./frr_router.ts";
import { testPeerFields } from "./peer_fields.ts";

const ignore = !await haveCommands("vtysh");

Deno.test({ name: "FRR as a router hears what each field says", ignore }, async (test) => {
  await testPeerFields(test, (options) => FrrRouter.start(options));
});
