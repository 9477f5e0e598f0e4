import assert from "node:assert/strict";
import fc from "fast-check";
import { decide } from "../../../functions/decide.ts";
import type { Desired } from "../../../functions/model/reporting/desired.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import { carriedOut } from "../../../functions/model/questions/carried_out.ts";
import type { Onlooker } from "../../../runtime/controller/onlookers.ts";
import { textLines } from "../../../runtime/ground/text_lines.ts";
import { openRecording } from "../../../runtime/recording/recording_file.ts";
import { RecordingError, replay } from "../../../runtime/recording/replay.ts";
import { toInstant } from "../../../functions/model/instant.ts";
import { worldListNames } from "../../../runtime/recording/world_lists.ts";
import { worlds } from "../../functions/election_world.ts";
import { spoiled } from "../../functions/nonsense.ts";
import { scenariosIn } from "../../functions/scenarios.ts";

const secret = "hunter2-very-secret";

/** The world of each pass of a controller: the previous world with its decisions carried out, or a different world. */
const histories: fc.Arbitrary<readonly Observed[]> = fc.array(worlds, { minLength: 1, maxLength: 4 }).map((drawn) =>
  drawn.flatMap((world) => {
    const first = withPeer(world);
    const second = { ...carriedOut(first, decide(first)), now: first.now + 1_000 };
    return [first, second, { ...second, now: second.now + 1_000, services: second.services.slice(1) }];
  })
);

Deno.test("recording: each file alone replays to the same decisions, and contains no password", async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.constantFrom(1_000, 1e6), async (history, mostBytes) => {
      await using folder = await temporaryFolder();
      const path = `${folder.path}/recording`;
      await record(history, { path, mostBytes });
      for (const file of filesIn(folder.path)) {
        assert.ok(!(await Deno.readTextFile(file)).includes(secret));
        const { passes, differences } = await replay(linesOf(file));
        assert.deepEqual(differences, []);
        assert.ok(passes > 0);
      }
    }),
    { numRuns: 15 },
  );
});

Deno.test("recording: after a change of a function, exactly the changed decisions are shown, each once", async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      await using folder = await temporaryFolder();
      const path = `${folder.path}/recording`;
      await record(history, { path, mostBytes: 1e6 });
      const subject = decide(history[0] ?? fail()).allocations[0]?.service;
      const { differences } = await replay(linesOf(path), (observed) => refused(decide(observed), subject));
      const recorded = history.map((world) => decide(world).allocations.find(({ service }) => service === subject));
      const texts = recorded.map((allocation) => allocation === undefined ? undefined : JSON.stringify(allocation));
      const expected = texts.filter((text, index) => text !== undefined && text !== texts[index - 1]).length;
      assert.deepEqual(
        new Set(differences.map((each) => each.subject)),
        new Set(expected > 0 ? [`Service ${subject}`] : []),
      );
      assert.equal(differences.length, expected);
      assert.ok(differences.every(({ today }) => today === "PoolExhausted: as a test wants it"));
    }),
    { numRuns: 15 },
  );
});

Deno.test("recording: the times at which the controller first saw an announcement or a start are those of the recording", async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.nat({ max: 60_000 }), async (history, lateMs) => {
      await using folder = await temporaryFolder();
      const path = `${folder.path}/recording`;
      await record(history.map((world) => seenLater(world, lateMs)), { path, mostBytes: 1e6 });
      const { differences } = await replay(linesOf(path), (observed) => {
        const all = [...observed.virtualIPs, ...observed.leases];
        const expected = seenLater(observed, lateMs);
        assert.deepEqual(all, [...expected.virtualIPs, ...expected.leases]);
        return decide(observed);
      });
      assert.deepEqual(differences, []);
    }),
    { numRuns: 15 },
  );
});

/** The world of a controller that first saw each node's time `ms` milliseconds later by the controller's clock. */
function seenLater(world: Observed, ms: number): Observed {
  const virtualIPs = world.virtualIPs.map((each) => {
    const since = each.status?.since;
    const at = toInstant(since);
    return since === undefined || at === undefined ? each : {
      ...each,
      metadata: { ...each.metadata, firstSeen: { since: { text: since, at: at + ms } } },
    };
  });
  const leases = world.leases.map((each) => {
    const up = each.spec?.acquireTime;
    const at = toInstant(up);
    return up === undefined || at === undefined ? each : {
      ...each,
      metadata: { ...each.metadata, firstSeen: { up: { text: up, at: at + ms } } },
    };
  });
  return { ...world, virtualIPs, leases };
}

Deno.test("recording: there are at most two files, and each has about the requested size", async () => {
  await using folder = await temporaryFolder();
  const [history = []] = fc.sample(histories, { numRuns: 1, seed: 7 });
  const path = `${folder.path}/recording`;
  await record(Array.from({ length: 200 }, () => history).flat(), { path, mostBytes: 20_000 });
  const texts = await Promise.all(filesIn(folder.path).map((file) => Deno.readTextFile(file)));
  assert.equal(texts.length, 2);
  const longest = Math.max(...texts.flatMap((text) => text.split("\n")).map(({ length }) => length));
  assert.ok(texts.every(({ length }) => length < 20_000 + 2 * longest));
});

Deno.test("recording: after the controller lost and regained the lead, the next line has the whole world again", async () => {
  await using folder = await temporaryFolder();
  const [history = []] = fc.sample(histories, { numRuns: 1, seed: 7 });
  const path = `${folder.path}/recording`;
  {
    await using onlooker = await openRecording({ path, mostBytes: 1e6 });
    for (const observed of history) look(onlooker, observed);
    onlooker.termEnded?.();
    for (const observed of history.toReversed()) look(onlooker, observed);
  }
  const beginnings = (await Deno.readTextFile(path)).split("\n").filter((line) => line.startsWith('{"recording"'));
  assert.equal(beginnings.length, 2);
  const { passes, differences } = await replay(linesOf(path));
  assert.deepEqual([passes, differences], [2 * history.length, []]);
});

Deno.test("recording: a full disk stops the recording, but not the controller", async () => {
  await using onlooker = await openRecording({ path: "/dev/full", mostBytes: 1e6 });
  const [history = []] = fc.sample(histories, { numRuns: 1, seed: 7 });
  for (const observed of history) look(onlooker, observed);
});

const unreadable = [
  { name: "no JSON", text: "hello\n", says: /^line 1: expected a JSON object$/ },
  {
    name: "no first line",
    text: '{"now":1,"changed":{},"gone":{},"decided":{}}\n',
    says: /^line 1: expected the beginning/,
  },
  { name: "another version", text: '{"recording":{"version":9},"now":1}\n', says: /^line 1: it is of version 9/ },
  { name: "no time", text: '{"recording":{"version":1}}\n', says: /^line 1: expected the time of a pass$/ },
  {
    name: "a time after the year 9999",
    text: '{"recording":{"version":1},"now":1e300}\n',
    says: /^line 1: expected the time of a pass$/,
  },
  {
    name: "a setting of another type",
    text: '{"recording":{"version":1,"settings":{"namespace":5}},"now":1}\n',
    says: /^line 1: its settings cannot be read$/,
  },
  {
    name: "a VirtualIP without a list of Services",
    text: lineWith("virtualIPs", {
      metadata: { name: "192.0.2.1" },
      spec: { address: "192.0.2.1", pool: "first", services: null },
    }),
    says: /^line 1: VirtualIP 192\.0\.2\.1: spec\.services: expected a list, found nothing$/,
  },
  {
    name: "a Service with labels that are no text",
    text: lineWith("services", { metadata: { name: "web", namespace: "shop", labels: { app: [] } }, spec: {} }),
    says: /^line 1: Service shop\/web: metadata\.labels\.app: expected text, found a list of 0 items$/,
  },
  { name: "an object without a name", text: lineWith("nodes", {}), says: /^line 1: expected a Node with a name$/ },
];

Deno.test.each(unreadable)("recording: $name gives one clear line", async ({ text, says }) => {
  const lines = textLines(new Response(text).body ?? fail());
  await assert.rejects(replay(lines), (error) => error instanceof RecordingError && says.test(error.message));
});

/** The first line of a recording, with one object in one of its lists. */
function lineWith(list: string, object: unknown): string {
  return `${
    JSON.stringify({ recording: { version: 1 }, now: 1, changed: { [list]: [object] }, gone: {}, decided: {} })
  }\n`;
}

/** A recording with nonsense in its objects is replayed, or refused with a `RecordingError`. */
Deno.test("recording: nonsense anywhere in its objects throws no other error", async () => {
  const scenarios = [...scenariosIn("elect"), ...scenariosIn("report")].map(({ observed }) => observed);
  await fc.assert(
    fc.asyncProperty(spoiled(scenarios, worldListNames), async (world) => {
      const { now, settings } = world;
      const changed = Object.fromEntries(worldListNames.map((list) => [list, world[list]]));
      const line = JSON.stringify({ recording: { version: 1, settings }, now, changed, gone: {}, decided: {} });
      const lines = textLines(new Response(`${line}\n`).body ?? fail());
      await replay(lines).catch((error) => assert.ok(error instanceof RecordingError, String(error)));
    }),
    { numRuns: 300 },
  );
});

async function record(
  history: readonly Observed[],
  place: { readonly path: string; readonly mostBytes: number },
): Promise<void> {
  await using onlooker = await openRecording(place);
  for (const observed of history) look(onlooker, observed);
}

function look(onlooker: Onlooker, observed: Observed): void {
  const desired = decide(observed);
  onlooker.look({ observed, desired, part: { observed, desired }, decision: { wanted: [], events: [] }, history: [] }, {
    ms: 0,
    queue: { size: 0 },
  });
}

function refused(desired: Desired, subject: string | undefined): Desired {
  const verdict = { reason: "PoolExhausted", message: "as a test wants it" } as const;
  return {
    ...desired,
    allocations: desired.allocations.map((each) =>
      each.service === subject ? { service: subject, addresses: [], verdict } : each
    ),
  };
}

function withPeer(world: Observed): Observed {
  return {
    ...world,
    bgpPeers: [{
      apiVersion: "metallb.io/v1beta2",
      kind: "BGPPeer",
      metadata: { name: "router", namespace: "metallb-system" },
      spec: { myASN: 64512, peerASN: 64513, peerAddress: "192.0.2.254", password: secret },
    }],
  };
}

function filesIn(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`);
}

async function* linesOf(path: string): AsyncGenerator<string> {
  using file = await Deno.open(path);
  yield* textLines(file.readable);
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

function fail(): never {
  throw new Error("Cannot continue: no world was generated");
}
