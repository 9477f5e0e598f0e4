/**
 * Commands that a user may paste into a POSIX shell.
 *
 * @module
 */

/** The cluster that the user chose; without a choice, kubectl's own. */
export interface ChosenCluster {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/**
 * The text, with quotes if the shell needs them. Names from files may contain anything.
 *
 * ```ts
 * import { quoted } from "./shell.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(["web", "a b", "it's"].map(quoted), ["web", "'a b'", "'it'\\''s'"]);
 * ```
 */
export function quoted(text: string): string {
  return /^[\w./:,@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The word `kubectl` with the options that choose the same cluster. */
export function kubectlOf({ kubeconfig, context }: ChosenCluster): string {
  const file = kubeconfig === undefined ? "" : ` --kubeconfig ${quoted(kubeconfig)}`;
  return `kubectl${file}${context === undefined ? "" : ` --context ${quoted(context)}`}`;
}

/**
 * The command for the chosen cluster. It begins with `kubectl`, or it is a pipe that ends with `kubectl apply -f -`.
 *
 * ```ts
 * import { forCluster } from "./shell.ts";
 * import assert from "node:assert/strict";
 * assert.equal(forCluster("kubectl get vip", { context: "prod" }), "kubectl --context prod get vip");
 * ```
 */
export function forCluster(command: string, cluster: ChosenCluster): string {
  return command.replace(/^kubectl(?= )|(?<= \| )kubectl(?= apply -f -$)/, () => kubectlOf(cluster));
}
