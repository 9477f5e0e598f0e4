/**
 * The first half of a tour: from an empty lab to an address that answers ARP and HTTP requests.
 *
 * @module
 */

import { epochMs } from "../client/events.ts";
import { exampleGround, exampleService } from "../example/example.ts";
import type { Lab } from "../lab.ts";
import { nodeFiles, plannedAddress } from "../planned_address.ts";
import { dim } from "../../ground/terminal.ts";
import { check, fact, ms, part, rounded, showManifest, TourEnded } from "./narration.ts";
import type { Findings } from "./result.ts";
import { answeredSince, type Scene } from "./scene.ts";

const patienceMs = 10_000;

export async function arrive(lab: Lab, findings: Findings): Promise<Scene> {
  part("The cluster is a folder of manifests. These are in it:");
  const files = { ...exampleGround, ...exampleService };
  Object.values(files).forEach(showManifest);
  fact(dim(`and a Node with an nginx Pod for each of ${lab.nodes.map(({ name }) => name).join(", ")}`));

  part("Before anything runs, the decision functions alone say what will happen:");
  const address = await plannedAddress({ ...files, ...nodeFiles(lab) });
  if (address === undefined) throw new TourEnded("the plan gives the Service no address");
  fact(`the Service default/nginx gets ${address}`);
  findings.address = address;

  part("The programs start: a controller, and an announcer on each node.");
  const started = epochMs();
  const neighbors = lab.watch("watch-neighbors", lab.watcher, [address]);
  lab.apply(exampleGround);
  lab.startController();
  for (const node of lab.nodes) node.startAnnouncer();
  await allReady(lab);
  fact(`all of them ready after ${ms(epochMs() - started)}`);

  part("The Service is created.");
  const created = epochMs();
  lab.apply(exampleService);
  const first = await neighbors.first(({ kind }) => kind === "answer", { since: created, withinMs: patienceMs });
  if (first === undefined) throw new TourEnded(`nobody answers for ${address}; ${assigned(lab)}`);
  findings.arp_ms = rounded(first.at - created);
  const owner = lab.nodeWith(first.mac);
  findings.node = owner?.name ?? null;
  const http = lab.watch("watch-http", lab.client, [address]);
  const scene = { lab, address, neighbors, http };
  const answered = await http.first(({ ok }) => ok, { withinMs: patienceMs });
  // On a busy machine a surrogate may answer too, with the owner's MAC, so only MACs are compared.
  const macs = new Set(answeredSince(scene, created).map(({ mac }) => mac));
  findings.arp_ok = check(
    owner !== undefined && macs.size === 1,
    `all answers for ${address} give the MAC of ${owner?.name ?? "a stranger"}: ${first.mac}, ` +
      `first ${ms(first.at - created)} after the Service was created`,
  );
  findings.http_ok = check(
    answered?.ok === true,
    answered?.ok === true
      ? `http://${address}/ is served by ${answered.by}, in ${ms(answered.ms)}`
      : `http://${address}/ has no answer`,
  );
  return scene;
}

/** Waits until every announcer has its Lease, by which the controller finds it. */
async function allReady(lab: Lab): Promise<void> {
  for (const { name } of lab.nodes) {
    const isIts = (key: string): boolean => key.endsWith(`/arpeggio-announcer-${name}`);
    const lease = await lab.objects.first(
      ({ kind, key, object }) => kind === "Lease" && isIts(key) && object !== null,
      {
        withinMs: patienceMs,
      },
    );
    if (lease === undefined) throw new TourEnded(`the announcer of ${name} has not come up`);
  }
}

function assigned(lab: Lab): string {
  const ip = lab.latest("Service", "default/nginx")?.status?.loadBalancer?.ingress?.[0]?.ip;
  return ip === undefined ? "the Service has no address" : `the Service has ${ip}`;
}
