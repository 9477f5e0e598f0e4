/**
 * The part of a tour in which an announcer is killed while its node lives.
 *
 * @module
 */

import { epochMs } from "../client/events.ts";
import { check, ms, part, rounded } from "./narration.ts";
import type { Findings } from "./result.ts";
import { answeredSince, holderOf, relief, type Scene } from "./scene.ts";

/** How long the announcer stays dead, in ms: long enough to see any move. */
const deadMs = 1_500;
const patienceMs = 10_000;

export async function crashAnnouncer(scene: Scene, findings: Findings): Promise<void> {
  const { lab, http } = scene;
  const holder = holderOf(scene);
  part(`The announcer of ${holder.name} is killed (kill -9). The node itself still serves.`);
  const killed = epochMs();
  await holder.endAnnouncer();
  const relieved = await relief(scene, ({ source }) => source !== holder.mac, { since: killed, withinMs: patienceMs });
  await new Promise((wake) => setTimeout(wake, deadMs));
  const by = relieved === undefined ? undefined : lab.nodeWith(relieved.answer.source);
  findings.surrogate_ms = relieved === undefined ? null : rounded(relieved.silentMs);
  const took = check(
    by !== undefined,
    relieved === undefined
      ? "nobody answers any more"
      : `${ms(relieved.silentMs)} without an answer, then ${by?.name ?? relieved.answer.source} answers`,
  );
  const answers = answeredSince(scene, killed);
  const same = check(
    answers.every(({ mac }) => mac === holder.mac),
    `all ${answers.length} answers since then gave ${holder.name}'s MAC: nothing has moved`,
  );
  const requests = http.since(killed);
  const lost = requests.filter(({ ok }) => !ok).length;
  const none = check(lost === 0, `${requests.length} HTTP requests since then, ${lost === 0 ? "none" : lost} lost`);
  findings.surrogate_ok = took && same && none;

  const restarted = epochMs();
  holder.startAnnouncer();
  const back = await relief(scene, ({ source }) => source === holder.mac, { since: restarted, withinMs: patienceMs });
  findings.return_ok = check(
    back?.answer.mac === holder.mac,
    back === undefined
      ? `${holder.name}'s announcer was started again and does not answer`
      : `started again, ${holder.name} answers for itself after ${ms(back.answer.at - restarted)}`,
  );
}
