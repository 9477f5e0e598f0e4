/**
 * Gets credentials from a plugin: a program (`exec`) or a legacy provider. `@kubernetes/client-node` supports both, but
 * costs 88 MB of memory. So this file is imported only if a kubeconfig needs it.
 *
 * @module
 */

import { causeOf } from "../../ground/cause.ts";
import type { RequestOptions } from "node:https";
import { type Access, AccessError } from "./access.ts";
import type { KubeconfigContext } from "./kubeconfig_file.ts";

export interface PluginAccess {
  /** The client certificate, if the plugin returned one. */
  readonly http: { readonly cert?: string; readonly key?: string };
  readonly authorization: Access["authorization"];
}

/** Runs the plugin once, and again when its token has expired or was refused. Throws `AccessError`. */
export async function pluginAccess(context: KubeconfigContext): Promise<PluginAccess> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const load = (): InstanceType<typeof KubeConfig> => {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: context.name, server: String(context.cluster["server"]), skipTLSVerify: false },
      { name: context.name, exec: context.user["exec"], authProvider: context.user["auth-provider"] },
    );
    return config;
  };
  let config = load();
  const ask = async (): Promise<RequestOptions> => {
    const options: RequestOptions = { headers: {} };
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      const found = causeOf(error).trim();
      throw new AccessError(`Cannot get credentials for context ${context.name} from its plugin: ${found}`);
    }
    return options;
  };
  const { cert, key } = await ask();
  return {
    http: { ...(typeof cert === "string" ? { cert } : {}), ...(typeof key === "string" ? { key } : {}) },
    authorization: async (refused) => {
      // The library caches the plugin's answer. Only a new configuration runs the plugin again.
      if (refused) config = load();
      const { headers } = await ask();
      const header: unknown = Object(headers)["Authorization"];
      return typeof header === "string" ? header : undefined;
    },
  };
}
