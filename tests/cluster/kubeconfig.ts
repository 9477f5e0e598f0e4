import { stringify } from "yaml";

/** What a kubeconfig says. */
export interface KubeconfigContent {
  readonly server: string;
  /** The certificate of the authority, PEM. */
  readonly ca: string;
  readonly token: string;
}

/** Writes a kubeconfig of one context. */
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
