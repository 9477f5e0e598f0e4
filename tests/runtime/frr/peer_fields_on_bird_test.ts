import { haveCommands } from "../../cluster/machine/commands.ts";
import { BirdRouter } from "./bird_router.ts";
import { testPeerFields } from "./peer_fields.ts";

const ignore = !await haveCommands("vtysh", "bird");

Deno.test({ name: "with BIRD as the router, each field has its effect", ignore }, async (test) => {
  await testPeerFields(test, (options) => BirdRouter.start(options));
});
