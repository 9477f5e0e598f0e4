import assert from "node:assert/strict";
import { LostSessions } from "../../../runtime/bgp/lost_sessions.ts";
import type { PeerStanding } from "../../../runtime/bgp/peer_standing.ts";
import { bgpSessions } from "../../../runtime/frr/session.ts";

/** The standing of peer `tor`, from FRR's JSON. */
function tor(state: string, reset?: string): PeerStanding {
  const neighbor = { bgpState: state, ...(reset !== undefined && { lastResetDueTo: reset }) };
  const [session] = bgpSessions(JSON.stringify({ default: { "192.0.2.1": neighbor } }));
  assert.ok(session !== undefined);
  return { name: "tor", neighbor: "192.0.2.1", port: 179, vrf: "default", gracefulRestart: false, session };
}

Deno.test("a lost session has the cause that FRR reported first, until the session is up again", () => {
  const lost = new LostSessions();
  const seen = (standing: PeerStanding | undefined): string | undefined => {
    lost.look(standing === undefined ? [] : [standing]);
    return lost.causes?.["tor"];
  };
  assert.equal(seen(tor("Active", "Waiting for peer OPEN")), undefined);
  assert.equal(seen(tor("Established", "Waiting for peer OPEN")), undefined);
  assert.equal(seen(tor("Idle", "BFD down received")), "FRR: BFD down received");
  assert.equal(seen(tor("Active", "Waiting for peer OPEN")), "FRR: BFD down received");
  assert.equal(seen(tor("Established", "BFD down received")), undefined);
  assert.equal(seen(tor("Idle")), undefined);
  assert.equal(seen(undefined), undefined);
});

Deno.test("if FRR goes away, that is the cause", () => {
  const lost = new LostSessions();
  lost.look([tor("Established")]);
  const { session: _, ...unknown } = tor("Established");
  lost.look([unknown]);
  assert.equal(lost.causes?.["tor"], "FRR does not run or does not answer");
});
