/** The conditions for the change between two worlds: a Service keeps an address that is still allowed. */

import type { Judged } from "./judged.ts";
import { admits, isForeign, mayShare, poolOf } from "./rules.ts";
import { familyOf, isServed, keyOf, needOf, type Service } from "./world.ts";

export function unstable({ before, after, touched }: Judged): readonly string[] {
  return before.services.filter(isServed).flatMap((earlier) => {
    const key = keyOf(earlier);
    const service = after.services.find((each) => keyOf(each) === key);
    if (service === undefined || !isServed(service) || earlier.status.length === 0 || isForeign(earlier, before)) {
      return [];
    }
    const { families, all } = needOf(service);
    const stays = earlier.status.every((address) => {
      const pool = poolOf(address, after);
      return pool !== undefined && admits(pool, service) && families.includes(familyOf(address));
    });
    if (!stays || (all && earlier.status.length < families.length)) return [];
    if (service.askedPool !== undefined && poolOf(earlier.status[0] ?? "", after)?.name !== service.askedPool) {
      return [];
    }
    if (service.askedAddress !== undefined && !earlier.status.includes(service.askedAddress)) return [];
    if (touched.has(key) && isContested(service, earlier.status, { before, after })) return [];
    const kept = service.status.filter((address) => earlier.status.includes(address));
    return kept.join() === earlier.status.join() ? [] : [`${key} had ${earlier.status} and has ${service.status}`];
  });
}

/** True if the Service may have lost the addresses to a Service that had one of them before, or has one now. */
function isContested(
  service: Service,
  addresses: readonly string[],
  { before, after }: Pick<Judged, "before" | "after">,
): boolean {
  return before.services.filter((each) => isServed(each) && each.status.some((address) => addresses.includes(address)))
    .map((each) => after.services.find((other) => keyOf(other) === keyOf(each)))
    .some((other) => other !== undefined && other !== service && isServed(other) && !mayShare(other, service)) ||
    after.services.some((other) =>
      other !== service && isServed(other) && other.status.some((address) => addresses.includes(address)) &&
      !mayShare(other, service)
    );
}
