/**
 * A prompt at which a person plays with a lab.
 *
 * @module
 */

import { createInterface, type Interface } from "node:readline/promises";
import process from "node:process";
import type { NeighborHeard } from "./client/events.ts";
import type { LabNode } from "./lab_node.ts";
import { ms } from "./tour/narration.ts";
import type { Scene } from "./tour/scene.ts";
import { bold, dim, say } from "./terminal.ts";

interface Order {
  readonly usage: string;
  readonly does: string;
  run(scene: Scene, argument: string): Promise<void> | void;
}

const orders: Readonly<Record<string, Order>> = {
  show: { usage: "show", does: "nodes, addresses, and who answers for them", run: show },
  crash: { usage: "crash NODE", does: "kill -9 its announcer; the node lives", run: onNode((_, node) => crash(node)) },
  stop: { usage: "stop NODE", does: "end its announcer as an upgrade would", run: onNode((_, node) => stop(node)) },
  kill: { usage: "kill NODE", does: "the node loses power", run: onNode((_, node) => node.kill()) },
  cut: { usage: "cut NODE", does: "cut its cable", run: onNode((_, node) => node.host.linkDown()) },
  start: { usage: "start NODE", does: "start its announcer, or boot the dead node", run: onNode(start) },
  heal: { usage: "heal", does: "mend all cables", run: ({ lab }) => lab.lan.heal() },
  apply: { usage: "apply FILE", does: "put a manifest into the cluster", run: apply },
  curl: { usage: "curl [ADDRESS]", does: "an HTTP request from the client", run: curl },
  help: { usage: "help", does: "this list", run: () => say(help()) },
  quit: { usage: "quit", does: "end the lab; nothing of it is left", run: () => {} },
};

/** Something that was typed cannot be done. */
class OrderError extends Error {
  override readonly name = "OrderError";
}

/** Runs until `quit`, Ctrl-C, or the end of the input. */
export async function runShell(scene: Scene): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: "lab> " });
  lines.on("SIGINT", () => lines.close());
  const leave = scene.neighbors.listen(newsOf(scene, (text) => interject(lines, text)));
  try {
    say();
    say(help());
    lines.prompt();
    for await (const line of lines) {
      const [word = "", ...rest] = line.trim().split(/\s+/);
      if (word === "quit") return;
      if (word !== "") await obey(scene, word, rest.join(" "));
      lines.prompt();
    }
  } finally {
    leave();
    lines.close();
  }
}

async function obey(scene: Scene, word: string, argument: string): Promise<void> {
  const order = Object.hasOwn(orders, word) ? orders[word] : undefined;
  if (order === undefined) return say(`There is no "${word}" here.\n${help()}`);
  try {
    await order.run(scene, argument);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

function help(): string {
  return Object.values(orders).map(({ usage, does }) => `  ${bold(usage.padEnd(16))}${dim(does)}`).join("\n");
}

/** Tells who has begun to answer, or has begun to give another MAC. */
function newsOf({ lab, address }: Scene, tell: (text: string) => void): (event: NeighborHeard) => void {
  const quietMs = 500;
  const heard = new Map<string, number>();
  let last = 0;
  return ({ kind, at, mac, source }) => {
    if (kind !== "answer") return;
    const who = `${source} ${mac}`;
    const before = heard.get(who);
    const silent = last === 0 ? 0 : at - last;
    heard.set(who, at);
    last = at;
    if (before !== undefined && at - before < quietMs) return;
    const speaker = lab.nodeWith(source)?.name ?? source;
    const meant = mac === source ? "" : ` for ${lab.nodeWith(mac)?.name ?? mac}`;
    tell(`${address} is answered by ${speaker}${meant}, ${mac}, after ${Math.round(silent)} ms without an answer`);
  };
}

function interject(lines: Interface, text: string): void {
  if (Deno.stdout.isTerminal()) Deno.stdout.writeSync(new TextEncoder().encode("\r\x1b[K"));
  say(dim(text));
  lines.prompt(true);
}

function show({ lab, address, neighbors }: Scene): void {
  for (const node of lab.nodes) {
    const state = !node.alive ? "dead" : node.announcer === undefined ? "its announcer is down" : "announces";
    say(`  ${node.name}  ${node.host.address}  ${node.mac}  ${state}`);
  }
  const last = neighbors.events.findLast(({ kind }) => kind === "answer");
  const services = new Set(lab.objects.events.filter(({ kind }) => kind === "Service").map(({ key }) => key));
  for (const key of services) {
    const service = lab.latest("Service", key);
    const ips = service?.status?.loadBalancer?.ingress?.flatMap(({ ip }) => ip ?? []) ?? [];
    const why = service?.status?.conditions?.map(({ reason, message }) => `${reason}: ${message}`) ?? [];
    if (service !== undefined) say(`  Service ${key}  ${ips.join(", ") || "no address"}  ${dim(why.join("; "))}`);
  }
  if (last !== undefined) say(`  ${address} is answered with ${last.mac} (${lab.nodeWith(last.mac)?.name})`);
}

function onNode(run: (scene: Scene, node: LabNode) => Promise<void> | void): Order["run"] {
  return (scene, name) => {
    const node = scene.lab.node(name);
    if (node !== undefined) return run(scene, node);
    throw new OrderError(`Which node? There are ${scene.lab.nodes.map((each) => each.name).join(", ")}.`);
  };
}

async function crash(node: LabNode): Promise<void> {
  await node.endAnnouncer("SIGKILL");
}

async function stop(node: LabNode): Promise<void> {
  await node.endAnnouncer("SIGTERM");
}

async function start({ lab }: Scene, node: LabNode): Promise<void> {
  if (node.alive) node.startAnnouncer();
  else await lab.boot(node);
}

function apply({ lab }: Scene, file: string): void {
  if (file === "") throw new OrderError("Which file? Of YAML, with objects for the cluster.");
  const name = file.split("/").at(-1) ?? "";
  if (!/\.(ya?ml|json)$/.test(name)) {
    throw new OrderError(`Cannot apply ${file}: its name does not end in .yaml or .json`);
  }
  lab.apply({ [name]: Deno.readTextFileSync(file) });
}

async function curl({ lab, address }: Scene, argument: string): Promise<void> {
  await using http = lab.watch("watch-http", lab.client, [
    argument === "" ? address : argument,
    "--patience-ms",
    "5000",
  ]);
  const answer = await http.first(() => true, { withinMs: 10_000 });
  if (answer === undefined) throw new OrderError("Cannot ask: the client did not start");
  say(answer.ok ? `${answer.by}  ${dim(`in ${ms(answer.ms)}`)}` : `no answer: ${answer.why}`);
}
