/**
 * Explains an address: the Service that has it, or the result if a Service asked for it.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import { moveStep } from "../pools/misplaced.ts";
import { isUsable } from "../pools/pool.ts";
import { addressChanges } from "./address_changes.ts";
import { announcementSteps } from "./announcement_steps.ts";
import { explainHost } from "./explain_host.ts";
import type { AddressExplanation, HostExplanation } from "./explanation.ts";
import { isWell } from "./explain_service.ts";
import { accountIn, type Inquiry } from "./inquiry.ts";
import { hostOfUnused } from "./load_sharing_messages.ts";
import { addAddress } from "./step_messages.ts";
import {
  addressFree,
  addressHad,
  addressInNoPool,
  addressKeptBack,
  addressLost,
  addressOfNode,
  addressPutAside,
} from "./subject_messages.ts";

/** @param host the MAC of a host, in lower case and with colons; undefined: the question names none */
export function explainAddress(address: Address, inquiry: Inquiry, host?: string): AddressExplanation {
  const explained = withoutLosers(address, inquiry);
  const losers = addressChanges(inquiry.settlement, inquiry.decision.allocations)
    .filter(({ lost }) => lost.includes(address.text));
  return {
    ...explained,
    summary: [explained.summary, ...losers.map(addressLost)].join("; "),
    ...(host !== undefined && { host: hostOf(address, host, inquiry) }),
  };
}

function hostOf({ text }: Address, mac: string, { observed, decision }: Inquiry): HostExplanation {
  const election = decision.elections.find(({ address }) => address === text);
  const planned = decision.virtualIPs.find(({ spec }) => spec.address === text);
  return election === undefined
    ? { mac, message: hostOfUnused, nodes: [] }
    : explainHost(mac, election, planned, observed);
}

function poolStep(address: Address, { settlement: { inventory } }: Inquiry): string {
  const misplaced = inventory.invalid.misplacedWith(address);
  return misplaced.length > 0 ? moveStep(misplaced) : addAddress(address.text);
}

/** The explanation, without the Services that lose the address. */
function withoutLosers(address: Address, inquiry: Inquiry): AddressExplanation {
  const { observed, decision, settlement: { inventory } } = inquiry;
  const { text } = address;
  const base = { about: "address", name: text } as const;
  const election = decision.elections.find((each) => each.address === text);
  if (election !== undefined) {
    const account = accountIn(inquiry, election);
    return {
      ...base,
      isFine: isWell(account),
      state: "in use",
      summary: addressHad(account.services, account.pool),
      account,
      nextSteps: announcementSteps(election, account, observed),
    };
  }
  const aside = inventory.aside.get(text);
  if (aside !== undefined) {
    return { ...base, isFine: false, state: "put aside", summary: addressPutAside(aside.until), nextSteps: [] };
  }
  const node = observed.nodes.find(({ status }) => status?.addresses?.some((each) => each.address === text));
  const pool = inventory.ledger.poolStateOf(address)?.pool;
  if (pool === undefined) {
    return {
      ...base,
      isFine: false,
      state: node === undefined ? "in no pool" : "of a node",
      summary: node === undefined ? addressInNoPool : addressOfNode(node.metadata.name),
      nextSteps: node === undefined ? [{ text: poolStep(address, inquiry) }] : [],
    };
  }
  return isUsable(pool, address)
    ? { ...base, isFine: true, state: "free", summary: addressFree(pool), nextSteps: [] }
    : { ...base, isFine: true, state: "kept back", summary: addressKeptBack(pool.name), nextSteps: [] };
}
