/**
 * Measures the status page of a large cluster in a real browser: the time until the page is first shown, and the time
 * from a change until the page shows it. The second time includes the controller's pass.
 */

import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import type { Observed } from "../../functions/model/observed.ts";
import type { Onlooker } from "../../runtime/controller/onlookers.ts";
import { open } from "../../runtime/page/status_page.ts";
import { CheckedPasses } from "../../runtime/partial/checked_passes.ts";
import { freePort } from "../cluster/machine/free_port.ts";
import { chromiumPath, openBrowser } from "../runtime/page/browser.ts";
import { isShown, owners } from "../runtime/page/in_browser.js";
import { leading } from "../runtime/page/scene.ts";
import { figures, figuresHeader } from "./figures.ts";
import { settledWorld } from "./settled_world.ts";

/** @param small true: a tenth of the Services and few runs, as a quick check */
export async function benchmark({ small }: { readonly small: boolean }): Promise<void> {
  const chromium = await chromiumPath();
  if (chromium === undefined) return;
  const count = small ? 1_000 : 10_000;
  const runs = small ? 3 : 20;
  const world = settledWorld(50, count);
  const address = { hostname: "127.0.0.1", port: freePort() };
  await using onlooker = open(leading, { address, isAskedFor: true });
  assert.ok(onlooker !== undefined);
  await using browser = await openBrowser(chromium);
  const url = `http://127.0.0.1:${address.port}/`;
  const passes = new CheckedPasses();
  look(onlooker, passes, world);
  figuresHeader(`status page, ${count} Services`);
  figures("first shown", await firstShown(browser, { url, runs, count }), 1_000);
  figures("a change is shown, the pass included", await changes(browser, { url, runs, onlooker, passes, world }), 300);
  figures("a pass while no browser shows the page", idle(onlooker, passes, { world, runs }));
}

interface Visits {
  readonly url: string;
  readonly runs: number;
  readonly count: number;
}

/**
 * Each run uses a new browser context, without a cache. The first run also starts the browser's processes, and does not
 * count.
 */
async function firstShown(browser: Browser, { url, runs, count }: Visits): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = -1; run < runs; run++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const start = performance.now();
    await page.goto(url, { waitUntil: "commit" });
    await page.evaluate(isShown, count.toLocaleString("en"));
    if (run >= 0) times.push(performance.now() - start);
    await context.close();
  }
  return times;
}

interface Changes {
  readonly url: string;
  readonly runs: number;
  readonly onlooker: Onlooker;
  readonly passes: CheckedPasses;
  readonly world: Observed;
}

/** In each run, the first address of the table moves to another node. */
async function changes(browser: Browser, { url, runs, onlooker, passes, world }: Changes): Promise<readonly number[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(isShown, world.services.length.toLocaleString("en"));
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const [address = "", owner = ""] = await page.evaluate(owners);
    const changed = takenOver(world, address, owner);
    const shown = page.evaluate(isShown, changed.node);
    // Waits until the browser listens, and until the minimum time between two events is over.
    await page.evaluate(owners);
    await new Promise((resolve) => setTimeout(resolve, 250));
    const start = performance.now();
    look(onlooker, passes, changed.world);
    await shown;
    times.push(performance.now() - start);
  }
  await context.close();
  return times;
}

function takenOver(
  world: Observed,
  address: string,
  owner: string,
): { readonly world: Observed; readonly node: string } {
  const virtualIP = world.virtualIPs.find(({ spec }) => spec.address === address);
  const node = virtualIP?.spec.l2?.order.map((each) => each.node).find((each) => each !== owner);
  assert.ok(virtualIP !== undefined && node !== undefined);
  const since = new Date(world.now).toISOString();
  const taken = { ...virtualIP, status: { ...virtualIP.status, node, since } };
  return {
    node,
    world: { ...world, virtualIPs: world.virtualIPs.map((each) => each === virtualIP ? taken : each) },
  };
}

/** Decides as a controller does: only what has changed since the last decision. */
function look(onlooker: Onlooker, passes: CheckedPasses, observed: Observed): void {
  const started = performance.now();
  const { desired, part } = passes.decide(observed);
  const decision = { wanted: [], events: [] };
  onlooker.look({ observed, desired, part, decision, history: [] }, {
    ms: performance.now() - started,
    queue: { size: 0 },
  });
}

/** Measures the cost of the page while no browser shows it. */
function idle(
  onlooker: Onlooker,
  passes: CheckedPasses,
  { world: observed, runs }: { readonly world: Observed; readonly runs: number },
): readonly number[] {
  const seen = { observed, desired: passes.decide(observed).desired };
  const passed = { ...seen, part: seen, decision: { wanted: [], events: [] }, history: [] };
  return Array.from({ length: runs }, () => {
    const started = performance.now();
    onlooker.look(passed, { ms: 0, queue: { size: 0 } });
    return performance.now() - started;
  });
}

if (import.meta.main) await benchmark({ small: Deno.args.includes("--small") });
