/**
 * Why an address that is in a Service's status could not be given to the Service now. This matters if VirtualIPs name
 * the Service for other addresses, but not for this one: then another program may have written the status, so the
 * Service keeps the address only if it could get it now.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import { inNoPool, inOtherPool, notAskedFor } from "./address_messages.ts";
import { noEligiblePool, poolTerminating } from "./allocation_messages.ts";
import type { Inventory } from "./inventory.ts";
import type { AllocationVerdict } from "../reasons.ts";
import type { ServiceState } from "./service_state.ts";
import { isTerminating, terminating } from "./terminating.ts";

/**
 * Undefined: the Service could get the address. Other Services and `serviceAllocation` are not checked here: another
 * check covers them for every address that a Service keeps.
 */
export function whyNotAnew(
  address: Address,
  serviceState: ServiceState,
  { ledger }: Inventory,
): AllocationVerdict | undefined {
  const { key, service, request, held } = serviceState;
  if (isTerminating(service)) return terminating(service);
  const pool = ledger.poolStateOf(address)?.pool;
  if (pool === undefined) return inNoPool(address.text);
  if (pool.isTerminating) return poolTerminating(pool, address.text);
  const withheld = ledger.withheldFrom(address);
  // All addresses of a Service are from one pool, so a pool that has given one address gives the second one too.
  if (withheld !== undefined || held.some((each) => each.pool === pool.name)) return withheld;
  if (request.pool !== undefined && request.pool !== pool.name) {
    return inOtherPool(address.text, pool.name, request.pool);
  }
  if (request.addresses.length > 0) {
    const asked = request.addresses.map(({ text }) => text);
    return asked.includes(address.text) ? undefined : notAskedFor(address.text, asked);
  }
  return pool.autoAssign || request.pool !== undefined ? undefined : noEligiblePool(key, [pool], true);
}
