import { stringify } from "yaml";

/** The content of a kubeconfig. */
export interface KubeconfigContent {
  readonly server: string;
  /** The authority's certificate, in PEM. */
  readonly ca: string;
  readonly token: string;
}

/** Writes a kubeconfig with one context. */
export async function writeKubeconfig(path: string, { server, ca, token }: KubeconfigContent): Promise<void> {
  const name = "cluster";
  const content = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": btoa(ca) } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: "default" } }],
    "current-context": name,
  };
  await Deno.writeTextFile(path, stringify(content), { mode: 0o600 });
}
