/**
 * Logs when all announcers stop renewing their Leases at once, and when one renews its Lease again.
 *
 * @module
 */

import { allSilentSince } from "../../functions/model/election/announcers.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { logger } from "../ground/log.ts";

const log = logger("controller");

export class SilenceAlarm {
  #isTold = false;

  look({ leases, now }: Pick<Observed, "leases" | "now">): void {
    const since = allSilentSince(leases, now);
    if ((since !== undefined) === this.#isTold) return;
    this.#isTold = since !== undefined;
    if (since === undefined) return log.info("Announcers renew their Leases again");
    log.warn("No announcer has renewed its Lease since {since}: the plan stays as it is, nothing moves", {
      since: new Date(since).toISOString(),
    });
  }
}
