/**
 * `deno task cluster COMMAND` starts, changes and ends a cluster with real Pods on this machine, for trials.
 *
 * @module
 */

import { textLines } from "../../runtime/ground/text_lines.ts";
import { build } from "../cluster/build.ts";
import { findCommand } from "../cluster/machine/commands.ts";
import { ask, type Question, state } from "./keeper/state.ts";
import { missingForPods } from "./machine/pod_parts.ts";

const usage = `Usage: deno task cluster COMMAND

  up                    a cluster of three nodes on this machine, with Arpeggio and a Service in it
  down                  ends it and leaves nothing behind
  kubectl ARGUMENT…     kubectl, as its administrator
  client COMMAND…       a command on a host of its LAN, such as curl or arping
  kill NODE             takes a node's power away
  start NODE [SECONDS]  gives it back; kube-proxy starts SECONDS later than the rest

It needs Linux, root, Go, and the Debian packages containerd runc containernetworking-plugins conntrack
busybox-static tini frr iproute2 nftables iptables procps kubernetes-client openssl
arping curl.
`;

const keeper = new URL("keeper/keeper.ts", import.meta.url).pathname;

/** Runs a command and returns the exit code. */
async function main([command = "", ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case "up":
      return await up();
    case "down":
      return await down();
    case "kubectl":
      await asked("client");
      return await run("kubectl", args, { KUBECONFIG: state.kubeconfig, KUBECACHEDIR: `${state.folder}/kubectl` });
    case "client": {
      const [program = "", ...before] = (await asked("client")).split("\n");
      return await run(program, [...before, ...args]);
    }
    case "kill":
      await asked(`kill/${args[0] ?? ""}`);
      return 0;
    case "start":
      await asked(`start/${args[0] ?? ""}?kube-proxy-after=${Number(args[1] ?? 0)}`);
      return 0;
    default:
      say(usage);
      return ["", "help", "--help", "-h"].includes(command) ? 0 : 2;
  }
}

async function up(): Promise<number> {
  const begin = performance.now();
  const tell = (line: string): void =>
    say(`${((performance.now() - begin) / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
  const missing = await missingForPods() ?? (await findCommand("kubectl") === undefined ? "no kubectl" : undefined);
  if (missing !== undefined) throw new Error(`Cannot start a cluster: ${missing}\n\n${usage}`);
  if (await Deno.stat(state.socket).then(() => true, () => false)) throw new Error("Cannot start a cluster: one is up");
  await build(tell);
  await Deno.mkdir(state.folder, { recursive: true });
  // The keeper runs longer than this command, so it must not inherit this command's standard output and standard error.
  const process = new Deno.Command("sh", {
    args: ["-c", 'exec 2> "$1"; shift; exec "$@"', "sh", state.log, Deno.execPath(), "run", "-A", "--quiet", keeper],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    detached: true,
  }).spawn();
  const address = await untilUp(process.stdout, tell);
  if (address === undefined) {
    say(await Deno.readTextFile(state.log));
    await Deno.remove(state.folder, { recursive: true });
    return 1;
  }
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode("\n"));
  process.unref();
  tell("up");
  say(`
Try:
  deno task cluster kubectl get pods,svc,vip -A -o wide
  deno task cluster client curl -s http://${address}/
  deno task cluster client arping -c 3 -I eth0 ${address}
`);
  return 0;
}

/**
 * Passes each line to `tell` until the line `up ADDRESS`, and returns the address; undefined if the lines end before.
 */
async function untilUp(
  lines: ReadableStream<Uint8Array<ArrayBuffer>>,
  tell: (line: string) => void,
): Promise<string | undefined> {
  for await (const line of textLines(lines)) {
    if (line.startsWith("up ")) return line.slice("up ".length);
    tell(line);
  }
  return undefined;
}

async function down(): Promise<number> {
  const answer = await ask("down");
  // If the keeper was killed, only its folder is left.
  await Deno.remove(state.folder, { recursive: true }).catch(() => {});
  say(answer === undefined ? "No cluster is up.\n" : "down\n");
  return 0;
}

async function asked(question: Question): Promise<string> {
  const answer = await ask(question);
  if (answer === undefined) throw new Error("No cluster is up: deno task cluster up");
  return answer;
}

async function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  const { code } = await new Deno.Command(command, { args: [...args], env }).spawn().status;
  return code;
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    Deno.stderr.writeSync(new TextEncoder().encode(`${error instanceof Error ? error.message : error}\n`));
    Deno.exitCode = 2;
  }
}
