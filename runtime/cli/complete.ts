/**
 * `arpeggio complete`: what may come next in a command line, in the protocol of kubectl's completion.
 *
 * @module
 */

import { Command } from "commander";
import { print } from "./output.ts";
import { readNames } from "./read_cluster.ts";

/** A program's directives (cobra's): what the shell does beside offering these words. */
const files = 0;
const noFiles = 4;

export interface Completion {
  /** With what is said of each. */
  readonly words: readonly (readonly [word: string, description: string])[];
  readonly directive: typeof files | typeof noFiles;
}

/** What there is in the cluster, which is asked only where that matters. */
export interface Names {
  /** `namespace/name`. */
  readonly services: readonly string[];
  readonly addresses: readonly string[];
  readonly nodes: readonly string[];
}

/** @param commands those that are completed */
export function command(commands: () => Promise<readonly Command[]>): Command {
  return new Command("complete")
    .description("what may come next in a command line, for shells")
    .argument("<word...>", "the words so far, the last of which is begun")
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const { words: offered, directive } = await complete(words, await commands(), namesInCluster);
      print([...offered.map(([word, description]) => `${word}\t${description}`), `:${directive}`, ""].join("\n"));
    });
}

/** What is begun decides; who cannot reach the cluster is offered the rest. */
export async function complete(
  words: readonly string[],
  commands: readonly Command[],
  names: () => Promise<Names>,
): Promise<Completion> {
  const begun = words.at(-1) ?? "";
  const [name, ...rest] = words.slice(0, -1);
  const offer = (all: Completion["words"]): Completion => ({
    words: all.filter(([word]) => word.startsWith(begun)),
    directive: noFiles,
  });
  if (name === undefined) return offer(commands.map((each) => [each.name(), firstLine(each.description())]));
  const chosen = commands.find((each) => each.name() === name);
  if (chosen === undefined) return offer([]);
  const before = rest.at(-1) ?? "";
  const option = chosen.options.find(({ short, long }) => before !== "" && (short === before || long === before));
  if (option?.required === true) {
    if (option.argChoices !== undefined) return offer(option.argChoices.map((choice) => [choice, ""]));
    if (option.long === "--down" || option.long === "--drain") {
      return offer((await names()).nodes.map((node) => [node, "node"]));
    }
    return { words: [], directive: pathOptions.includes(option.long ?? "") ? files : noFiles };
  }
  if (begun.startsWith("-")) {
    return offer(chosen.options.map(({ long = "", description }) => [long, firstLine(description)]));
  }
  if (name !== "why") return { words: [], directive: files };
  const { services, addresses, nodes } = await names();
  return offer([
    ...services.map((each) => [each, "Service"] as const),
    ...addresses.map((each) => [each, "address"] as const),
    ...nodes.map((each) => [`node/${each}`, "node"] as const),
  ]);
}

const pathOptions: readonly string[] = ["--filename", "--apply", "--kubeconfig"];

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

const nothing: Names = { services: [], addresses: [], nodes: [] };

async function namesInCluster(): Promise<Names> {
  return await readNames({ at: "kubeconfig" }).catch(() => nothing);
}
