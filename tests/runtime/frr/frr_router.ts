import type { Host } from "../../../runtime/lab/stage/host.ts";
import { FrrHost } from "./frr_host.ts";
import type { Agreed, Neighbor, Path, Router, RouterOptions } from "./router.ts";

/** A router with FRR. */
export class FrrRouter implements Router {
  readonly host: Host;
  readonly frr: FrrHost;

  private constructor(host: Host, frr: FrrHost) {
    this.host = host;
    this.frr = frr;
  }

  static async start({ world, host, asn = 64513, port = 179, neighbors }: RouterOptions): Promise<FrrRouter> {
    const frr = await FrrHost.start(world, host, { port });
    await frr.configure("bfdd", "bfd\nprofile test\nreceive-interval 100\ntransmit-interval 100\ndetect-multiplier 3");
    await frr.configure("bgpd", configuration(asn, neighbors));
    return new FrrRouter(host, frr);
  }

  /** A router with an FRR that the caller has configured. */
  static of(host: Host, frr: FrrHost): FrrRouter {
    return new FrrRouter(host, frr);
  }

  async paths(prefix: string): Promise<readonly Path[]> {
    const family = prefix.includes(":") ? "ipv6" : "ipv4";
    const { paths = [] } = await this.frr.show("bgpd", `bgp ${family} unicast ${prefix}`);
    // deno-lint-ignore no-explicit-any
    return paths.map((path: any) => ({
      nextHop: path.nexthops[0].ip,
      asPath: (path.aspath?.string ?? "").split(" ").filter((word: string) => /^\d+$/.test(word)).map(Number),
      communities: (path.community?.list ?? []).map(numeric).sort(),
      largeCommunities: (path.largeCommunity?.list ?? []).toSorted(),
      localPref: path.locPrf,
    }));
  }

  async agreed(address: string): Promise<Agreed> {
    const { [address]: peer } = await this.frr.show("bgpd", `bgp neighbors ${address}`);
    return { routerID: peer.remoteRouterId, holdSeconds: peer.bgpTimerHoldTimeMsecs / 1000 };
  }

  async hasSession(address: string): Promise<boolean> {
    const { [address]: peer } = await this.frr.show("bgpd", `bgp neighbors ${address}`);
    return peer.bgpState === "Established";
  }

  async count(): Promise<number> {
    const counts = await Promise.all(["ipv4", "ipv6"].map(async (family) => {
      const { routes = {} } = await this.frr.show("bgpd", `bgp ${family} unicast`);
      return Object.keys(routes).length;
    }));
    return counts.reduce((sum, each) => sum + each, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all((["bgpd", "bfdd", "zebra"] as const).map((daemon) => this.frr.endDaemon(daemon)));
  }
}

const named: Readonly<Record<string, string>> = {
  noExport: "65535:65281",
  noAdvertise: "65535:65282",
  blackhole: "65535:666",
};

function numeric(community: string): string {
  return named[community] ?? community;
}

function configuration(asn: number, neighbors: readonly Neighbor[]): string {
  const lines = neighbors.flatMap(({ address, asn: remote = 64512, password, bfdMs, multiHop, gracefulRestart }) => [
    `neighbor ${address} remote-as ${remote}`,
    `neighbor ${address} passive`,
    ...(password === undefined ? [] : [`neighbor ${address} password ${password}`]),
    ...(bfdMs === undefined ? [] : [`neighbor ${address} bfd profile test`]),
    ...(multiHop ? [`neighbor ${address} ebgp-multihop 8`] : []),
    ...(gracefulRestart ? [`neighbor ${address} graceful-restart-helper`] : []),
  ]);
  const families = ["ipv4", "ipv6"].flatMap((family) => [
    `address-family ${family} unicast`,
    "maximum-paths 8",
    ...neighbors.map(({ address }) => `neighbor ${address} activate`),
    "exit-address-family",
  ]);
  const head = ["no bgp ebgp-requires-policy", "no bgp default ipv4-unicast", "bgp bestpath as-path multipath-relax"];
  return [`router bgp ${asn}`, ...head, ...lines, ...families].join("\n");
}
