/** Pastes the commands that `deploy` and `why` print into a shell. The shell's kubectl only records its calls. */

import assert from "node:assert/strict";
import { forCluster } from "../../../functions/model/shell.ts";
import { advice, DeployError, failureOf } from "../../../runtime/deploy/failure.ts";
import { Kubectl, KubectlError } from "../../../runtime/deploy/kubectl.ts";
import { rotateKey } from "../../../runtime/deploy/rotate_key.ts";
import { farewell } from "../../../runtime/deploy/words.ts";
import { readManifestText } from "../../../runtime/reading/manifest_text.ts";

/** Names that a shell would split or run if they had no quotes. */
const chosen = { kubeconfig: "/home/a b/$(exit 9)", context: "it's; prod" };
const flags = ["--kubeconfig", chosen.kubeconfig, "--context", chosen.context];
const namespace = "metallb-system";

/** A kubectl that answers from a table, by the kind of object that is read. */
class Answering extends Kubectl {
  constructor(readonly answers: Readonly<Record<string, string>>) {
    super(chosen);
  }

  override run([, kind = ""]: readonly string[]): Promise<string> {
    return Promise.resolve(this.answers[kind] ?? "");
  }
}

interface Call {
  readonly args: readonly string[];
  readonly input: string;
}

interface Row {
  readonly name: string;
  readonly printed: () => Promise<readonly string[]> | readonly string[];
  /** The first words of each command after the options that choose the cluster. */
  readonly want: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: "the end of a first deployment",
    printed: () => farewell(new Answering({}), { namespace, isAwaited: true }),
    want: ["apply -f -", "get services -A", "get vip"],
  },
  {
    name: "the end of a further deployment",
    printed: () => farewell(new Answering({ "ipaddresspools.metallb.io": "pool/x" }), { namespace, isAwaited: true }),
    want: ["get vip"],
  },
  {
    name: "the end of a deployment that is not awaited",
    printed: () => farewell(new Answering({ "ipaddresspools.metallb.io": "pool/x" }), { namespace, isAwaited: false }),
    want: [`-n ${namespace} rollout status deployment/`, `-n ${namespace} rollout status daemonset/`, "get vip"],
  },
  {
    name: "a removal that stopped",
    printed: () => advice({ task: "remove", namespace, ...chosen }),
    want: [`-n ${namespace} get all,secrets,leases`],
  },
  {
    name: "announcers that are late with a new key",
    printed: () => lateNextSteps(),
    want: [`-n ${namespace} logs -l app.kubernetes.io/component=announcer --prefix --tail=20`],
  },
  {
    name: "an API server that does not answer",
    printed: () => nextAfter("Unable to connect to the server: EOF"),
    want: ["cluster-info"],
  },
  { name: "credentials that are not accepted", printed: () => nextAfter("error: Unauthorized"), want: ["auth whoami"] },
  {
    name: "a right that is missing",
    printed: () => nextAfter("Error from server (Forbidden): no"),
    want: ["auth can-i * * --all-namespaces"],
  },
  {
    name: "a cause that is not known",
    printed: () => advice({ task: "deploy", namespace, ...chosen }),
    want: [`-n ${namespace} get pods`, `-n ${namespace} describe pods`, `-n ${namespace} logs`],
  },
  {
    name: "a step of why at the beginning of a line",
    printed: () => [`  ${forCluster("kubectl get node n1", chosen)}`],
    want: ["get node n1"],
  },
];

Deno.test.each([...rows])(
  "printed commands work as pasted, for the chosen cluster: $name",
  async ({ printed, want }) => {
    const calls = await pasted(commandsIn((await printed()).join("\n")));
    const others = calls.filter(({ args }) =>
      args.join(" ") !== `--kubeconfig ${chosen.kubeconfig} config get-contexts`
    );
    assert.deepEqual(others.map(({ args }) => args.slice(0, 4)), want.map(() => flags));
    for (const [index, { args }] of others.entries()) {
      assert.ok(args.slice(4).join(" ").startsWith(want[index] ?? ""), args.join(" "));
    }
  },
);

Deno.test("the first pool that deploy proposes is two objects in the shell's input", async () => {
  const [{ input = "" } = {}] = await pasted(
    commandsIn((await farewell(new Answering({}), { namespace, isAwaited: true })).join("\n")),
  );
  const { objects, unreadable } = await readManifestText(input, "input");
  assert.deepEqual([objects.length, unreadable], [2, []]);
});

Deno.test("a step of why at the end of a pipe is for the chosen cluster", async () => {
  const [call] = await pasted(forCluster('echo \'{"a": "| kubectl apply -f - "}\' | kubectl apply -f -', chosen));
  assert.deepEqual(call, { args: [...flags, "apply", "-f", "-"], input: '{"a": "| kubectl apply -f - "}\n' });
});

function nextAfter(said: string): readonly string[] {
  return failureOf(new KubectlError(["apply"], said), { task: "deploy", namespace, ...chosen }, true).next;
}

async function lateNextSteps(): Promise<readonly string[]> {
  const kubectl = new Answering({
    daemonsets: JSON.stringify({
      items: [{
        metadata: { name: "arpeggio-announcer" },
        spec: { template: { spec: { volumes: [{ name: "heartbeat", secret: { secretName: "keys" } }] } } },
      }],
    }),
    secret: JSON.stringify({ data: { key: new Uint8Array(32).toBase64() } }),
    pods: JSON.stringify({ items: [{ spec: { nodeName: "n1" }, status: { phase: "Running" } }] }),
    leases: JSON.stringify({ items: [] }),
  });
  try {
    await rotateKey(kubectl, { namespace, timeoutSeconds: 0 }, () => undefined);
  } catch (error) {
    if (error instanceof DeployError) return error.failure.next;
    throw error;
  }
  return [];
}

/** The lines that a user would paste: lines that begin with kubectl, with the text between `<<EOF` and `EOF`. */
function commandsIn(text: string): string {
  return [...text.matchAll(/^kubectl .*<<EOF\n[^]*?\nEOF$|^ {2}kubectl .*$/gm)].map(([found]) => found).join("\n");
}

/** Writes its arguments, each with a NUL behind it, then the objects in its input, then the character 1. */
const recorder = String.raw`#!/bin/sh
printf '%s\0' "$@" >>"$CALLS"
case "$*" in *"-f -") cat >>"$CALLS" ;; esac
printf '\001' >>"$CALLS"
`;

/** Runs a script and returns the calls of kubectl in it. */
async function pasted(script: string): Promise<readonly Call[]> {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-pasted-" });
  try {
    await Deno.writeTextFile(`${folder}/kubectl`, recorder, { mode: 0o755 });
    const calls = `${folder}/calls`;
    const { success, stderr } = await new Deno.Command("sh", {
      args: ["-c", script],
      env: { PATH: `${folder}:${Deno.env.get("PATH") ?? ""}`, CALLS: calls },
      stdin: "null",
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return (await Deno.readTextFile(calls)).split("\u0001").slice(0, -1).map((call) => {
      const parts = call.split("\0");
      return { args: parts.slice(0, -1), input: parts.at(-1) ?? "" };
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
