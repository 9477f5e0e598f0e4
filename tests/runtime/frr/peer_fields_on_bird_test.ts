import { haveCommands } from "../../cluster/commands.ts";
import { BirdRouter } from "./bird_router.ts";
import { testPeerFields } from "./peer_fields.ts";

const ignore = !await haveCommands("vtysh", "bird");

Deno.test({ name: "BIRD as a router hears what each field says", ignore }, async (test) => {
  await testPeerFields(test, (options) => BirdRouter.start(options));
});
