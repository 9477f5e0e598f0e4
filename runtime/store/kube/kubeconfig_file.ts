/**
 * Reads kubectl's configuration files:
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 *
 * @module
 */

import { causeOf } from "../../ground/cause.ts";
import { dirname, resolve } from "node:path";
import { parseYAML } from "../yaml_value.ts";
import { AccessError } from "./access.ts";

type Fields = Readonly<Record<string, unknown>>;

/** One context of a kubeconfig with its cluster and user. All paths are absolute. */
export interface KubeconfigContext {
  readonly files: readonly string[];
  readonly name: string;
  readonly cluster: Fields;
  readonly user: Fields;
  readonly namespace: string | undefined;
}

/**
 * Reads one or more files and finds a context, by default the current context. If several entries have the same name,
 * the first one counts. Throws `AccessError`.
 */
export async function readKubeconfig(files: readonly string[], name?: string): Promise<KubeconfigContext> {
  const configs = await Promise.all(files.map(readFile));
  const find = (list: string, entry: string, wanted: string): Fields => {
    for (const [at, config] of configs.entries()) {
      const found = entries(config[list]).find((each) => each["name"] === wanted);
      if (found !== undefined) return withPaths(fields(found[entry]), dirname(resolve(files[at] ?? "")));
    }
    throw new AccessError(`Cannot use kubeconfig ${files.join(":")}: it has no ${entry} named ${wanted}`);
  };
  const current = name ?? configs.map((each) => text(each["current-context"])).find((each) => each !== undefined);
  if (current === undefined) {
    throw new AccessError(`Cannot use kubeconfig ${files.join(":")}: it has no current-context`);
  }
  const context = find("contexts", "context", current);
  return {
    files,
    name: current,
    cluster: find("clusters", "cluster", text(context["cluster"]) ?? ""),
    user: context["user"] === undefined || context["user"] === ""
      ? {}
      : find("users", "user", text(context["user"]) ?? ""),
    namespace: text(context["namespace"]),
  };
}

async function readFile(path: string): Promise<Fields> {
  const parsed = await Deno.readTextFile(path).then(parseYAML, (error: unknown) => ({ fault: causeOf(error) }));
  if ("fault" in parsed) throw new AccessError(`Cannot read kubeconfig ${path}: ${parsed.fault}`);
  return fields(parsed.is);
}

const pathFields = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

/** The fields with absolute paths: relative paths are relative to the file that names them. */
function withPaths(found: Fields, folder: string): Fields {
  const resolved: Record<string, unknown> = { ...found };
  for (const name of pathFields) {
    const path = text(found[name]);
    if (path !== undefined) resolved[name] = resolve(folder, path);
  }
  return resolved;
}

function entries(list: unknown): Fields[] {
  return Array.isArray(list) ? list.map(fields) : [];
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
