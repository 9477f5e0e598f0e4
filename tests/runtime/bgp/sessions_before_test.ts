import assert from "node:assert/strict";
import { stringify } from "yaml";
import { bgpStandingText } from "../../../functions/model/announcing/bgp_standing.ts";
import { AwaitedSessions, sessionsBefore } from "../../../runtime/bgp/sessions_before.ts";
import { MuteSessions } from "../../../runtime/bgp/mute_sessions.ts";
import type { PeerStanding } from "../../../runtime/bgp/peer_standing.ts";
import { bgpSessions } from "../../../runtime/frr/session.ts";
import { bgpCheck } from "../../../runtime/metrics/bgp_metrics.ts";
import { FolderStore } from "../../../runtime/store/folder/folder_store.ts";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";

const namespace = "metallb-system";

Deno.test("a node's Lease names the sessions that the node had, including those that it closed", async () => {
  await using scratch = await scratchFolder("lease-");
  const standing = { sessions: ["kept"], withheld: [], problems: [], awaited: ["closed"] };
  await Deno.writeTextFile(
    `${scratch.path}/lease.yaml`,
    stringify({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {
        name: "arpeggio-announcer-n1",
        namespace,
        annotations: { "arpeggio.dev/bgp": bgpStandingText(standing) },
      },
      spec: { holderIdentity: "n1" },
    }),
  );
  await using store = await FolderStore.open(scratch.path, { namespace });
  assert.deepEqual(await sessionsBefore(store, { node: "n1", namespace }), ["closed", "kept"]);
  assert.deepEqual(await sessionsBefore(store, { node: "n2", namespace }), []);
});

Deno.test("a node is ready when all its earlier sessions are up again, or after 2 minutes", () => {
  const awaited = new AwaitedSessions(["a", "b", "gone"], 0);
  const readyWith = (states: Readonly<Record<string, string>>, now: number): boolean => {
    const peers = Object.entries(states).map(([name, state]) => standing(name, state));
    awaited.look(peers, [], now);
    return bgpCheck({
      peers,
      announced: [],
      standing: { problems: [], awaited: awaited.names },
      bfdCounters: () => Promise.resolve([]),
    }).ok;
  };
  assert.equal(readyWith({ a: "Active", b: "Established", new: "Active" }, 1000), false);
  assert.deepEqual(awaited.names, ["a"]);
  // The session of `b` was up again, so its later loss does not count.
  assert.equal(readyWith({ a: "Active", b: "Active", new: "Active" }, 119_999), false);
  assert.equal(readyWith({ a: "Active", b: "Active", new: "Active" }, 120_000), true);
  assert.equal(new AwaitedSessions([], 0).names.length, 0);
});

Deno.test("a session is awaited while the announcer may not read its password", () => {
  const awaited = new AwaitedSessions(["a", "gone"], 0);
  awaited.look([], ["a"], 1000);
  assert.deepEqual(awaited.names, ["a"]);
  awaited.look([standing("a", "Active")], [], 2000);
  assert.deepEqual(awaited.names, ["a"]);
  awaited.look([standing("a", "Established")], [], 3000);
  assert.deepEqual(awaited.names, []);
});

Deno.test("a session is mute if FRR reports it as established and sends nothing on it", () => {
  const mute = new MuteSessions();
  const statesAt = (now: number, sent: number, state = "Established"): readonly string[] =>
    mute.look(sessions(state, sent), now).map((each) => each.state);
  assert.deepEqual(statesAt(0, 5), ["Established"]);
  assert.deepEqual(statesAt(13_000, 5), ["Established"]);
  assert.deepEqual(statesAt(14_001, 5), ["Mute"]);
  assert.deepEqual(statesAt(15_000, 6), ["Established"]);
  assert.deepEqual(statesAt(60_000, 6, "Active"), ["Active"]);
  assert.deepEqual(new MuteSessions().look([], 0), []);
});

function sessions(bgpState: string, totalSent: number): ReturnType<typeof bgpSessions> {
  return bgpSessions(JSON.stringify({
    default: {
      "172.16.0.1": {
        bgpState,
        bgpTimerKeepAliveIntervalMsecs: 3000,
        connectionsEstablished: 1,
        messageStats: { totalSent },
      },
    },
  }));
}

function standing(name: string, state: string): PeerStanding {
  const [session] = sessions(state, 1);
  const peer = { name, neighbor: "172.16.0.1", port: 179, vrf: "default", gracefulRestart: false };
  return { ...peer, ...(session !== undefined && { session }) };
}
