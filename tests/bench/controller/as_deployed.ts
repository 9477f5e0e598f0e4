/**
 * The flags and variables with which the manifests start a component, as far as they change its memory or speed.
 *
 * @module
 */

import { parse } from "yaml";

/** A Deployment or a DaemonSet. */
interface Workload {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly args: readonly string[];
          readonly env: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

export interface DeployedFlags {
  /** The flags of V8. */
  readonly flags: readonly string[];
  /** The variables that control memory, as `NAME=value`. */
  readonly environment: readonly string[];
}

export async function deployedFlags(component: "controller" | "announcer"): Promise<DeployedFlags> {
  const text = await Deno.readTextFile(new URL(`../../../manifests/base/${component}.yaml`, import.meta.url));
  const workload: Workload = parse(text);
  const [container] = workload.spec.template.spec.containers;
  return {
    flags: container?.args.filter((argument) => argument.startsWith("--v8-flags=")) ?? [],
    environment:
      container?.env.filter(({ name }) => /^MALLOC_|^DENO_USR2_MEMORY_TRIM$/.test(name)).map(({ name, value }) =>
        `${name}=${value}`
      ) ??
        [],
  };
}
