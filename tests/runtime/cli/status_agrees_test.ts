/**
 * `status` lists every fault that `check` finds, and says that nothing needs attention only if `check` finds nothing.
 */

import assert from "node:assert/strict";
import type { Fault } from "../../../functions/model/fault.ts";
import type { PageState } from "../../../functions/page/page_state.ts";
import { nameOf, worlds } from "../../functions/page/question_worlds.ts";
import { ask } from "./ask.ts";

const requests: readonly string[] = ["UnknownPool", "PoolNotAllowed", "AddressNotInPool", "NoAddress"];

for (const paths of worlds) {
  Deno.test(`status agrees with check: ${nameOf(paths)}`, async () => {
    const asked = paths.join(" ");
    const checked = await ask(`check -o json ${asked}`, 80);
    const told = await ask(`status -o json ${asked}`, 80);
    if (checked.code === 2) return assert.equal(told.code, 2);
    const faults: readonly Fault[] = JSON.parse(checked.text);
    const state: PageState = JSON.parse(told.text);
    const rows = new Set(state.faults.map(({ object, field, message }) => `${object}: ${field}: ${message}`));
    for (const { object: { kind, namespace, name }, field, message, reason } of faults) {
      const key = namespace === undefined ? name : `${namespace}/${name}`;
      const isListed = rows.has(`${kind} ${key}: ${field}: ${message}`) ||
        told.complaints?.some((line) => line.endsWith(`: ${field}: ${message}`)) ||
        (kind === "Service" && requests.includes(reason) && state.pending.some(({ subject }) => subject === key));
      assert.ok(isListed, `${kind} ${key}: ${field}: ${message}`);
    }
    const { text } = await ask(`status ${asked}`, 80);
    if (faults.length > 0) assert.ok(!text.includes("Nothing needs attention"));
    if (faults.some(({ severity }) => severity === "error")) assert.equal(told.code, 1);
  });
}
