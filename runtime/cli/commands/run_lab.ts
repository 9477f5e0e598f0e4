/**
 * Runs `arpeggio lab` from its beginning to its end.
 *
 * @module
 */

import { UsageError } from "../../ground/usage_error.ts";
import { BGPLab } from "../../lab/bgp/bgp_lab.ts";
import { bgpScene } from "../../lab/bgp/bgp_scene.ts";
import { takeBGPTour } from "../../lab/bgp/bgp_tour.ts";
import { LabFrr } from "../../lab/bgp/lab_frr.ts";
import { Lab } from "../../lab/lab.ts";
import { runShell, type ShellScene } from "../../lab/tour/shell.ts";
import { dim, say } from "../../ground/terminal.ts";
import { ms } from "../../lab/tour/narration.ts";
import { layer2Scene } from "../../lab/tour/layer2_scene.ts";
import { takeTour } from "../../lab/tour/tour.ts";
import { WorldError } from "../../lab/stage/world.ts";

export interface LabArguments {
  readonly once?: boolean;
  readonly nodes: number;
  /** True: every node announces by BGP to a router. Otherwise one node announces on layer 2. */
  readonly bgp?: boolean;
}

/** Runs the lab. The lab ends with this process, also on Ctrl-C: see `World`. */
export async function runLab(options: LabArguments): Promise<void> {
  const started = performance.now();
  const { once = false, nodes, bgp = false } = options;
  if (bgp) needFrr();
  const watcher = bgp ? "and a router" : "and a watcher that sends an ARP request for the address every 10 ms";
  say(`A network is built inside this machine: ${nodes} nodes, a client, ${watcher}.`);
  say("Nothing outside of it is touched.");
  const entry = Deno.mainModule;
  await fetchParts(entry);
  const tour = bgp ? await bgpTour({ nodes, entry }) : await layer2Tour({ nodes, entry });
  await using _lab = tour.lab;
  const { result, scene } = tour;
  say(dim(`${ms(performance.now() - started)} in all`));
  if (once || scene === undefined) {
    Deno.exitCode = result.ok ? 0 : 1;
    if (once) say(JSON.stringify(result));
    return;
  }
  await runShell(scene);
}

interface Toured {
  readonly lab: AsyncDisposable;
  readonly result: { readonly ok: boolean };
  readonly scene: ShellScene | undefined;
}

async function layer2Tour(options: { readonly nodes: number; readonly entry: string }): Promise<Toured> {
  const lab = await Lab.create(options).catch(understand);
  const { result, scene } = await takeTour(lab);
  return { lab, result, scene: scene && layer2Scene(scene) };
}

async function bgpTour(options: { readonly nodes: number; readonly entry: string }): Promise<Toured> {
  const lab = await BGPLab.create(options).catch(understand);
  const { result, scene } = await takeBGPTour(lab);
  return { lab, result, scene: scene && bgpScene(scene) };
}

function understand(error: unknown): never {
  throw error instanceof WorldError ? new UsageError(error.message) : error;
}

function needFrr(): void {
  if (LabFrr.isInstalled()) return;
  throw new UsageError("Cannot make a lab with a router: FRR is not installed; install the package frr");
}

/** Fetches all imports of the lab's programs in advance, since a lab has no network to the outside. */
async function fetchParts(entry: string): Promise<void> {
  const fetching = new Deno.Command(Deno.execPath(), { args: ["cache", "--quiet", entry], stdin: "null" }).spawn();
  const { success } = await fetching.status;
  if (!success) throw new Error(`Cannot fetch the imports of ${entry}: see above`);
}
