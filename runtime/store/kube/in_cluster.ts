import { causeOf } from "../../ground/cause.ts";
import { type Access, AccessError } from "./access.ts";
import { tokenFile } from "./token_file.ts";

const folder = "/var/run/secrets/kubernetes.io/serviceaccount";

export interface InClusterOptions {
  /** The folder where the service account's files are mounted. */
  readonly folder?: string;
  readonly environment?: (name: string) => string | undefined;
}

/**
 * Access from inside a Pod: the address from the environment, and the certificate authority and the token from the
 * service account's files. See https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/.
 *
 * Throws `AccessError` if this is no Pod, or if the certificate authority or the token cannot be read.
 */
export async function inClusterAccess(options: InClusterOptions = {}): Promise<Access> {
  const { folder: files = folder, environment = (name: string) => Deno.env.get(name) } = options;
  const host = environment("KUBERNETES_SERVICE_HOST");
  const port = environment("KUBERNETES_SERVICE_PORT");
  if (host === undefined || port === undefined) {
    throw new AccessError(
      "Cannot reach a cluster: this is no Pod (KUBERNETES_SERVICE_HOST is not set), and neither --kubeconfig nor --folder is given",
    );
  }
  const read = async (name: string): Promise<string> => {
    try {
      return await Deno.readTextFile(`${files}/${name}`);
    } catch (error) {
      const found = causeOf(error);
      throw new AccessError(`Cannot read the service account's ${name}: ${found}`);
    }
  };
  const authority = await read("ca.crt");
  await read("token");
  const namespace = (await read("namespace").catch(() => "")).trim();
  return {
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    http: { caCerts: [authority] },
    authorization: tokenFile(`${files}/token`),
    ...(namespace === "" ? {} : { namespace }),
  };
}
