import { type Access, AccessError } from "./access.ts";
import { type KubeconfigContext, readKubeconfig } from "./kubeconfig_file.ts";
import { tokenFile } from "./token_file.ts";

/**
 * Access by a kubeconfig. Certificates, tokens and passwords are read here; a user that needs a plugin (`exec`,
 * `auth-provider`) is left to `@kubernetes/client-node`, which is imported only then. Throws `AccessError`.
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

/** A token's file counts more than a token, a token more than a password, as in client-go. */
function authorizationOf(user: Readonly<Record<string, unknown>>): Access["authorization"] {
  const file = text(user["tokenFile"]);
  if (file !== undefined) return tokenFile(file);
  const [token, name, password] = [text(user["token"]), text(user["username"]), text(user["password"])];
  const basic = name === undefined ? undefined : `Basic ${base64(`${name}:${password ?? ""}`)}`;
  const header = token === undefined ? basic : `Bearer ${token}`;
  return () => Promise.resolve(header);
}

/** `NAME-data` (base64) counts more than the file that `NAME` names. */
async function data(fields: Readonly<Record<string, unknown>>, name: string): Promise<string | undefined> {
  const inline = text(fields[`${name}-data`]);
  const path = text(fields[name]);
  try {
    if (inline !== undefined) return new TextDecoder().decode(Uint8Array.fromBase64(inline));
    return path === undefined ? undefined : await Deno.readTextFile(path);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new AccessError(`Cannot read ${name}${inline === undefined ? ` ${path}` : "-data"}: ${found}`);
  }
}

function base64(value: string): string {
  return new TextEncoder().encode(value).toBase64();
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
