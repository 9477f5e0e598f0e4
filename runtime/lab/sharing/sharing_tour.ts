/**
 * The tour of a lab with load sharing: which node serves which host, how much all nodes give together, the death of a
 * node and its return.
 *
 * @module
 */

import { dim } from "../../ground/terminal.ts";
import { epochMs } from "../client/events.ts";
import { check, fact, ms, part, rounded, showManifest, TourEnded } from "../tour/narration.ts";
import type { ShellScene } from "../tour/shell.ts";
import { showLastWords } from "../tour/tour.ts";
import { HostRequests, requestPatienceMs } from "./host_requests.ts";
import type { SharingLab } from "./sharing_lab.ts";
import { sharingGround, type SharingService } from "./sharing_manifests.ts";
import {
  allOfSharingHeld,
  newSharingFindings,
  type SharingFindings,
  type SharingTourResult,
} from "./sharing_result.ts";

export interface SharingTour {
  readonly result: SharingTourResult;
  /** Undefined if the tour ended before an address was in use. */
  readonly scene: ShellScene | undefined;
}

/** How many hosts a lab with load sharing has, and the rate of each node's link. */
export const sharingHosts = 9;
export const sharingMbit = 20;

/** How long each throughput is measured. */
const measureSeconds = 3;
/** How long the tour watches for lost requests: until every request of the first second has an answer or is lost. */
const watchMs = requestPatienceMs + 1_000;
const patienceMs = 15_000;
/** A node that is back gets its hosts after 30 s. */
const returnPatienceMs = 90_000;

const common = { family: "IPv4", policy: "Local", number: 1 } as const;
const byOne: SharingService = { ...common, name: "one", announcedBy: "one" };
const byAll: SharingService = { ...common, name: "all", announcedBy: "all" };

interface Scene {
  readonly stage: SharingLab;
  readonly address: string;
  readonly requests: HostRequests;
}

export async function takeSharingTour(stage: SharingLab): Promise<SharingTour> {
  const findings = newSharingFindings();
  let scene: Scene | undefined;
  try {
    scene = await arrive(stage, findings);
    await killNode(scene, findings);
  } catch (error) {
    if (!(error instanceof TourEnded)) throw error;
    fact(`The tour ends here: ${error.message}`);
  }
  findings.ok = allOfSharingHeld(findings);
  if (!findings.ok) showLastWords(stage.lab);
  part(findings.ok ? "All checks succeeded." : "Not all checks succeeded.");
  return { result: findings, scene: scene && shellScene(scene) };
}

async function arrive(stage: SharingLab, findings: SharingFindings): Promise<Scene> {
  part("The cluster is a folder of manifests. The advertisement has the annotation for load sharing:");
  showManifest(sharingGround["pool-of-all.yaml"] ?? "");
  part("The programs start: a controller, and an announcer on each node. Each node has a Pod of two Services.");
  await stage.start();
  const [single, address] = [await stage.serve(byOne), await stage.serve(byAll)];
  findings.address = address;
  fact(`one node announces ${single}; all nodes announce ${address}`);

  part("Each host fetches through the shared address. Its node is the one whose MAC it learned:");
  await stage.fetchOnce(single);
  const counts = await stage.dividedHosts(address);
  findings.hosts = Object.fromEntries(counts);
  for (const [node, count] of counts) fact(`${node} serves ${count} of ${stage.hosts.length} hosts`);

  part(`All hosts download for ${measureSeconds} s. The link of each node has ${sharingMbit} Mbit/s.`);
  const one = await stage.throughput(single, measureSeconds);
  const all = await stage.throughput(address, measureSeconds);
  findings.one_node_mbit = rounded(one);
  findings.all_nodes_mbit = rounded(all);
  fact(`through one node ${rounded(one)} Mbit/s together, through all nodes ${rounded(all)} Mbit/s`);
  const serving = [...counts.values()].filter((count) => count > 0).length;
  findings.throughput_ok = check(
    serving > 1 && all >= enough * serving * one,
    `that is ${rounded(all / one)} times as much, with ${serving} nodes that serve hosts`,
  );
  const requests = new HostRequests(stage, address);
  const since = epochMs();
  const first = await requests.allServed(requests.hosts, () => true, { since, withinMs: patienceMs });
  if (first === undefined) throw new TourEnded(`not all hosts are served through ${address}`);
  return { stage, address, requests };
}

/** The part of the ideal throughput that is enough: the machine has other work too. */
const enough = 0.7;

async function killNode({ stage: { lab }, requests }: Scene, findings: SharingFindings): Promise<void> {
  const [node] = lab.nodes.toSorted((one, other) => requests.of(other.name).length - requests.of(one.name).length);
  if (node === undefined) throw new TourEnded("there is no node");
  const orphans = requests.of(node.name);
  const others = requests.hosts.filter((host) => !orphans.includes(host));
  part(`${node.name} loses power. It serves ${orphans.join(", ")}.`);
  const killed = epochMs();
  await node.kill();
  const isOther = (by: string): boolean => by !== node.name;
  const served = await requests.allServed(orphans, isOther, { since: killed, withinMs: patienceMs });
  await pause(watchMs);
  findings.death_ms = served === undefined ? null : rounded(served - killed);
  findings.death_lost = requests.lost(orphans, killed);
  findings.others_lost = requests.lost(others, killed);
  check(
    served !== undefined,
    served === undefined
      ? "not all of its hosts are served again"
      : `${ms(served - killed)} later other nodes have served each of them: ${heirs(requests, orphans)}`,
  );
  check(
    findings.others_lost === 0,
    `the other hosts have lost ${findings.others_lost === 0 ? "no" : findings.others_lost} requests`,
  );

  part(`${node.name} is back. It gets its hosts after 30 s, each between two of its connections.`);
  const booted = epochMs();
  await lab.boot(node);
  const isBack = (by: string): boolean => by === node.name;
  const back = await requests.allServed(orphans, isBack, { since: booted, withinMs: returnPatienceMs });
  await pause(watchMs);
  findings.return_ms = back === undefined ? null : rounded(back - booted);
  findings.return_lost = requests.lost(requests.hosts, booted);
  check(
    back !== undefined,
    back === undefined
      ? `it serves only ${requests.of(node.name).join(", ") || "no host"}`
      : `${ms(back - booted)} later it has served each of them`,
  );
  check(findings.return_lost === 0, `${findings.return_lost === 0 ? "no" : findings.return_lost} requests are lost`);
}

function heirs(requests: HostRequests, orphans: readonly string[]): string {
  const served = requests.servedBy;
  return orphans.map((host) => `${host} by ${served.get(host) ?? "nobody"}`).join(", ");
}

function shellScene({ stage: { lab }, address, requests }: Scene): ShellScene {
  return {
    lab,
    address,
    state: () => lab.nodes.map(({ name }) => `${name} serves ${requests.of(name).join(", ") || dim("no host")}`),
    listen: (tell) => requests.listen((host, node) => tell(`${host} is now served by ${node}`)),
    boot: (node) => lab.boot(node),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
