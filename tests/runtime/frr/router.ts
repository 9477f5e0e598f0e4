import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { World } from "../../../runtime/lab/stage/world.ts";
import { eventually } from "./frr_host.ts";

/** A BGP router of a test, independent of its program. Its AS is 64513 by default. */
export interface Router extends AsyncDisposable {
  readonly host: Host;
  /** The paths to a prefix that the router has received; empty if there are none. */
  paths(prefix: string): Promise<readonly Path[]>;
  /** The parameters that were negotiated with the node at this address. */
  agreed(address: string): Promise<Agreed>;
  /** True if the router has a session with the node at this address. */
  hasSession(address: string): Promise<boolean>;
  /** The number of prefixes that the router has received from all nodes. */
  count(): Promise<number>;
}

/** The parameters of a session that its two ends have negotiated. */
export interface Agreed {
  /** The node's router ID. */
  readonly routerID: string;
  readonly holdSeconds: number;
}

/** A path to a prefix, as the router received it. */
export interface Path {
  readonly nextHop: string;
  readonly asPath: readonly number[];
  /** Each as `A:B`, sorted. */
  readonly communities: readonly string[];
  /** Each as `A:B:C`, sorted. */
  readonly largeCommunities: readonly string[];
  /** Undefined: the path has no local preference. */
  readonly localPref: number | undefined;
}

/** The router's settings for a node. */
export interface Neighbor {
  readonly address: string;
  /**
   * If given, the router finds the node on this interface by its link-local address, and `address` is not used. Not for
   * FRR.
   */
  readonly interface?: string;
  /** The AS of the node; 64512 by default. */
  readonly asn?: number;
  readonly password?: string;
  /** The interval of BFD in milliseconds, for FRR always 100; the multiplier is three. Absent: no BFD. */
  readonly bfdMs?: number;
  readonly multiHop?: boolean;
  /** The router's own address in the session; absent: the address of its link. Only for BIRD. */
  readonly own?: string;
  readonly gracefulRestart?: boolean;
}

export interface RouterOptions {
  readonly world: World;
  readonly host: Host;
  readonly asn?: number;
  readonly port?: number;
  readonly neighbors: readonly Neighbor[];
  /** The number of routes that the router announces to the nodes; only for BIRD. */
  readonly announces?: number;
  /** True: the router sends router advertisements; only for BIRD. */
  readonly advertisesItself?: boolean;
}

/** Waits until the check holds for the router's paths to the prefix, and returns the paths. */
export async function whenPaths(
  router: Router,
  prefix: string,
  holds: (paths: readonly Path[]) => boolean,
): Promise<readonly Path[]> {
  let paths: readonly Path[] = [];
  try {
    await eventually(`${router.host.name} has the expected paths to ${prefix}`, async () => {
      paths = await router.paths(prefix);
      return holds(paths);
    });
  } catch (error) {
    throw new Error(`The paths to ${prefix} are ${JSON.stringify(paths)}`, { cause: error });
  }
  return paths;
}
