/**
 * A prompt at which a person plays with a lab.
 *
 * @module
 */

import { createInterface } from "node:readline/promises";
import process from "node:process";
import type { NeighborHeard } from "./client/events.ts";
import type { Lab } from "./lab.ts";
import type { LabNode } from "./lab_node.ts";
import { ms } from "./tour/narration.ts";
import type { Scene } from "./tour/scene.ts";
import { bold, dim, say } from "./terminal.ts";

interface Order {
  readonly usage: string;
  readonly does: string;
  /** Returns what to say. Throws `OrderError` when it cannot be done. */
  run(scene: Scene, argument: string): Promise<string> | string;
}

const orders: Readonly<Record<string, Order>> = {
  show: { usage: "show", does: "nodes, addresses, and who answers for them", run: show },
  crash: { usage: "crash NODE", does: "kill -9 its announcer; the node lives", run: onNode(crash) },
  stop: { usage: "stop NODE", does: "end its announcer as an upgrade would", run: onNode(stop) },
  kill: { usage: "kill NODE", does: "the node loses power", run: onNode(kill) },
  cut: { usage: "cut NODE", does: "cut its cable", run: onNode(cut) },
  start: { usage: "start NODE", does: "start its announcer, or boot the dead node", run: onNode(start) },
  heal: { usage: "heal", does: "mend all cables", run: heal },
  apply: { usage: "apply FILE", does: "put a manifest into the cluster", run: apply },
  curl: { usage: "curl [ADDRESS]", does: "an HTTP request from the client", run: curl },
  help: { usage: "help", does: "this list", run: help },
  quit: { usage: "quit", does: "end the lab; nothing of it is left", run: () => "" },
};

/** Something that was typed cannot be done. */
class OrderError extends Error {
  override readonly name = "OrderError";
}

/** Runs until `quit`, Ctrl-C, or the end of the input. */
export async function runShell(scene: Scene): Promise<void> {
  const prompt = Deno.stdin.isTerminal() ? "lab> " : "";
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt, terminal: prompt !== "" });
  lines.on("SIGINT", () => lines.close());
  let over = false;
  lines.on("close", () => over = true);
  const askAgain = (): void => {
    if (!over) lines.prompt(true);
  };
  const leave = scene.neighbors.listen(newsOf(scene, (text) => {
    if (prompt !== "") Deno.stdout.writeSync(new TextEncoder().encode("\r\x1b[K"));
    say(dim(text));
    askAgain();
  }));
  try {
    say();
    say(help());
    askAgain();
    for await (const line of lines) {
      const [word = "", ...rest] = line.trim().split(/\s+/);
      if (word === "quit") return;
      if (word !== "") say(await obey(scene, word, rest.join(" ")));
      askAgain();
    }
  } finally {
    leave();
    lines.close();
  }
}

async function obey(scene: Scene, word: string, argument: string): Promise<string> {
  const order = Object.hasOwn(orders, word) ? orders[word] : undefined;
  if (order === undefined) return `There is no "${word}" here.\n${help()}`;
  try {
    return await order.run(scene, argument);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function help(): string {
  return Object.values(orders).map(({ usage, does }) => `  ${bold(usage.padEnd(16))}${dim(does)}`).join("\n");
}

/** Tells who has begun to answer, or has begun to give another MAC. */
function newsOf({ lab, address, neighbors }: Scene, tell: (text: string) => void): (event: NeighborHeard) => void {
  const quietMs = 500;
  const heard = new Map<string, number>();
  let last = 0;
  const hear = ({ kind, at, mac, source }: NeighborHeard): void => {
    if (kind !== "answer") return;
    const who = `${source} ${mac}`;
    const before = heard.get(who) ?? 0;
    const silent = at - last;
    heard.set(who, at);
    last = at;
    if (at - before < quietMs) return;
    const meant = mac === source ? "" : ` for ${nameOf(lab, mac)}`;
    tell(`${address} is answered by ${nameOf(lab, source)}${meant}, ${mac}, after ${ms(silent)} without an answer`);
  };
  const known = neighbors.events.findLast(({ kind }) => kind === "answer");
  if (known !== undefined) {
    heard.set(`${known.source} ${known.mac}`, known.at);
    last = known.at;
  }
  return hear;
}

function nameOf(lab: Lab, mac: string): string {
  return lab.nodeWith(mac)?.name ?? "a machine that is gone";
}

function show({ lab, address, neighbors }: Scene): string {
  const nodes = lab.nodes.map((node) => {
    const state = !node.alive ? "dead" : node.announcer === undefined ? "its announcer is down" : "announces";
    return `  ${node.name}  ${node.host.address}  ${node.mac}  ${state}`;
  });
  const keys = new Set(lab.objects.events.filter(({ kind }) => kind === "Service").map(({ key }) => key));
  const services = [...keys].flatMap((key) => {
    const service = lab.latest("Service", key);
    const ips = service?.status?.loadBalancer?.ingress?.flatMap(({ ip }) => ip ?? []) ?? [];
    const why = service?.status?.conditions?.map(({ reason, message }) => `\n    ${reason}: ${message}`) ?? [];
    return service === undefined ? [] : `  Service ${key}  ${ips.join(", ") || "no address"}${dim(why.join(""))}`;
  });
  const last = neighbors.events.findLast(({ kind }) => kind === "answer");
  const answers = last === undefined
    ? []
    : [`  ${address} was last answered with ${last.mac}, ${nameOf(lab, last.mac)}`];
  return [...nodes, ...services, ...answers].join("\n");
}

function onNode(run: (node: LabNode, lab: Lab) => Promise<string>): Order["run"] {
  return ({ lab }, name) => {
    const node = lab.node(name);
    if (node !== undefined) return run(node, lab);
    throw new OrderError(`Which node? There are ${lab.nodes.map((each) => each.name).join(", ")}.`);
  };
}

async function crash(node: LabNode): Promise<string> {
  if (node.announcer === undefined) throw new OrderError(`No announcer runs on ${node.name}.`);
  await node.endAnnouncer("SIGKILL");
  return `The announcer of ${node.name} is dead, the node serves on.`;
}

async function stop(node: LabNode): Promise<string> {
  if (node.announcer === undefined) throw new OrderError(`No announcer runs on ${node.name}.`);
  await node.endAnnouncer("SIGTERM");
  return `The announcer of ${node.name} has ended, the node serves on.`;
}

async function kill(node: LabNode): Promise<string> {
  if (!node.alive) throw new OrderError(`${node.name} is dead already.`);
  await node.kill();
  return `${node.name} is dead.`;
}

async function cut(node: LabNode): Promise<string> {
  if (!node.alive) throw new OrderError(`${node.name} is dead.`);
  await node.host.linkDown();
  return `The cable of ${node.name} is cut.`;
}

async function start(node: LabNode, lab: Lab): Promise<string> {
  if (!node.alive) {
    await lab.boot(node);
    return `${node.name} has booted.`;
  }
  if (node.announcer !== undefined) throw new OrderError(`The announcer of ${node.name} runs already.`);
  node.startAnnouncer();
  return `The announcer of ${node.name} is started.`;
}

async function heal({ lab }: Scene): Promise<string> {
  await lab.lan.heal();
  return "All cables are whole.";
}

function apply({ lab }: Scene, file: string): string {
  if (file === "") throw new OrderError("Which file? Of YAML, with objects for the cluster.");
  const name = file.split("/").at(-1) ?? "";
  if (!/\.(ya?ml|json)$/.test(name)) {
    throw new OrderError(`Cannot apply ${file}: its name does not end in .yaml or .json`);
  }
  lab.apply({ [name]: Deno.readTextFileSync(file) });
  return `${name} is in the cluster.`;
}

async function curl({ lab, address }: Scene, argument: string): Promise<string> {
  await using http = lab.watch("watch-http", lab.client, [
    argument === "" ? address : argument,
    "--patience-ms",
    "5000",
  ]);
  const answer = await http.first(() => true, { withinMs: 10_000 });
  if (answer === undefined) throw new OrderError("Cannot ask: the client did not start");
  return answer.ok ? `served by ${answer.by} in ${ms(answer.ms)}` : `no answer: ${answer.why}`;
}
