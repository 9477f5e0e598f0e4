/**
 * `arpeggio lab` from beginning to end.
 *
 * @module
 */

import { UsageError } from "../cli/usage_error.ts";
import { BGPLab } from "./bgp/bgp_lab.ts";
import { bgpScene } from "./bgp/bgp_scene.ts";
import { takeBGPTour } from "./bgp/bgp_tour.ts";
import { LabFrr } from "./bgp/lab_frr.ts";
import { Lab } from "./lab.ts";
import { runShell, type ShellScene } from "./shell.ts";
import { dim, say } from "./terminal.ts";
import { ms } from "./tour/narration.ts";
import { layer2Scene } from "./tour/layer2_scene.ts";
import { takeTour } from "./tour/tour.ts";
import { WorldError } from "./world.ts";

export interface LabArguments {
  readonly once?: boolean;
  readonly nodes: number;
  /** Every node announces by BGP to a router, instead of one on layer 2. */
  readonly bgp?: boolean;
}

/** Whatever ends it, also Ctrl-C, takes the whole lab along: see `World`. */
export async function runLab(options: LabArguments): Promise<void> {
  const started = performance.now();
  const { once = false, nodes, bgp = false } = options;
  if (bgp) needFrr();
  const watcher = bgp ? "and a router" : "and a watcher that asks every 10 ms who has the address";
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

/** What the programs of the lab import must be on disk: they start where no network leads outside. */
async function fetchParts(entry: string): Promise<void> {
  const fetching = new Deno.Command(Deno.execPath(), { args: ["cache", "--quiet", entry], stdin: "null" }).spawn();
  const { success } = await fetching.status;
  if (!success) throw new Error(`Cannot fetch what ${entry} imports: see above`);
}
