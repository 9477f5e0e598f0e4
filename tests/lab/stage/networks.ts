/**
 * Labs that imitate networks of users: the changes on each node, and the LAN on which clients reach the addresses.
 *
 * @module
 */

import type { Lab } from "../../../runtime/lab/lab.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { kernelHas } from "../../kernel/kernel_has.ts";
import type { Ground } from "./manifests.ts";

export interface Network {
  readonly name: string;
  /** The interface on whose network the addresses are, on nodes and clients. */
  readonly link: "eth0" | "eth1";
  /** Pools and advertisement, if they differ from the plain lab's. */
  readonly ground?: Ground;
  /**
   * The addresses of `eth1` on the node with this number. `eth1` is on a second LAN; absent: there is no second LAN. If
   * `link` is `eth1`, the clients are on the second LAN too.
   */
  readonly second?: (number: number) => { readonly address: string; readonly address6?: string };
  /** Shell lines on the node with this number, before its announcer starts. */
  readonly lines?: (number: number) => string;
  /** Adds other hosts to the second LAN. */
  readonly beside?: (second: Lan) => Promise<void>;
  /** False if this machine lacks a needed part. */
  readonly isPossible?: () => Promise<boolean>;
}

/** A pool in a second network. Nodes accept packets only for the part of this network that contains the pool. */
const apart = { pool4: "198.51.100.128-198.51.100.135", pool6: "fd00:17::8:0-fd00:17::8:7" } as const;
const takeApart = `
ip route del local 198.51.100.0/24 dev lo
ip route add local 198.51.100.128/25 dev lo
ip -6 route add local fd00:17::8:0/112 dev lo`;

const keepalived = `vrrp_instance api {
  interface eth0
  virtual_router_id 51
  priority $PRIORITY
  advert_int 1
  nopreempt
  state BACKUP
  virtual_ipaddress {
    172.16.0.99/16
  }
  virtual_ipaddress_excluded {
    fd00:16::99/64
  }
}`;

export const networks: readonly Network[] = [
  { name: "plain", link: "eth0" },
  {
    name: "OVN-Kubernetes: every node has the same address",
    link: "eth0",
    lines: (number) => `
ip -4 addr flush dev eth0
ip addr add 169.254.169.2/29 dev eth0
ip addr add 172.16.0.${10 + number}/16 dev eth0
ip -6 addr add fd69::2/112 dev eth0 nodad
ip route replace local 172.16.16.0/20 dev lo`,
  },
  {
    name: "VLAN without an address",
    link: "eth1",
    ground: { ...apart, interfaces: ["eth1"] },
    second: () => ({ address: "192.0.2.1/32" }),
    lines: () => `
${takeApart}
ip -4 addr flush dev eth1
ip route add 198.51.100.0/25 dev eth1
ip -6 route add fd00:17::/112 dev eth1`,
  },
  {
    name: "/32 hosts",
    link: "eth0",
    lines: (number) => `
ip -4 addr flush dev eth0
ip -6 addr flush dev eth0 scope global
ip addr add 172.16.0.${10 + number}/32 dev eth0
ip -6 addr add fd00:16::${10 + number}/128 dev eth0 nodad
ip route add 172.16.0.0/20 dev eth0 src 172.16.0.${10 + number}
ip -6 route add fd00:16::/64 dev eth0
ip route replace local 172.16.16.0/20 dev lo`,
  },
  {
    name: "two networks",
    link: "eth1",
    ground: apart,
    second: (number) => ({ address: `198.51.100.${10 + number}/24`, address6: `fd00:17::${10 + number}/64` }),
    lines: () => takeApart,
  },
  {
    name: "proxy ARP on another network",
    link: "eth0",
    second: (number) => ({ address: `203.0.113.${10 + number}/24`, address6: `fd00:18::${10 + number}/64` }),
    ground: { pool4: "172.16.16.1-172.16.16.7", pool6: "fd00:16:0:0:16::1-fd00:16:0:0:16::7" },
    beside: answerForAll,
  },
  {
    name: "the same bridge address everywhere",
    link: "eth0",
    lines: () => `
ip link add br-1a2b3c up type bridge
ip addr add 172.18.0.1/16 dev br-1a2b3c
ip -6 addr add fd00:18::1/64 dev br-1a2b3c nodad
ip link add c0 up master br-1a2b3c type veth peer name c1
ip link set c1 up`,
  },
  {
    name: "VRF",
    link: "eth0",
    ground: { interfaces: ["eth0"] },
    lines: (number) => `
ip link add red up type vrf table 10
ip link set eth0 master red
ip -6 addr replace fd00:16::${10 + number}/64 dev eth0 nodad
ip route add local 172.16.16.0/20 dev lo table 10
ip -6 route add local fd00:16:0:0:16::/80 dev lo table 10
sysctl -qw net.ipv4.tcp_l3mdev_accept=1 net.ipv4.udp_l3mdev_accept=1`,
    isPossible: () => kernelHas("vrf table 10"),
  },
  {
    name: "kube-ipvs0 with strictARP",
    link: "eth0",
    ground: { pool4: "172.16.16.1/32", pool6: "fd00:16:0:0:16::1/128" },
    // kube-proxy makes a link of kind dummy, which not every kernel has. This makes a bridge without members: only the
    // name of the link matters.
    lines: () => `
ip link add kube-ipvs0 type bridge
ip link set kube-ipvs0 arp off
ip addr add 172.16.16.1/32 dev kube-ipvs0
ip -6 addr add fd00:16:0:0:16::1/128 dev kube-ipvs0 nodad`,
  },
  {
    name: "keepalived beside Arpeggio",
    link: "eth0",
    lines: (number) => `
mkdir -p /run/keepalived-${number}
cat >/run/keepalived-${number}/keepalived.conf <<CONF
${keepalived.replace("$PRIORITY", String(100 - number))}
CONF
cd /run/keepalived-${number}
keepalived --vrrp -n -f "$PWD/keepalived.conf" -p "$PWD/pid" -r "$PWD/vrrp.pid" </dev/null >log 2>&1 &`,
    isPossible: () => haveCommands("keepalived"),
  },
];

/** Prepares the nodes of one lab for a network. */
export function onNetwork({ second: addressesOf, lines, beside, link }: Network): (
  node: Host,
  lab: Lab,
) => Promise<void> {
  let second: Promise<Lan> | undefined;
  const build = async (lab: Lab): Promise<Lan> => {
    const lan = await Lan.create(lab.world, 2);
    await beside?.(lan);
    for (const [index, client] of link === "eth1" ? [lab.client, lab.watcher].entries() : []) {
      const address = { address: `198.51.100.${2 + index}/24`, address6: `fd00:17::${2 + index}/64` };
      await lan.attach(client, { interface: "eth1", ...address });
    }
    return lan;
  };
  return async (node, lab) => {
    const number = Number(node.name.split("-").at(-1));
    if (addressesOf !== undefined) {
      second ??= build(lab);
      await (await second).attach(node, { interface: "eth1", ...addressesOf(number) });
    }
    if (lines !== undefined) await node.run("sh", ["-e"], { input: lines(number) });
  };
}

const impostor = new URL("./impostor.ts", import.meta.url).pathname;

/** A router that answers ARP and NDP for every address of the pool. */
async function answerForAll(lan: Lan): Promise<void> {
  const router = await lan.addHost("router", { address: "203.0.113.1/24", address6: "fd00:18::1/64" });
  const addresses = Array.from({ length: 8 }, (_, index) => [`172.16.16.${index}`, `fd00:16:0:0:16::${index}`]).flat();
  const run = ["run", "-A", "--quiet", "--no-check", impostor, "eth0", "own", "0", ...addresses];
  router.spawn(Deno.execPath(), run, { stdin: "null", stdout: "null" });
}
