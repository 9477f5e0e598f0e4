/** A page state that is hard to lay out: nodes with fully qualified names, IPv6 addresses, long reasons. */

import { emptyState, type PageState } from "../../../functions/page/page_state.ts";

const now = Date.parse("2026-11-23T10:00:00Z");
const nodes = Array.from(
  { length: 12 },
  (_, index) => `worker-${index + 10}.rack-b.eu-central-1.compute.example.internal`,
);

/** Makes a page state with this number of addresses. Every second address is IPv6. */
export function longNames(addresses: number): PageState {
  const node = (index: number): string => nodes[index % nodes.length] ?? "";
  const address = (index: number): string =>
    index % 2 === 0
      ? `203.${100 + (index >> 16)}.${100 + ((index >> 8) & 127)}.${100 + (index & 127)}`
      : `2001:db8:a0b1:c2d3:e4f5:a6b7:${(0xc000 + (index >> 12)).toString(16)}:${
        (0xd000 + (index & 4095)).toString(16)
      }`;
  const service = (index: number): string => `customer-facing-production/payments-gateway-frontend-${index}`;
  return {
    ...emptyState,
    at: now,
    pools: [{
      key: "metallb-system/public-production-addresses",
      name: "public-production-addresses",
      ranges: ["203.0.113.0/24", "2001:db8:a0b1:c2d3:e4f5:a6b7:c8d9:e000-2001:db8:a0b1:c2d3:e4f5:a6b7:c8d9:efff"],
      usage: [{ family: "IPv4", assigned: 20, available: 236 }, {
        family: "IPv6",
        assigned: 2 ** 40,
        available: 2 ** 52,
      }],
    }],
    nodes: nodes.map((name, index) => ({
      key: name,
      name,
      announcer: index === 3 ? "silent" : "live",
      ...(index === 3 && { silentSince: now - 4_000 }),
      upSince: now - 864_000_000,
      announces: 1_234,
      owned: 1_234,
      share: 1_233.5,
      standby: 2_468,
    })),
    addresses: Array.from({ length: addresses }, (_, index) => ({
      key: address(index),
      address: address(index),
      pool: "public-production-addresses",
      services: [service(index)],
      state: index % 5 === 0 ? "NoLocalEndpoints" : "Announcing",
      owner: node(index),
      interfaces: ["enp216s0f1np1.2048"],
      standbys: [node(index + 1), node(index + 2)],
      created: now - 9_000_000,
      since: now - 3_600_000,
    })),
    troubles: [{
      key: "node 3",
      subject: node(3),
      reason: "NodeSilent",
      message: `Node ${node(3)} has fallen silent, and other nodes have taken over its addresses.`,
      since: now - 4_000,
    }, {
      key: "peer",
      subject: "BGPPeer top-of-rack-switch-b-uplink-1",
      reason: "SessionDown",
      message: `0 of 3 sessions with router 2001:db8:a0b1:c2d3:e4f5:a6b7:c8d9:e0f1 are up; see ${node(1)}`,
    }],
    pending: [{
      key: "service",
      subject: service(9_999),
      lacks: "address",
      reason: "SharingKeyMismatch",
      message: `Address ${address(1)} is in use by ${service(1)}, and the two have other sharing keys.`,
      since: now - 86_000,
    }],
    conflicts: [{
      key: address(1),
      address: address(1),
      services: [service(1)],
      reason: "Defended",
      message: "02:66:66:66:66:66 on enp216s0f1np1.2048 claims this address too.",
      since: now - 60_000,
    }],
    faults: [{
      key: "fault",
      severity: "error",
      object: "L2Advertisement metallb-system/all-production-addresses-of-rack-b",
      field: "spec.nodeSelectors[12].matchExpressions[3].operator",
      reason: "InvalidSelector",
      message: "NotInn is no operator: In, NotIn, Exists and DoesNotExist are.",
    }],
    timeline: [{
      key: "failover",
      at: now - 3_000,
      what: "takeover",
      silentMs: 34_210,
      from: node(3),
      to: [{ node: node(4), addresses: 617 }, { node: node(5), addresses: 617 }],
      subjects: [address(0), address(1), address(2), address(3), address(5)],
      count: 1_234,
    }, {
      key: "conflict",
      at: now - 5_000,
      what: "conflict",
      to: [],
      subjects: [address(1)],
      count: 1,
      note: "02:66:66:66:66:66 on enp216s0f1np1.2048 speaks for this address too.",
    }],
    sessions: [{
      key: "session",
      peer: "top-of-rack-switch-b-uplink-1",
      node: node(1),
      router: "2001:db8:a0b1:c2d3:e4f5:a6b7:c8d9:e0f1",
      isUp: false,
      problems: ["no route to 2001:db8:a0b1:c2d3:e4f5:a6b7:c8d9:e0f1"],
    }],
  };
}
