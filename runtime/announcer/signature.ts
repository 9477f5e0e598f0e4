import type { Peer } from "../../functions/model/announcing/situation.ts";

/** What of the peers makes a decision anew worth while. */
export function signatureOf(view: ReadonlyMap<string, Peer>): string {
  return [...view].map(([node, peer]) => {
    const networks = peer.networks.map((network) => `${network.link}=${network.liveness}`).join();
    return `${node} ${peer.state} ${peer.version} ${peer.informed} ${networks}`;
  }).join("\n");
}
