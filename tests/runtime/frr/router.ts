import type { Host } from "../../../runtime/lab/host.ts";
import type { World } from "../../../runtime/lab/world.ts";
import { eventually } from "./frr_host.ts";

/** A BGP router of a test, whatever program it is. Its AS is 64513 unless said otherwise. */
export interface Router extends AsyncDisposable {
  readonly host: Host;
  /** The ways to a prefix that it has heard of; none: it has not heard. */
  paths(prefix: string): Promise<readonly Path[]>;
  /** What was agreed upon with the node at that address. */
  agreed(address: string): Promise<Agreed>;
  /** Whether it has one with the node at that address. */
  hasSession(address: string): Promise<boolean>;
  /** How many prefixes it has from all. */
  count(): Promise<number>;
}

/** What both ends have told each other when the session began. */
export interface Agreed {
  /** The node's. */
  readonly routerID: string;
  readonly holdSeconds: number;
}

/** A way to a prefix, as a router heard it. */
export interface Path {
  readonly nextHop: string;
  readonly asPath: readonly number[];
  /** `A:B`, sorted. */
  readonly communities: readonly string[];
  /** `A:B:C`, sorted. */
  readonly largeCommunities: readonly string[];
  /** Undefined: not given. */
  readonly localPref: number | undefined;
}

/** A node that the router speaks with. */
export interface Neighbor {
  readonly address: string;
  /** Where the node is found instead, by its link-local address. */
  readonly interface?: string;
  /** Of the node; 64512 by default. */
  readonly asn?: number;
  readonly password?: string;
  /** Whether BFD watches the way, with these milliseconds, three times. */
  readonly bfdMs?: number;
  readonly multiHop?: boolean;
  /** The router's own address towards it, where that is not the one of its link; only BIRD must know. */
  readonly own?: string;
  readonly gracefulRestart?: boolean;
}

export interface RouterOptions {
  readonly world: World;
  readonly host: Host;
  readonly asn?: number;
  readonly port?: number;
  readonly neighbors: readonly Neighbor[];
  /** How many routes it announces itself; only BIRD does. */
  readonly announces?: number;
  /** Whether it tells the link that it is a router; only BIRD does. */
  readonly advertisesItself?: boolean;
}

/** Waits until the router has ways to the prefix that satisfy the test. */
export async function whenPaths(
  router: Router,
  prefix: string,
  holds: (paths: readonly Path[]) => boolean,
): Promise<readonly Path[]> {
  let paths: readonly Path[] = [];
  try {
    await eventually(`${router.host.name} has the ways to ${prefix} that the test waits for`, async () => {
      paths = await router.paths(prefix);
      return holds(paths);
    });
  } catch (error) {
    throw new Error(`The ways to ${prefix} are ${JSON.stringify(paths)}`, { cause: error });
  }
  return paths;
}
