/**
 * Access to a cluster through a kubeconfig.
 *
 * Why: docs/adr/0002-kubernetes-client-only-for-kubeconfig.md
 *
 * @module
 */

import { causeOf } from "../../ground/cause.ts";
import { type Access, AccessError } from "./access.ts";
import { type KubeconfigContext, readKubeconfig } from "./kubeconfig_file.ts";
import { tokenFile } from "./token_file.ts";

/**
 * Certificates, tokens and passwords are read here. For a user with a plugin (`exec`, `auth-provider`),
 * `@kubernetes/client-node` is imported. Throws `AccessError`.
 */
export async function kubeconfigAccess(files: readonly string[], contextName?: string): Promise<Access> {
  const context = await readKubeconfig(files, contextName);
  const { cluster, user } = context;
  const server = text(cluster["server"]);
  if (server === undefined) throw new AccessError(`Cannot use context ${context.name}: its cluster names no server`);
  if (cluster["insecure-skip-tls-verify"] === true) {
    throw new AccessError(
      `Cannot use context ${context.name}: insecure-skip-tls-verify is not supported, name the certificate-authority`,
    );
  }
  if (text(cluster["tls-server-name"]) !== undefined) {
    throw new AccessError(`Cannot use context ${context.name}: tls-server-name is not supported`);
  }
  const authority = await data(cluster, "certificate-authority");
  const proxy = text(cluster["proxy-url"]);
  const http = {
    ...(authority === undefined ? {} : { caCerts: [authority] }),
    ...(proxy === undefined ? {} : { proxy: { url: proxy } }),
  };
  const base = {
    server: server.replace(/\/+$/, ""),
    ...(context.namespace === undefined ? {} : { namespace: context.namespace }),
  };
  if (user["exec"] !== undefined || user["auth-provider"] !== undefined) {
    const { pluginAccess } = await import("./kubeconfig_plugin.ts");
    const { http: identity, authorization } = await pluginAccess(context);
    return { ...base, http: { ...http, ...identity }, authorization };
  }
  return { ...base, http: { ...http, ...await clientKey(context) }, authorization: authorizationOf(user) };
}

async function clientKey({ name, user }: KubeconfigContext): Promise<{ cert: string; key: string } | undefined> {
  const [cert, key] = [await data(user, "client-certificate"), await data(user, "client-key")];
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert, key };
  throw new AccessError(`Cannot use context ${name}: client-certificate and client-key go together, one is missing`);
}

/** The header of a user. As in client-go, a token file has priority over a token, and a token over a password. */
function authorizationOf(user: Readonly<Record<string, unknown>>): Access["authorization"] {
  const file = text(user["tokenFile"]);
  if (file !== undefined) return tokenFile(file);
  const [token, name, password] = [text(user["token"]), text(user["username"]), text(user["password"])];
  const basic = name === undefined ? undefined : `Basic ${base64(`${name}:${password ?? ""}`)}`;
  const header = token === undefined ? basic : `Bearer ${token}`;
  return () => Promise.resolve(header);
}

/** The data of a field: `NAME-data` (base64) has priority over the file that `NAME` names. */
async function data(fields: Readonly<Record<string, unknown>>, name: string): Promise<string | undefined> {
  const inline = text(fields[`${name}-data`]);
  const path = text(fields[name]);
  try {
    if (inline !== undefined) return new TextDecoder().decode(Uint8Array.fromBase64(inline));
    return path === undefined ? undefined : await Deno.readTextFile(path);
  } catch (error) {
    const found = causeOf(error);
    throw new AccessError(`Cannot read ${name}${inline === undefined ? ` ${path}` : "-data"}: ${found}`);
  }
}

function base64(value: string): string {
  return new TextEncoder().encode(value).toBase64();
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
