import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { EnteredProcess } from "../../../runtime/lab/stage/entered_process.ts";
import { eventually } from "./frr_host.ts";
import type { Agreed, Neighbor, Path, Router, RouterOptions } from "./router.ts";

type BirdOptions = Omit<RouterOptions, "world"> & Partial<Pick<RouterOptions, "world">>;

/** A router with BIRD 2. */
export class BirdRouter implements Router {
  readonly host: Host;
  readonly #process: EnteredProcess;

  private constructor(host: Host, process: EnteredProcess) {
    this.host = host;
    this.#process = process;
  }

  static async start(options: BirdOptions): Promise<BirdRouter> {
    const { host } = options;
    const file = `/run/bird-${host.name}.conf`;
    await host.run("sh", ["-c", `cat > ${file}`], { input: configuration(options) });
    const process = host.spawn("bird", ["-f", "-c", file, "-s", socketOf(host)], { stdout: "null", stderr: "null" });
    const router = new BirdRouter(host, process);
    await eventually(`BIRD on ${host.name} answers`, () => router.ask("show status").then(() => true, () => false));
    return router;
  }

  async paths(prefix: string): Promise<readonly Path[]> {
    const answer = await this.ask(`show route all for ${prefix}`).catch(() => "");
    return answer.split(/(?=^\S*\s+unicast \[|^\s+unicast \[)/m).filter((part) => part.includes("BGP.origin")).map(
      (part) => {
        const numbers = (attribute: string): string[] =>
          [...(new RegExp(`${attribute}: (.*)`).exec(part)?.[1] ?? "").matchAll(/\(([^)]*)\)/g)]
            .map(([, inner = ""]) => inner.split(/,\s*/).join(":")).sort();
        const localPref = /BGP\.local_pref: (\d+)/.exec(part)?.[1];
        return {
          nextHop: /BGP\.next_hop: (\S+)/.exec(part)?.[1] ?? "",
          asPath: (/BGP\.as_path: (.*)/.exec(part)?.[1] ?? "").split(" ").filter(Boolean).map(Number),
          communities: numbers("BGP\\.community"),
          largeCommunities: numbers("BGP\\.large_community"),
          localPref: localPref === undefined ? undefined : Number(localPref),
        };
      },
    );
  }

  async agreed(address: string): Promise<Agreed> {
    const answer = await this.#session(address);
    return {
      routerID: /Neighbor ID: +(\S+)/.exec(answer)?.[1] ?? "",
      holdSeconds: Number(/Hold timer: +\S+\/(\d+)/.exec(answer)?.[1]),
    };
  }

  async hasSession(address: string): Promise<boolean> {
    return /BGP state: +Established/.test(await this.#session(address));
  }

  async count(): Promise<number> {
    const answer = await this.ask("show route count where source = RTS_BGP");
    return Number(/Total: (\d+) of/.exec(answer)?.[1] ?? 0);
  }

  /**
   * The prefixes that a node has announced with the community GRACEFUL_SHUTDOWN, sorted. A node does that before it
   * closes its sessions.
   */
  async farewells(): Promise<readonly string[]> {
    const log = await this.host.run("cat", [logOf(this.host)]);
    return [...new Set([...log.matchAll(/farewell (\S+)/g)].map(([, prefix = ""]) => prefix))].sort();
  }

  async #session(address: string): Promise<string> {
    const [answer = ""] = (await this.ask("show protocols all")).split(/(?=^n\d+ )/m)
      .filter((part) => part.includes(`Neighbor address: ${address}\n`));
    return answer;
  }

  async ask(command: string): Promise<string> {
    return await this.host.run("birdc", ["-s", socketOf(this.host), ...command.split(" ")]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }
}

function socketOf(host: Host): string {
  return `/run/bird-${host.name}.ctl`;
}

function logOf(host: Host): string {
  return `/run/bird-${host.name}.log`;
}

function configuration(
  { host, asn = 64513, port = 179, neighbors, announces = 0, advertisesItself }: BirdOptions,
): string {
  const routes = Array.from({ length: announces }, (_, index) => {
    return `route 20.${index >> 16}.${index >> 8 & 255}.${index & 255}/32 blackhole;`;
  });
  return `
log "${logOf(host)}" all;
router id ${host.address};
filter heard { if (65535, 0) ~ bgp_community then print "farewell ", net; accept; }
protocol device {}
protocol direct { ipv4; ipv6; }
protocol kernel { learn; ipv4 { export where source = RTS_BGP; }; merge paths on; }
protocol kernel { ipv6 { export where source = RTS_BGP; }; merge paths on; }
protocol static { ipv4; ${routes.join(" ")} }
${advertisesItself ? 'protocol radv { interface "eth0" { min ra interval 3; max ra interval 4; }; }' : ""}
protocol bfd { interface "*" { interval 100 ms; multiplier 3; }; }
${neighbors.map((neighbor, index) => session(neighbor, index, { host, asn, port })).join("")}`;
}

function session(neighbor: Neighbor, index: number, own: { host: Host; asn: number; port: number }): string {
  const { address, interface: link, asn = 64512, password, bfdMs, multiHop, gracefulRestart } = neighbor;
  const near = address.includes(":") ? own.host.address6 : own.host.address;
  const local = neighbor.own ?? (multiHop || link !== undefined ? "" : near);
  return `
protocol bgp n${index} {
  local ${local} port ${own.port} as ${own.asn};
  neighbor ${link === undefined ? address : "range fe80::/10"} as ${asn};
  ${link === undefined ? "" : `interface "${link}"; dynamic name "dyn";`}
  ${multiHop ? "multihop;" : "direct;"}
  passive;
  error wait time 1, 2;
  ${password === undefined ? "" : `password "${password}";`}
  ${bfdMs === undefined ? "" : `bfd { interval ${bfdMs} ms; multiplier 3; };`}
  ${gracefulRestart ? "graceful restart;" : ""}
  ipv4 { import filter heard; export where source = RTS_STATIC; ${link === undefined ? "" : "extended next hop on;"} };
  ipv6 { import filter heard; export none; };
}
`;
}
