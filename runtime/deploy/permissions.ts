/**
 * What each component asks of Deno: the explicit permissions, each with its reason. The manifests, `deno task permissions` and the
 * launches of the tests have them from here.
 *
 * @module
 */

export const components = ["controller", "announcer"] as const;

export type Component = typeof components[number];

/** What differs between the places that a component runs in. */
export interface Reach {
  /** `host:port`, where the API server is. */
  readonly apiServer: string;
  /** `host:port`, where it serves metrics; undefined: nowhere. */
  readonly metrics?: string;
  /** Files and folders that say how to reach the API server, and as whom. */
  readonly credentials: readonly string[];
  /** The announcer's: its key. */
  readonly heartbeatKey?: string;
  /** The announcer's: where it keeps its last plan. */
  readonly state?: string;
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
  credentials: ["/var/run/secrets/kubernetes.io/serviceaccount"],
  heartbeatKey: "/etc/arpeggio/heartbeat",
  state: "/var/lib/arpeggio",
};

export function permissionsOf(component: Component, reach: Reach): readonly Permission[] {
  const { apiServer, metrics, credentials, heartbeatKey, state } = reach;
  const net: Permission = {
    name: "net",
    values: [apiServer, ...given(metrics)],
    because: "the API server, and the place where metrics and probes are served; nothing else",
  };
  if (component === "controller") {
    return [
      net,
      { name: "read", values: credentials, because: "its own token, which is exchanged now and then" },
      {
        name: "env",
        values: [...addressOfServer, "HOSTNAME"],
        because: "where the API server is, and the name by which this one leads",
      },
    ];
  }
  return [
    net,
    {
      name: "ffi",
      values: libraries,
      because: "the C library by its path, for the sockets that see ARP, NDP and links; only one of the two is there",
    },
    {
      name: "read",
      values: [...credentials, ...given(heartbeatKey), ...given(state)],
      because: "its own token, the key of the heartbeats, the last plan",
    },
    ...given(state).map((folder): Permission => ({ name: "write", values: [folder], because: "the last plan" })),
    { name: "env", values: addressOfServer, because: "where the API server is" },
  ];
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
