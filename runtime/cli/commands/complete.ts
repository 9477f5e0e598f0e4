/**
 * `arpeggio complete`: the completions of a command line, in the protocol of kubectl's completion.
 *
 * @module
 */

import { Command, type Option } from "commander";
import type { ChosenCluster } from "../../../functions/model/shell.ts";
import { print } from "../text/output.ts";
import { readNames } from "../../reading/read_cluster.ts";

/** The directives of Cobra's protocol: with 0 the shell also offers files, with 4 it does not. */
const files = 0;
const noFiles = 4;

export interface Completion {
  /** The offered words, each with its description. */
  readonly words: readonly (readonly [word: string, description: string])[];
  readonly directive: typeof files | typeof noFiles;
}

/** Names of objects in the cluster. They are read only when they are needed. */
export interface Names {
  /** `namespace/name`. */
  readonly services: readonly string[];
  readonly addresses: readonly string[];
  readonly nodes: readonly string[];
  readonly pools: readonly string[];
  readonly peers: readonly string[];
  readonly namespaces: readonly string[];
}

/** @param commands the commands to complete: all, or those of the kubectl plugin */
export function command(commands: (isKubectl: boolean) => Promise<readonly Command[]>): Command {
  return new Command("complete")
    .description("the completions of a command line, for shells")
    .argument("<word...>", "the words so far; the last word may be incomplete")
    .option("--kubectl", "only commands that kubectl arpeggio has")
    .allowUnknownOption()
    .action(async (words: readonly string[], { kubectl }: { readonly kubectl?: true }) => {
      const { words: offered, directive } = await complete(words, await commands(kubectl === true), namesInCluster);
      print([...offered.map(([word, description]) => `${word}\t${description}`), `:${directive}`, ""].join("\n"));
    });
}

/**
 * The candidates for the last word, which may be incomplete. Without access to the cluster, no names of objects are
 * offered.
 */
export async function complete(
  words: readonly string[],
  commands: readonly Command[],
  namesIn: (cluster: ChosenCluster) => Promise<Names>,
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
  const names = (): Promise<Names> => namesIn({ ...chosenIn(rest, "context"), ...chosenIn(rest, "kubeconfig") });
  const option = optionNamed(rest.at(-1), chosen);
  if (option?.required === true) {
    if (option.argChoices !== undefined) return offer(option.argChoices.map((choice) => [choice, ""]));
    if (nodeOptions.includes(option.long ?? "")) return offer((await names()).nodes.map((node) => [node, "node"]));
    if (option.long === "--namespace") {
      return offer((await names()).namespaces.map((namespace) => [namespace, "namespace"]));
    }
    return { words: [], directive: pathOptions.includes(option.long ?? "") ? files : noFiles };
  }
  if (begun.startsWith("-")) {
    return offer(chosen.options.map(({ long = "", description }) => [long, firstLine(description)]));
  }
  const argument = chosen.registeredArguments[argumentsIn(rest, chosen)] ?? chosen.registeredArguments.at(-1);
  if (argument?.argChoices !== undefined) return offer(argument.argChoices.map((choice) => [choice, ""]));
  if (argument?.name() !== "what") return { words: [], directive: argument === undefined ? noFiles : files };
  const { services, addresses, nodes, pools, peers } = await names();
  return offer([
    ...services.map((each) => [each, "Service"] as const),
    ...addresses.map((each) => [each, "address"] as const),
    ...nodes.map((each) => [`node/${each}`, "node"] as const),
    ...pools.map((each) => [`pool/${each}`, "pool"] as const),
    ...peers.map((each) => [`peer/${each}`, "BGPPeer"] as const),
  ]);
}

const nodeOptions: readonly string[] = ["--down", "--drain"];
const pathOptions: readonly string[] = ["--filename", "--apply", "--kubeconfig"];

function optionNamed(word: string | undefined, { options }: Command): Option | undefined {
  return word === undefined ? undefined : options.find(({ short, long }) => word === short || word === long);
}

/** The number of words that are neither options nor values of options. */
function argumentsIn(words: readonly string[], chosen: Command): number {
  return words.filter((word, index) =>
    !(word.startsWith("-") && word !== "-") && optionNamed(words[index - 1], chosen)?.required !== true
  ).length;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

const nothing: Names = { services: [], addresses: [], nodes: [], pools: [], peers: [], namespaces: [] };

async function namesInCluster({ context, kubeconfig }: ChosenCluster): Promise<Names> {
  const place = {
    at: "kubeconfig",
    ...(kubeconfig !== undefined && { files: [kubeconfig] }),
    ...(context !== undefined && { context }),
  } as const;
  return await readNames(place).catch(() => nothing);
}

/** The value of an option in the words so far, as `--context name` or `--context=name`. */
function chosenIn(words: readonly string[], name: "context" | "kubeconfig"): ChosenCluster {
  const at = words.findLastIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = words[at];
  const value = word === `--${name}` ? words[at + 1] : word?.slice(`--${name}=`.length);
  return value === undefined ? {} : { [name]: value };
}
