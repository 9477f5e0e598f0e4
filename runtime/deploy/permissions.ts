/**
 * What each component asks of Deno: the explicit permissions, each with its reason. The manifests, `deno task permissions` and the
 * launches of the tests have them from here.
 *
 * @module
 */

import { frrDaemons } from "../../functions/model/bgp/frr_statement.ts";

export const components = ["controller", "announcer"] as const;

export type Component = typeof components[number];

/** What differs between the places that a component runs in. */
export interface Reach {
  /** `host:port`, where the API server is. */
  readonly apiServer: string;
  /** `host:port`, where it serves metrics; undefined: nowhere. */
  readonly metrics?: string;
  /** The controller's: `host:port`, where it serves the status page; undefined: nowhere. */
  readonly page?: string;
  /** Files and folders that say how to reach the API server, and as whom. */
  readonly credentials: readonly string[];
  /** The announcer's: its key. */
  readonly heartbeatKey?: string;
  /** The announcer's: where it keeps its last plan. */
  readonly state?: string;
  /** With BGP: the folder with the sockets of FRR's daemons. */
  readonly frr?: string;
}

export interface Permission {
  /** The flag without `--allow-`. */
  readonly name: "net" | "read" | "write" | "env" | "ffi";
  readonly values: readonly string[];
  readonly because: string;
}

/** The C library on Debian and its like, of which the official image is one. */
const libraries = ["/lib/x86_64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6"] as const;

const addressOfServer = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"] as const;

/** What a Pod of the manifests reaches, as arguments whose `$(NAME)` the kubelet fills in. */
export const inPod: Reach = {
  apiServer: "$(API_SERVER)",
  metrics: "$(METRICS)",
  page: "127.0.0.1:7475",
  credentials: ["/var/run/secrets/kubernetes.io/serviceaccount"],
  heartbeatKey: "/etc/arpeggio/heartbeat",
  state: "/var/lib/arpeggio",
};

/** The same with BGP. */
export const inPodWithBgp: Reach = { ...inPod, frr: "/var/run/frr" };

export function permissionsOf(component: Component, reach: Reach): readonly Permission[] {
  const { apiServer, metrics, page, credentials, heartbeatKey, state, frr } = reach;
  const sockets = frr === undefined ? [] : frrDaemons.map((daemon) => `unix:${frr}/${daemon}.vty`);
  const net: Permission = {
    name: "net",
    values: [apiServer, ...given(metrics)],
    because: "the API server, and the place where metrics and probes are served; nothing else",
  };
  const written = [...given(state), ...given(frr)];
  if (component === "controller") {
    return [
      page === undefined ? net : {
        ...net,
        values: [...net.values, page],
        because:
          "the API server, the place where metrics and probes are served, and that of the status page; nothing else",
      },
      { name: "read", values: credentials, because: "its own token, which is exchanged now and then" },
      {
        name: "env",
        values: [...addressOfServer, "HOSTNAME"],
        because: "where the API server is, and the name by which this one leads",
      },
    ];
  }
  return [
    frr === undefined ? net : {
      ...net,
      values: [...net.values, ...sockets],
      because: "the API server, the place where metrics and probes are served, and FRR's daemons; nothing else",
    },
    {
      name: "ffi",
      values: libraries,
      because: "the C library by its path, for the sockets that see ARP, NDP and links; only one of the two is there",
    },
    {
      name: "read",
      values: [...credentials, ...given(heartbeatKey), ...written],
      because: `its own token, the key of the heartbeats, the last plan${frr === undefined ? "" : ", FRR's sockets"}`,
    },
    ...(written.length === 0 ? [] : [writing(written, frr)]),
    { name: "env", values: addressOfServer, because: "where the API server is" },
  ];
}

function writing(values: readonly string[], frr: string | undefined): Permission {
  return { name: "write", values, because: frr === undefined ? "the last plan" : "the last plan, FRR's sockets" };
}

/** As arguments of `deno run`. */
export function flagsOf(permissions: readonly Permission[]): readonly string[] {
  return permissions.map(({ name, values }) => `--allow-${name}=${values.join(",")}`);
}

/** What nobody is asked for, and what is not fetched: the program is one file, and brings all of itself. */
export const sealed: readonly string[] = ["--no-prompt", "--no-config", "--no-remote", "--no-npm", "--cached-only"];

function given<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}
