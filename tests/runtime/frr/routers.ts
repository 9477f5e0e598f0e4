import { haveCommands } from "../../cluster/machine/commands.ts";
import { BirdRouter } from "./bird_router.ts";
import { FrrRouter } from "./frr_router.ts";
import { GobgpRouter } from "./gobgp_router.ts";
import type { Router, RouterOptions } from "./router.ts";

/** The programs for routers of tests. */
export const routers: readonly {
  readonly name: string;
  /** True if this program is missing, or if FRR is missing, which every node needs. */
  readonly ignore: boolean;
  readonly start: (options: RouterOptions) => Promise<Router>;
}[] = [
  { name: "FRR", ignore: !await haveCommands("vtysh"), start: (options) => FrrRouter.start(options) },
  { name: "BIRD", ignore: !await haveCommands("vtysh", "bird"), start: (options) => BirdRouter.start(options) },
  { name: "GoBGP", ignore: !await haveCommands("vtysh", "gobgpd"), start: (options) => GobgpRouter.start(options) },
];
