/**
 * The part of a tour in which the node that holds the address loses power.
 *
 * @module
 */

import { epochMs } from "../client/events.ts";
import { check, ms, part, rounded } from "./narration.ts";
import type { Findings } from "./result.ts";
import { holderOf, relief, type Scene } from "./scene.ts";

const patienceMs = 10_000;

export async function killNode(scene: Scene, findings: Findings): Promise<void> {
  const { lab, address, http } = scene;
  const holder = holderOf(scene);
  part(`${holder.name} loses power.`);
  const killed = epochMs();
  await holder.kill();
  const relieved = await relief(scene, ({ mac }) => mac !== holder.mac, { since: killed, withinMs: patienceMs });
  const heir = relieved === undefined ? undefined : lab.nodeWith(relieved.answer.mac);
  findings.failover_node = heir?.name ?? null;
  findings.failover_ms = relieved === undefined ? null : rounded(relieved.silentMs);
  check(
    heir !== undefined,
    relieved === undefined
      ? `nobody answers for ${address} any more`
      : `${ms(relieved.silentMs)} without an answer, then ${
        heir?.name ?? "a stranger"
      } answers: ${relieved.answer.mac}`,
  );
  const served = await http.first((event) => event.ok && event.by === heir?.name, {
    since: killed,
    withinMs: patienceMs,
  });
  findings.failover_http_ok = check(
    served !== undefined,
    served === undefined
      ? `http://${address}/ has no answer`
      : `http://${address}/ is served by ${heir?.name}, the first request ${ms(served.at - killed)} after the death`,
  );
}
