/**
 * The Deno permissions of each component, each with its reason. `deno task permissions` prints them, and a test checks
 * that the manifests grant the same permissions.
 *
 * @module
 */

import { frrDaemons } from "../../functions/model/frr/statement.ts";

export const components = ["controller", "announcer"] as const;

export type Component = typeof components[number];

/** The resources that a component uses in one environment, e.g. in a Pod. */
export interface Reach {
  /** The API server, as `host:port`. */
  readonly apiServer: string;
  /** The address for metrics, as `host:port`; undefined: metrics are not served. */
  readonly metrics?: string;
  /** For the announcer: where kube-proxy serves its health, as `host:port`; undefined: the announcer does not ask. */
  readonly kubeProxy?: string;
  /** For the controller: the address of the status page, as `host:port`; undefined: the page is not served. */
  readonly page?: string;
  /** Files and folders with the credentials for the API server. */
  readonly credentials: readonly string[];
  /** For the announcer: the file with the heartbeat key. */
  readonly heartbeatKey?: string;
  /** For the announcer: the folder for its last plan. */
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

/** The C library on Debian, on which Deno's official image is based, and on similar distributions. */
const libraries = ["/lib/x86_64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6"] as const;

const addressOfServer = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"] as const;

/** The resources in a Pod of the manifests. The kubelet replaces `$(NAME)` in arguments. */
export const inPod: Reach = {
  apiServer: "$(API_SERVER)",
  metrics: "$(METRICS)",
  kubeProxy: "$(KUBE_PROXY)",
  page: "127.0.0.1:7475",
  credentials: ["/var/run/secrets/kubernetes.io/serviceaccount"],
  heartbeatKey: "/etc/arpeggio/heartbeat",
  state: "/var/lib/arpeggio",
};

/** The resources of a Pod of the manifests with BGP. */
export const inPodWithBgp: Reach = { ...inPod, frr: "/var/run/frr" };

export function permissionsOf(component: Component, reach: Reach): readonly Permission[] {
  const { apiServer, metrics, kubeProxy, page, credentials, heartbeatKey, state, frr } = reach;
  const sockets = frr === undefined ? [] : frrDaemons.map((daemon) => `unix:${frr}/${daemon}.vty`);
  const net: Permission = {
    name: "net",
    values: [apiServer, ...given(metrics)],
    because: "the API server, and the address for metrics and probes; nothing else",
  };
  const written = [...given(state), ...given(frr)];
  if (component === "controller") {
    return [
      page === undefined ? net : {
        ...net,
        values: [...net.values, page],
        because: "the API server, the address for metrics and probes, and the address of the status page; nothing else",
      },
      { name: "read", values: credentials, because: "its own token, which is renewed regularly" },
      {
        name: "env",
        values: [...addressOfServer, "HOSTNAME"],
        because: "the address of the API server, and the name of its Pod for the Lease",
      },
    ];
  }
  const last = frr === undefined ? "and the health of kube-proxy" : "the health of kube-proxy, and FRR's daemons";
  return [
    {
      ...net,
      values: [...net.values, ...given(kubeProxy), ...sockets],
      because: `the API server, the address for metrics and probes, ${last}; nothing else`,
    },
    {
      name: "ffi",
      values: libraries,
      because: "the C library by its path, for ARP, NDP and link changes; only one of the two files exists",
    },
    {
      name: "read",
      values: [...credentials, ...given(heartbeatKey), ...written],
      because: `its own token, the key of the heartbeats, the last plan${frr === undefined ? "" : ", FRR's sockets"}`,
    },
    ...(written.length === 0 ? [] : [writing(written, frr)]),
    { name: "env", values: addressOfServer, because: "the address of the API server" },
  ];
}

function writing(values: readonly string[], frr: string | undefined): Permission {
  return { name: "write", values, because: frr === undefined ? "the last plan" : "the last plan, FRR's sockets" };
}

/** The permissions as arguments of `deno run`. */
export function flagsOf(permissions: readonly Permission[]): readonly string[] {
  return permissions.map(({ name, values }) => `--allow-${name}=${values.join(",")}`);
}

/** No prompts, and no fetching of modules: the program is one complete file. */
export const sealed: readonly string[] = ["--no-prompt", "--no-config", "--no-remote", "--no-npm", "--cached-only"];

function given<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}
