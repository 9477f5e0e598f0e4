import { haveCommands } from "../../cluster/commands.ts";
import { BirdRouter } from "./bird_router.ts";
import { FrrRouter } from "./frr_router.ts";
import { GobgpRouter } from "./gobgp_router.ts";
import type { Router, RouterOptions } from "./router.ts";

/** Every program that a router may be in a test. */
export const routers: readonly {
  readonly name: string;
  /** It, or FRR, which every node has, is not there. */
  readonly ignore: boolean;
  readonly start: (options: RouterOptions) => Promise<Router>;
}[] = [
  { name: "FRR", ignore: !await haveCommands("vtysh"), start: (options) => FrrRouter.start(options) },
  { name: "BIRD", ignore: !await haveCommands("vtysh", "bird"), start: (options) => BirdRouter.start(options) },
  { name: "GoBGP", ignore: !await haveCommands("vtysh", "gobgpd"), start: (options) => GobgpRouter.start(options) },
];
