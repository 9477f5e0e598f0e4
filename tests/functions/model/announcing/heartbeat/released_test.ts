import assert from "node:assert/strict";
import { parse } from "yaml";
import { decodeHeartbeat, encodeHeartbeat } from "../../../../../functions/model/announcing/heartbeat/datagram.ts";
import type { Heartbeat } from "../../../../../functions/model/announcing/heartbeat/heartbeat.ts";
import { keyRing } from "../../../../../functions/model/announcing/heartbeat/key_ring.ts";
import { spoken } from "../../../../../functions/model/announcing/heartbeat/version.ts";
import { hex } from "../../frame_arbitraries.ts";

interface Released {
  readonly key: string;
  readonly beats: readonly { readonly name: string; readonly datagram: string; readonly says: Heartbeat }[];
}

const text = new TextEncoder();

function released(version: 1 | 2 | 3): Released {
  const file = new URL(`../../../../fixtures/heartbeat/version${version}.yaml`, import.meta.url);
  return parse(Deno.readTextFileSync(file));
}

for (const version of [1, 2, 3] as const) {
  const { key, beats } = released(version);
  Deno.test.each([...beats])(`a datagram of the released version ${version} is read: $name`, ({ datagram, says }) => {
    const decoded = decodeHeartbeat(hex(datagram), keyRing(text.encode(key)));
    assert.ok(!("drop" in decoded));
    const { speaks, ...said } = decoded;
    assert.deepEqual(said, says);
    if (version > 1) assert.deepEqual(speaks, { oldest: 1, newest: version });
    else assert.deepEqual(speaks, says.holdings === undefined ? { oldest: 1, newest: 1 } : undefined);
  });

  Deno.test.each([...beats])(`version ${version} is written in its released form: $name`, ({ datagram, says }) => {
    const written = encodeHeartbeat(says, text.encode(key), version);
    const expected = hex(datagram);
    // The first development versions wrote 0 into this byte, and did not read it. Later releases write their newest
    // version there.
    const isSaid = version === 1 && says.holdings === undefined;
    const body = written.subarray(0, -32);
    if (isSaid) {
      assert.equal(body.at(-6), spoken.newest);
      body[body.length - 6] = 0;
    }
    // The newest version that the sender speaks: a later release writes a higher one.
    const isOlder = version > 1 && version < spoken.newest;
    if (isOlder) {
      assert.equal(body[6], spoken.newest);
      body[6] = version;
    }
    assert.deepEqual(body, expected.subarray(0, -32));
    if (!isSaid && !isOlder) assert.deepEqual(written, expected);
  });
}
