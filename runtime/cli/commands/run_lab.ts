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
import { SharingLab } from "../../lab/sharing/sharing_lab.ts";
import { sharingHosts, sharingMbit, takeSharingTour } from "../../lab/sharing/sharing_tour.ts";
import { runShell, type ShellScene } from "../../lab/tour/shell.ts";
import { dim, say } from "../../ground/terminal.ts";
import { ms } from "../../lab/tour/narration.ts";
import { layer2Scene } from "../../lab/tour/layer2_scene.ts";
import { takeTour } from "../../lab/tour/tour.ts";
import { WorldError } from "../../lab/stage/world.ts";

export interface LabArguments {
  readonly once?: boolean;
  readonly nodes: number;
  /** True: every node announces by BGP to a router. False: the nodes announce on layer 2. */
  readonly bgp?: boolean;
  /** True: all nodes share the hosts of an address. */
  readonly loadSharing?: boolean;
}

/** Runs the lab. The lab ends with this process, also on Ctrl-C: see `World`. */
export async function runLab(options: LabArguments): Promise<void> {
  const started = performance.now();
  const { once = false, nodes, bgp = false, loadSharing = false } = options;
  if (bgp) needFrr();
  if (loadSharing) needTc();
  const others = bgp
    ? "a client, and a router"
    : loadSharing
    ? `and ${sharingHosts} hosts`
    : "a client, and a watcher that sends an ARP request for the address every 10 ms";
  say(`A network is built inside this machine: ${nodes} nodes, ${others}.`);
  say("Nothing outside of it is touched.");
  const entry = Deno.mainModule;
  await fetchParts(entry);
  const tour = await (bgp ? bgpTour : loadSharing ? sharingTour : layer2Tour)({ nodes, entry });
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

async function sharingTour(options: { readonly nodes: number; readonly entry: string }): Promise<Toured> {
  const lab = await SharingLab.create({ ...options, hosts: sharingHosts, mbitPerNode: sharingMbit }).catch(understand);
  const { result, scene } = await takeSharingTour(lab);
  return { lab, result, scene };
}

function understand(error: unknown): never {
  throw error instanceof WorldError ? new UsageError(error.message) : error;
}

function needFrr(): void {
  if (LabFrr.isInstalled()) return;
  throw new UsageError("Cannot make a lab with a router: FRR is not installed; install the package frr");
}

function needTc(): void {
  try {
    new Deno.Command("tc", { args: ["-V"], stdout: "null", stderr: "null" }).outputSync();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UsageError("Cannot limit the rate of links: there is no program tc; install the package iproute2");
  }
}

/** Fetches all imports of the lab's programs in advance, since a lab has no network to the outside. */
async function fetchParts(entry: string): Promise<void> {
  const fetching = new Deno.Command(Deno.execPath(), { args: ["cache", "--quiet", entry], stdin: "null" }).spawn();
  const { success } = await fetching.status;
  if (!success) throw new Error(`Cannot fetch the imports of ${entry}: see above`);
}
