import fc from "fast-check";
import assert from "node:assert/strict";
import { frrDaemons, parseStatements, type Statement } from "../../../functions/model/frr/statement.ts";
import { route, type Routed, type RouteInput } from "../../../functions/route.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { World } from "../../../runtime/lab/stage/world.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { FrrDesk } from "./frr_desk.ts";
import { FrrHost } from "./frr_host.ts";
import { randomWorld } from "./random_worlds.ts";

const seed = Number(Deno.env.get("FRR_SEED") ?? 1);
const sequences = Number(Deno.env.get("FRR_SEQUENCES") ?? 4);

interface Step {
  readonly world: RouteInput;
  /** Whether bgpd is killed just before the change or during the change. */
  readonly killed: "no" | "before" | "during";
}

const step: fc.Arbitrary<Step> = fc.record({
  world: randomWorld,
  killed: fc.constantFrom("no", "no", "no", "before", "during"),
});

Deno.test({
  name: `after any changes, FRR runs the configuration of a fresh start: ${sequences} sequences from seed ${seed}`,
  ignore: !await haveCommands("vtysh"),
}, async () => {
  await using world = await World.create();
  const lan = await Lan.create(world);
  const place = { address: "172.16.0.11/16", address6: "fd00:16::11/64" };
  const [used, fresh] = await Promise.all(
    ["used", "fresh"].map(async (name) => await FrrHost.start(world, await lan.addHost(name, place))),
  );
  assert.ok(used && fresh);
  await using desk = new FrrDesk({ folder: used.folder });
  await desk.until((news) => news.some((each) => each.news === "connected" && each.daemon === "bgpd"));
  const all = fc.sample(fc.array(step, { minLength: 3, maxLength: 5 }), { seed, numRuns: sequences });
  for (const [number, steps] of all.entries()) {
    for (const [index, { world, killed }] of steps.entries()) {
      const plan = route(world);
      if (killed === "before") await restartBGP(used, desk);
      if (killed === "during") {
        desk.frr.want(plan);
        await restartBGP(used, desk);
      }
      await desk.tell(plan);
      const expected = await freshStart(fresh, plan);
      const where = `sequence ${number}, step ${index}:\n${plan.text}\n${JSON.stringify(desk.summary().at(-1))}`;
      for (const daemon of frrDaemons) {
        assert.equal(normal(await used.runningConfiguration(daemon)), expected[daemon], `${daemon}, ${where}`);
      }
    }
  }
});

async function restartBGP(host: FrrHost, desk: FrrDesk): Promise<void> {
  const known = desk.news.length;
  await host.endDaemon("bgpd");
  await desk.until((news) => news.slice(known).some((each) => each.news === "lost" && each.daemon === "bgpd"));
  await host.startDaemon("bgpd");
}

/** Starts FRR again with the plan, and returns the configuration of each daemon. */
async function freshStart(host: FrrHost, plan: Routed): Promise<Readonly<Record<string, string>>> {
  for (const daemon of ["bgpd", "bfdd", "zebra"] as const) await host.endDaemon(daemon);
  for (const daemon of frrDaemons) await host.startDaemon(daemon);
  await using desk = new FrrDesk({ folder: host.folder });
  await desk.tell(plan);
  const texts = frrDaemons.map(async (daemon) => [daemon, normal(await host.runningConfiguration(daemon))] as const);
  return Object.fromEntries(await Promise.all(texts));
}

/**
 * Makes configurations comparable: FRR's order of blocks depends on the order of their creation, and an empty block
 * `vrf` or `bfd` has no effect.
 */
function normal(text: string): string {
  return lines(parseStatements(text)).join("\n");
}

function lines(statements: readonly Statement[], indent = ""): readonly string[] {
  return statements.filter(({ line, inner }) => !(/^(vrf |bfd$)/.test(line) && inner?.length === 0))
    .map(({ line, inner = [] }) => [indent + line, ...lines(inner, `${indent} `)].join("\n")).sort();
}
