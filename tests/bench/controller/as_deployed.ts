/**
 * How the manifests start the controller, as far as it matters to memory and speed.
 *
 * @module
 */

import { parse } from "yaml";

interface Deployment {
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
  /** Of V8. */
  readonly flags: readonly string[];
  /** Of the C library's memory, as `NAME=value`. */
  readonly environment: readonly string[];
}

export async function deployedFlags(): Promise<DeployedFlags> {
  const text = await Deno.readTextFile(new URL("../../../manifests/base/controller.yaml", import.meta.url));
  const deployment: Deployment = parse(text);
  const [container] = deployment.spec.template.spec.containers;
  return {
    flags: container?.args.filter((argument) => argument.startsWith("--v8-flags=")) ?? [],
    environment:
      container?.env.filter(({ name }) => name.startsWith("MALLOC_")).map(({ name, value }) => `${name}=${value}`) ??
        [],
  };
}
