import assert from "node:assert/strict";
import { decide } from "../../../functions/decide.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { knownProxyText } from "../../../functions/model/announcing/status/proxy_health.ts";
import {
  annotationBGP,
  annotationKubeProxy,
  annotationTwin,
  annotationUnheard,
} from "../../../functions/model/names.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import { pageOf } from "../../../functions/page/page_of.ts";
import type { TimelineRow } from "../../../functions/page/page_state.ts";
import { leaseOf, plainWorld } from "../election_world.ts";

interface Row {
  readonly name: string;
  readonly observed: Observed;
  readonly timeline?: readonly TimelineRow[];
  readonly want: readonly string[];
}

const world = served(plainWorld(3, 1));
const { now } = world;
const hour = 3_600_000;
const slow: TimelineRow = {
  key: "n1",
  at: now - 60_000,
  what: "takeover",
  subjects: [],
  count: 2,
  silentMs: 34_000,
  from: "n1",
  to: [{ node: "n2", addresses: 2 }],
};

const rows: readonly Row[] = [
  { name: "none in a healthy cluster", observed: world, want: [] },
  {
    name: "a node whose announcer is gone",
    observed: { ...world, leases: [...world.leases.slice(1), leaseOf("n0", now - hour, now - hour)] },
    want: ["AnnouncerGone n0"],
  },
  {
    name: "a node whose Lease cannot be read",
    observed: { ...world, leases: [renewed(leaseOf("n0", now - hour, now - hour), "soon"), ...world.leases.slice(1)] },
    want: ["UnreadableLease n0"],
  },
  {
    name: "a node that is silent",
    observed: takenFrom("n1", world),
    want: ["NodeSilent n1"],
  },
  {
    name: "a node that does not receive the heartbeats of a live node",
    observed: {
      ...world,
      leases: [unhearing(leaseOf("n0", now - hour, now - 1_000), "n1,n9"), ...world.leases.slice(1)],
    },
    want: ["NotHeard n0"],
  },
  {
    name: "a node whose kube-proxy fails",
    observed: { ...world, leases: [withoutProxy(leaseOf("n0", now - hour, now - 1_000)), ...world.leases.slice(1)] },
    want: ["KubeProxyFailing n0"],
  },
  {
    name: "none for kube-proxy of a node whose announcer is gone",
    observed: { ...world, leases: [withoutProxy(leaseOf("n0", now - hour, now - hour)), ...world.leases.slice(1)] },
    want: ["AnnouncerGone n0"],
  },
  {
    name: "two announcers have the name of one node",
    observed: {
      ...world,
      leases: [twin(leaseOf("n0", now - hour, now - 1_000), "2026-11-23T09:30:00.000000Z"), ...world.leases.slice(1)],
    },
    want: ["SecondAnnouncer n0"],
  },
  {
    name: "a router with which no node has a session, in one row",
    observed: withRouter([{ up: false }, { up: false }, { up: false }]),
    want: ["SessionDown BGPPeer tor"],
  },
  {
    name: "a router with which one node has no session",
    observed: withRouter([{ up: true }, { up: false }, { up: true }]),
    want: ["SessionDown BGPPeer tor"],
  },
  {
    name: "none for a router with which all nodes that speak BGP have sessions",
    observed: withRouter([{ up: true }, undefined, { up: true }]),
    want: [],
  },
  { name: "none for a node that was deleted", observed: { ...world, nodes: world.nodes.slice(1) }, want: [] },
  { name: "none for a cluster of one node, which needs no standby", observed: served(plainWorld(1, 1)), want: [] },
  {
    name: "an address that only one node may announce",
    observed: { ...world, leases: world.leases.slice(0, 1) },
    want: ["AnnouncerGone n1", "AnnouncerGone n2", "NoStandby 10.0.0.0"],
  },
  { name: "a slow failover", observed: world, timeline: [slow], want: ["SlowFailover n1"] },
  { name: "none for a fast failover", observed: world, timeline: [{ ...slow, silentMs: 300 }], want: [] },
  {
    name: "none for a slow failover of two hours ago",
    observed: world,
    timeline: [{ ...slow, at: now - 2 * hour }],
    want: [],
  },
  { name: "none for a slow planned move", observed: world, timeline: [{ ...slow, what: "move" }], want: [] },
];

for (const { name, observed, timeline = [], want } of rows) {
  Deno.test(`troubles: ${name}`, () => {
    const { troubles } = pageOf(observed, decide(observed), { timeline, samples: new Map() });
    assert.deepEqual(troubles.map(({ reason, subject }) => `${reason} ${subject}`), want);
  });
}

function renewed(lease: Lease, renewTime: string): Lease {
  return { ...lease, spec: { ...lease.spec, renewTime } };
}

/**
 * The world with a router.
 *
 * @param sessions by node: whether its session is up; undefined: the node does not speak BGP
 */
function withRouter(sessions: readonly ({ readonly up: boolean } | undefined)[]): Observed {
  const leases = world.leases.map((lease, index): Lease => {
    const session = sessions[index];
    if (session === undefined) return lease;
    const report = { sessions: session.up ? ["tor"] : [], withheld: [], problems: [] };
    return { ...lease, metadata: { ...lease.metadata, annotations: { [annotationBGP]: JSON.stringify(report) } } };
  });
  const tor: Observed["bgpPeers"][number] = {
    apiVersion: "metallb.io/v1beta2",
    kind: "BGPPeer",
    metadata: { name: "tor", namespace: "metallb-system" },
    spec: { myASN: 64512, peerASN: 64513, peerAddress: "192.0.2.254" },
  };
  return { ...world, leases, bgpPeers: [tor] };
}

function unhearing(lease: Lease, others: string): Lease {
  return { ...lease, metadata: { ...lease.metadata, annotations: { [annotationUnheard]: others } } };
}

function withoutProxy(lease: Lease): Lease {
  const text = knownProxyText({ is: "failing", since: now - 60_000 }, lease.spec?.acquireTime ?? "");
  return { ...lease, metadata: { ...lease.metadata, annotations: { [annotationKubeProxy]: text } } };
}

function twin(lease: Lease, others: string): Lease {
  return { ...lease, metadata: { ...lease.metadata, annotations: { [annotationTwin]: others } } };
}

/** The world, with a cluster address for each Service: otherwise a Service gets no address. */
function served(world: Observed): Observed {
  const services = world.services.map((service) => ({
    ...service,
    spec: { ...service.spec, clusterIP: "10.96.0.1", clusterIPs: ["10.96.0.1"], ipFamilies: ["IPv4" as const] },
  }));
  return { ...world, services };
}

/** The world after another node has taken over the addresses of `node`, whose Lease has not been renewed since. */
function takenFrom(node: string, observed: Observed): Observed {
  const { leases, ...rest } = observed;
  const status = { silentSince: new Date(now - 2_000).toISOString(), takenFrom: node, takenFromLease: "7" };
  return {
    ...rest,
    virtualIPs: decide(observed).virtualIPs.map((each) => ({ ...each, status })),
    leases: leases.map((lease) => ({ ...lease, metadata: { ...lease.metadata, resourceVersion: "7" } })),
  };
}
