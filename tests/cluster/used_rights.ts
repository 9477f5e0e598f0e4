/**
 * Rights and what was done with them.
 *
 * @module
 */

import { nameOf, type Right } from "../manifests/rights.ts";
import { eventually } from "../../runtime/lab/bgp/eventually.ts";
import type { ApiRequest } from "./audit.ts";
import type { Cluster } from "./cluster.ts";

/** What is to be used, by whom, from when on. */
interface Use {
  readonly rights: readonly Right[];
  /** The beginning of the names of the users. */
  readonly user: string;
  readonly since: Date;
}

/**
 * What the users have asked for, once each of the rights is used: the audit log tells of a request a moment after its answer. Fails
 * with the rights that nobody uses.
 */
export async function untilUsed(
  cluster: Cluster,
  { rights, user, since }: Use,
): Promise<readonly ApiRequest[]> {
  let own: readonly ApiRequest[] = [];
  let spare: readonly string[] = [];
  try {
    await eventually("each right is used", async () => {
      own = (await cluster.requests(since)).filter((request) => request.user.startsWith(user));
      const used = new Set(own.filter(({ code }) => code !== 403).map(nameOf));
      spare = rights.map(nameOf).filter((name) => !used.has(name));
      return spare.length === 0;
    });
  } catch (error) {
    throw new Error(`Nobody uses ${spare.join(", ")}`, { cause: error });
  }
  return own;
}
