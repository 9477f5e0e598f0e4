/**
 * A prompt for experiments in a lab.
 *
 * @module
 */

import { causeOf } from "../../ground/cause.ts";
import { createInterface } from "node:readline/promises";
import process from "node:process";
import type { Lab } from "../lab.ts";
import type { LabNode } from "../stage/lab_node.ts";
import { ms } from "./narration.ts";
import { bold, dim, say } from "../../ground/terminal.ts";

/** A lab with an address in use, as the prompt needs it. */
export interface ShellScene {
  readonly lab: Lab;
  readonly address: string;
  /** Lines that say where the address leads now: the node that answers, the router's next hops, or each host's node. */
  readonly state: () => readonly string[];
  /**
   * Calls `tell` with a line when the address leads to another node, or when the router's next hops change. Returns a
   * function that ends these calls.
   */
  readonly listen: (tell: (text: string) => void) => () => void;
  /** Brings a dead node back. */
  readonly boot: (node: LabNode) => Promise<void>;
}

interface Order {
  readonly usage: string;
  readonly does: string;
  /** Returns the text to print. Throws `OrderError` if the command cannot be carried out. */
  run(scene: ShellScene, argument: string): Promise<string> | string;
}

const orders: Readonly<Record<string, Order>> = {
  show: { usage: "show", does: "nodes, and the node of the address", run: show },
  crash: { usage: "crash NODE", does: "kill -9 its announcer; the node lives", run: onNode(crash) },
  stop: { usage: "stop NODE", does: "end its announcer as an upgrade would", run: onNode(stop) },
  kill: { usage: "kill NODE", does: "the node loses power", run: onNode(kill) },
  cut: { usage: "cut NODE", does: "cut its cable", run: onNode(cut) },
  start: { usage: "start NODE", does: "start its announcer, or boot the dead node", run: onNode(start) },
  heal: { usage: "heal", does: "connect all cables", run: heal },
  apply: { usage: "apply FILE", does: "put a manifest into the cluster", run: apply },
  curl: { usage: "curl [ADDRESS]", does: "an HTTP request from the client", run: curl },
  help: { usage: "help", does: "this list", run: help },
  quit: { usage: "quit", does: "end the lab and remove everything", run: () => "" },
};

/** The error for a typed command that cannot be carried out. */
class OrderError extends Error {
  override readonly name = "OrderError";
}

/** Runs until `quit`, Ctrl-C, or the end of the input. */
export async function runShell(scene: ShellScene): Promise<void> {
  const prompt = Deno.stdin.isTerminal() ? "lab> " : "";
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt, terminal: prompt !== "" });
  lines.on("SIGINT", () => lines.close());
  let over = false;
  lines.on("close", () => over = true);
  const askAgain = (): void => {
    if (!over) lines.prompt(true);
  };
  const leave = scene.listen((text) => {
    if (prompt !== "") Deno.stdout.writeSync(new TextEncoder().encode("\r\x1b[K"));
    say(dim(text));
    askAgain();
  });
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

async function obey(scene: ShellScene, word: string, argument: string): Promise<string> {
  const order = Object.hasOwn(orders, word) ? orders[word] : undefined;
  if (order === undefined) return `There is no "${word}" here.\n${help()}`;
  try {
    return await order.run(scene, argument);
  } catch (error) {
    return causeOf(error);
  }
}

function help(): string {
  return Object.values(orders).map(({ usage, does }) => `  ${bold(usage.padEnd(16))}${dim(does)}`).join("\n");
}

function show({ lab, state }: ShellScene): string {
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
  return [...nodes, ...services, ...state().map((line) => `  ${line}`)].join("\n");
}

function onNode(run: (node: LabNode, scene: ShellScene) => Promise<string>): Order["run"] {
  return (scene, name) => {
    const { lab } = scene;
    const node = lab.node(name);
    if (node !== undefined) return run(node, scene);
    throw new OrderError(`Which node? There are ${lab.nodes.map((each) => each.name).join(", ")}.`);
  };
}

async function crash(node: LabNode): Promise<string> {
  if (node.announcer === undefined) throw new OrderError(`No announcer runs on ${node.name}.`);
  await node.endAnnouncer("SIGKILL");
  return `The announcer of ${node.name} is dead, the node still serves.`;
}

async function stop(node: LabNode): Promise<string> {
  if (node.announcer === undefined) throw new OrderError(`No announcer runs on ${node.name}.`);
  await node.endAnnouncer("SIGTERM");
  return `The announcer of ${node.name} has ended, the node still serves.`;
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

async function start(node: LabNode, { boot }: ShellScene): Promise<string> {
  if (!node.alive) {
    await boot(node);
    return `${node.name} has booted.`;
  }
  if (node.announcer !== undefined) throw new OrderError(`The announcer of ${node.name} runs already.`);
  node.startAnnouncer();
  return `The announcer of ${node.name} is started.`;
}

async function heal({ lab }: ShellScene): Promise<string> {
  await lab.lan.heal();
  return "All cables are connected.";
}

function apply({ lab }: ShellScene, file: string): string {
  if (file === "") throw new OrderError("Which file? Give a YAML file with objects for the cluster.");
  const name = file.split("/").at(-1) ?? "";
  if (!/\.(ya?ml|json)$/.test(name)) {
    throw new OrderError(`Cannot apply ${file}: its name does not end in .yaml or .json`);
  }
  lab.apply({ [name]: Deno.readTextFileSync(file) });
  return `${name} is in the cluster.`;
}

async function curl({ lab, address }: ShellScene, argument: string): Promise<string> {
  await using http = lab.watch("watch-http", lab.client, [
    argument === "" ? address : argument,
    "--patience-ms",
    "5000",
  ]);
  const answer = await http.first(() => true, { withinMs: 10_000 });
  if (answer === undefined) throw new OrderError("Cannot ask: the client did not start");
  return answer.ok ? `served by ${answer.by} in ${ms(answer.ms)}` : `no answer: ${answer.why}`;
}
