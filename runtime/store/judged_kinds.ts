/**
 * The kinds whose content is no schema's business.
 *
 * @module
 */

import type { KindName } from "../../functions/model/kinds.ts";

/** Beyond their metadata these are let through as they are: `check` looks at them field by field, and says more than a schema. */
export const judgedKinds: ReadonlySet<KindName> = new Set([
  "IPAddressPool",
  "L2Advertisement",
  "BGPPeer",
  "BGPAdvertisement",
  "BFDProfile",
  "Community",
]);
