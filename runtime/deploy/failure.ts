/**
 * Explains a failed deployment: one line with the cause, and the next step.
 *
 * @module
 */

import { kubectlOf } from "../../functions/model/shell.ts";
import type { KubectlError } from "./kubectl.ts";

export interface Explained {
  readonly line: string;
  /** The lines to print after `line`: the next steps. */
  readonly next: readonly string[];
}

export interface Failure extends Explained {
  /** The exit code. 2: the task could not begin, and nothing was changed. 1: it may have begun. */
  readonly code: 1 | 2;
}

/** An error that contains the failure to show. */
export class DeployError extends Error {
  override readonly name = "DeployError";

  constructor(readonly failure: Failure) {
    super(failure.line);
  }
}

/** What the user asked for. */
export type Task = "deploy" | "remove" | "rotate";

/** The task, the cluster that kubectl uses, and the namespace of the deployment. */
export interface Target {
  readonly task: Task;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace: string;
}

interface Cause {
  /** Matches the message of kubectl or the API server. */
  readonly pattern: RegExp;
  failure(said: string, target: Target): Explained;
}

const cannot: Readonly<Record<Task, string>> = {
  deploy: "Cannot deploy",
  remove: "Cannot remove Arpeggio",
  rotate: "Cannot exchange the heartbeat key",
};

const causes: readonly Cause[] = [
  {
    pattern: /error loading config file|unable to read (client-cert|client-key|certificate-authority) /,
    failure: (said, { kubeconfig, task }) => ({
      line: `${cannot[task]}: kubectl cannot use the kubeconfig: ${said.replace(/^\* /, "")}`,
      next: [
        "Correct the kubeconfig, or name another one with --kubeconfig:",
        `  ${kubectlOf({ kubeconfig })} config view`,
      ],
    }),
  },
  {
    pattern: /context "?.*"? does not exist|context was not found|current-context is not set/,
    failure: (said, { kubeconfig, task }) => ({
      line: `${cannot[task]}: ${said}`,
      next: [
        "Choose one of the contexts of your kubeconfig with --context:",
        `  ${kubectlOf({ kubeconfig })} config get-contexts`,
      ],
    }),
  },
  {
    pattern:
      /connection to the server .* was refused|Unable to connect to the server|dial tcp|i\/o timeout|no such host|TLS handshake|x509:|request canceled|context deadline exceeded/,
    failure: (said, { kubeconfig, context }) => ({
      line: `Cannot reach the API server${context === undefined ? "" : ` of context ${context}`}: ${said}`,
      next: [
        "Check that this is the right cluster, and that it answers:",
        `  ${kubectlOf({ kubeconfig, context })} cluster-info`,
        `  ${kubectlOf({ kubeconfig })} config get-contexts`,
      ],
    }),
  },
  {
    // kubectl asks for a user name on standard output, and prints this if standard input has no answer.
    pattern: /^error: EOF$/,
    failure: (_, { kubeconfig, context, task }) => ({
      line: `${cannot[task]}: the kubeconfig has no credentials${
        context === undefined ? "" : ` for context ${context}`
      } that the API server accepts: kubectl asks for a user name`,
      next: [
        "Log in, or choose another context with --context:",
        `  ${kubectlOf({ kubeconfig, context })} auth whoami`,
      ],
    }),
  },
  {
    pattern: /must be logged in|Unauthorized|asked for the client to provide credentials|Username: ?$/,
    failure: (said, { kubeconfig, context, task }) => ({
      line: `${cannot[task]}: the API server does not accept the credentials${
        context === undefined ? "" : ` of context ${context}`
      }: ${said}`,
      next: [
        "Log in again, or choose another context with --context:",
        `  ${kubectlOf({ kubeconfig, context })} auth whoami`,
      ],
    }),
  },
  {
    pattern: /\(Forbidden\)|is forbidden:/,
    failure: (said, { kubeconfig, context, task }) => ({
      line: `${cannot[task]}: a right is missing: ${said}`,
      next: [
        "Run the command again as an administrator of the cluster, who may make custom kinds and cluster roles:",
        `  ${kubectlOf({ kubeconfig, context })} auth can-i '*' '*' --all-namespaces`,
      ],
    }),
  },
];

/**
 * The failure to show when kubectl failed. It quotes the first line with a known cause, and counts the further lines
 * with this cause. Without a known cause it quotes all lines.
 *
 * @param isBegun true if something may have been changed
 */
export function failureOf({ args, said }: KubectlError, target: Target, isBegun: boolean): Explained {
  const lines = said.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !isLog(line));
  for (const { pattern, failure } of causes) {
    const named = lines.filter((line) => pattern.test(line));
    const [first] = named;
    if (first !== undefined) return failure(withoutPrefix(first) + others(named.length - 1), target);
  }
  const words = lines.map(withoutPrefix).join("\n") || "it printed nothing";
  return {
    line: `Cannot run kubectl ${args.slice(0, 2).join(" ")}: ${words}`,
    next: isBegun ? advice(target) : ["Nothing was changed. Remove the cause, then run the command again."],
  };
}

/** The failure to show when `deno bundle` failed: the first line of its message, and the line after `Caused by:`. */
export function bundleFailure(said: string): Failure {
  const lines = said.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const cause = lines[lines.indexOf("Caused by:") + 1];
  const words = [
    lines[0]?.replace(/^error: /, "") ?? "it printed nothing",
    ...(lines.includes("Caused by:") ? [cause] : []),
  ];
  return {
    line: `Cannot bundle the program: ${words.join(": ")}`,
    next: [
      "Deno bundles this checkout, and fetches esbuild and the packages in deno.lock once, from the npm registry or the one that",
      "NPM_CONFIG_REGISTRY names. On a machine that reaches the registry, run:",
      "  deno task bundle",
    ],
    code: 2,
  };
}

/** The next steps after a failure: commands that show the state of the installation. */
export function advice({ namespace, kubeconfig, context, task }: Target): readonly string[] {
  const where = `${kubectlOf({ kubeconfig, context })} -n ${namespace}`;
  if (task === "remove") {
    return [
      "Look at what is left in the namespace, then run the command again, which removes the rest:",
      `  ${where} get all,secrets,leases -l app.kubernetes.io/part-of=arpeggio`,
    ];
  }
  return [
    "Look at the Pods and their logs, then run the command again; nothing is lost:",
    `  ${where} get pods -o wide`,
    `  ${where} describe pods -l app.kubernetes.io/name=arpeggio`,
    `  ${where} logs -l app.kubernetes.io/name=arpeggio --prefix --tail=20`,
  ];
}

function others(count: number): string {
  return count === 0 ? "" : ` (and ${count} more)`;
}

/**
 * True for a line of kubectl's own log, e.g. `E1129 12:45:47.153414 21791 memcache.go:265] …`. kubectl logs such a line
 * for each attempt, always with the same cause.
 */
function isLog(line: string): boolean {
  return /^[EWI]\d{4} \d/.test(line);
}

function withoutPrefix(line: string): string {
  return line.replace(/^(error|Error from server( \(\w+\))?|Error in configuration): /i, "");
}
