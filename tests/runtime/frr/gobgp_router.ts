import type { EnteredProcess } from "../../../runtime/lab/stage/entered_process.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import { eventually } from "./frr_host.ts";
import type { Agreed, Path, Router, RouterOptions } from "./router.ts";

/** The number of the session state ESTABLISHED in GoBGP's API. */
const established = 6;

/** A router with GoBGP, which has no BFD. */
export class GobgpRouter implements Router {
  readonly host: Host;
  readonly #process: EnteredProcess;

  private constructor(host: Host, process: EnteredProcess) {
    this.host = host;
    this.#process = process;
  }

  static async start(options: RouterOptions): Promise<GobgpRouter> {
    const { host } = options;
    const file = `/run/gobgp-${host.name}.json`;
    await host.run("sh", ["-c", `cat > ${file}`], { input: JSON.stringify(configuration(options)) });
    const process = host.spawn("gobgpd", ["-f", file, "-t", "json", "--pprof-disable"], {
      stdout: "null",
      stderr: "null",
    });
    const router = new GobgpRouter(host, process);
    await eventually(`GoBGP on ${host.name} answers`, () => router.#ask("global").then(() => true, () => false));
    return router;
  }

  async paths(prefix: string): Promise<readonly Path[]> {
    const heard = JSON.parse(await this.#ask("global", "rib", "-a", familyOf(prefix), "-j"));
    // deno-lint-ignore no-explicit-any
    return (heard[prefix] ?? []).map(({ attrs }: any) => {
      // deno-lint-ignore no-explicit-any
      const attribute = (type: number): any => attrs.find((each: { type: number }) => each.type === type);
      const communities: number[] = attribute(8)?.communities ?? [];
      const large: { ASN: number; LocalData1: number; LocalData2: number }[] = attribute(32)?.value ?? [];
      return {
        nextHop: attribute(3)?.nexthop ?? attribute(14)?.nexthop,
        // deno-lint-ignore no-explicit-any
        asPath: (attribute(2)?.as_paths ?? []).flatMap((each: any) => each.asns),
        communities: communities.map((each) => `${each >>> 16}:${each & 65535}`).sort(),
        largeCommunities: large.map((each) => `${each.ASN}:${each.LocalData1}:${each.LocalData2}`).sort(),
        localPref: attribute(5)?.value,
      };
    });
  }

  async agreed(address: string): Promise<Agreed> {
    const { state, timers } = JSON.parse(await this.#ask("neighbor", address, "-j"));
    return { routerID: state.router_id, holdSeconds: timers.state.negotiated_hold_time };
  }

  async hasSession(address: string): Promise<boolean> {
    const { state: { session_state: state } } = JSON.parse(await this.#ask("neighbor", address, "-j"));
    return state === established;
  }

  async count(): Promise<number> {
    const counts = await Promise.all(
      ["ipv4", "ipv6"].map(async (family) =>
        Object.keys(JSON.parse(await this.#ask("global", "rib", "-a", family, "-j"))).length
      ),
    );
    return counts.reduce((sum, each) => sum + each, 0);
  }

  async #ask(...args: string[]): Promise<string> {
    return await this.host.run("gobgp", args);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }
}

function familyOf(prefix: string): string {
  return prefix.includes(":") ? "ipv6" : "ipv4";
}

function configuration({ host, asn = 64513, port = 179, neighbors }: RouterOptions): unknown {
  return {
    global: { config: { as: asn, "router-id": host.address, port } },
    neighbors: neighbors.map((
      { address, interface: link, asn: remote = 64512, password, multiHop, gracefulRestart },
    ) => ({
      config: {
        ...(link === undefined ? { "neighbor-address": address } : { "neighbor-interface": link }),
        "peer-as": remote,
        ...(password !== undefined && { "auth-password": password }),
      },
      transport: { config: { "passive-mode": true } },
      ...(multiHop && { "ebgp-multihop": { config: { enabled: true, "multihop-ttl": 8 } } }),
      ...(gracefulRestart && { "graceful-restart": { config: { enabled: true, "restart-time": 20 } } }),
      "afi-safis": ["ipv4-unicast", "ipv6-unicast"].map((family) => ({
        config: { "afi-safi-name": family },
        ...(gracefulRestart && { "mp-graceful-restart": { config: { enabled: true } } }),
      })),
    })),
  };
}
