/**
 * A process that imitates nodes for the API server: their Leases, their watches, and the statuses that they write. It
 * reads requests from its standard input, and answers each with one line: see `imitation.ts`.
 *
 * @module
 */

import { nodeLabel, nodeLabelValue } from "../../../functions/model/virtual_ip_labels.ts";
import { announcerLeaseName } from "../../../functions/model/announcing/status/announcer_lease.ts";
import { ApiClient } from "../../cluster/machine/api_client.ts";
import { forEach } from "../../cluster/machine/many.ts";
import { textLines } from "../../cluster/machine/text_lines.ts";
import { leases as leasePath } from "../controller/announcer_leases.ts";
import { CountedWatches, versionOf } from "./counted_watches.ts";
import { Holders, virtualIPs } from "./holders.ts";
import { ImitatedLeases } from "./imitated_leases.ts";
import type { Counts, Join, Request, WatchLeases, WatchVirtualIPs } from "./imitation.ts";

/** The number of watches that are opened at the same time. */
const parallel = 16;

class ImitatedNodes {
  readonly #api: ApiClient;
  readonly #nodes: readonly string[];
  readonly #holders: Holders;
  readonly #leases: ImitatedLeases;
  /** One watch of all VirtualIPs: each change once. */
  readonly #changes: CountedWatches;
  readonly #planWatches: CountedWatches;
  readonly #leaseWatches: CountedWatches;

  constructor({ url, ca, token, nodes }: Join) {
    this.#api = new ApiClient(url, { ca, token });
    this.#nodes = nodes;
    this.#holders = new Holders(this.#api, nodes);
    this.#leases = new ImitatedLeases(this.#api, nodes);
    this.#changes = new CountedWatches(this.#api);
    this.#planWatches = new CountedWatches(this.#api);
    this.#leaseWatches = new CountedWatches(this.#api);
  }

  async carryOut(request: Request): Promise<Counts> {
    switch (request.do) {
      case "join":
        void this.#holders.follow();
        await this.#leases.keep();
        break;
      case "watchVirtualIPs":
        await this.#watchVirtualIPs(request);
        break;
      case "watchLeases":
        await this.#watchLeases(request);
        break;
      case "renew":
        await this.#leases.renew(request);
        break;
      case "count":
    }
    return this.#counts();
  }

  async #watchVirtualIPs({ scope }: WatchVirtualIPs): Promise<void> {
    await Promise.all([this.#changes.close(), this.#planWatches.close()]);
    if (scope === "none") return;
    const version = await versionOf(this.#api, virtualIPs);
    await this.#changes.add(virtualIPs, version);
    await forEach(this.#nodes, parallel, (node) => {
      const selector = encodeURIComponent(`${nodeLabel(node)}=${nodeLabelValue}`);
      return this.#planWatches.add(scope === "own" ? `${virtualIPs}labelSelector=${selector}` : virtualIPs, version);
    });
  }

  async #watchLeases({ watchers }: WatchLeases): Promise<void> {
    const version = await versionOf(this.#api, `${leasePath}?`);
    const wanted = Object.entries(watchers).flatMap(([node, count]) => Array.from({ length: count }, () => node));
    await forEach(wanted, parallel, (node) => {
      const path = `${leasePath}?fieldSelector=metadata.name%3D${announcerLeaseName(node)}`;
      return this.#leaseWatches.add(path, version);
    });
  }

  #counts(): Counts {
    const [plan, lease] = [this.#planWatches, this.#leaseWatches];
    return {
      virtualIPs: this.#holders.size,
      unheld: this.#holders.unheld,
      changes: this.#changes.events,
      events: plan.events,
      bytes: plan.bytes,
      watches: plan.open + lease.open,
      broken: this.#changes.broken + plan.broken + lease.broken,
    };
  }
}

let nodes: ImitatedNodes | undefined;
for await (const line of textLines(Deno.stdin.readable)) {
  const request: Request = JSON.parse(line);
  if (request.do === "join") nodes = new ImitatedNodes(request);
  const counts = await nodes?.carryOut(request);
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(counts)}\n`));
}
Deno.exit();
