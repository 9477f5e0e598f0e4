/**
 * Finds the requests that used rights.
 *
 * @module
 */

import { nameOf, type Right } from "../../manifests/rights.ts";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import type { ApiRequest } from "./audit.ts";
import type { Cluster } from "./cluster.ts";

/** The rights that must be used, by which users, and since when. */
interface Use {
  readonly rights: readonly Right[];
  /** The prefix of the users' names. */
  readonly user: string;
  readonly since: Date;
}

/**
 * Waits until each right was used, and returns the users' requests. Waits because the audit log shows a request a
 * moment after its answer. Fails with the list of unused rights.
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
    throw new Error(`No component uses ${spare.join(", ")}`, { cause: error });
  }
  return own;
}
