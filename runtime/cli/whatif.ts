/**
 * `arpeggio whatif`: the difference between the plan now and the plan then.
 *
 * @module
 */

import { Command, Option } from "commander";
import type { KindName } from "../../functions/model/kinds.ts";
import { isLoss } from "../../functions/model/questions/change.ts";
import { summaryOfChanges } from "../../functions/model/questions/change_messages.ts";
import type { Supposition } from "../../functions/model/questions/supposition.ts";
import { suppose } from "../../functions/suppose.ts";
import { resources } from "../store/resources.ts";
import { finding, fine, jsonText, type Tell, tellUser } from "./answer.ts";
import { faultLine } from "./fault_lines.ts";
import { type Manifests, readManifests } from "./read_manifests.ts";
import { collect, readSource, type Source, type SourceArguments, withSource } from "./source.ts";
import { UsageError } from "./usage_error.ts";
import { whatifText } from "./whatif_text.ts";

interface WhatifArguments extends SourceArguments {
  readonly down: readonly string[];
  readonly drain: readonly string[];
  readonly apply: readonly string[];
  readonly delete: readonly string[];
  readonly output: "text" | "json";
}

export function command(tell: Tell = tellUser): Command {
  return withSource(new Command("whatif"))
    .description("What would change if nodes were lost or drained, or objects applied or deleted; writes nothing")
    .addHelpText(
      "after",
      "\nExit code 0: no Service is worse off; 1: one loses its address, or is announced by nobody; 2: it cannot be asked",
    )
    .option("--down <node>", "a node loses power; may come again: all at once", collect, [])
    .option("--drain <node>", "a node is labelled to be left out, and its Pods go; may come again", collect, [])
    .option("--apply <path>", "manifests as kubectl apply would be given them; may come again", collect, [])
    .option("--delete <kind/name>", "KIND/NAME, or KIND/NAMESPACE/NAME; may come again", collect, [])
    .addOption(new Option("-o, --output <format>", "how to print it").choices(["text", "json"]).default("text"))
    .action(async (options: WhatifArguments) => {
      const source = await readSource(options);
      const { supposition, given } = await suppositionOf(options, source);
      const supposed = suppose(source.observed, supposition);
      const { changes, served, faults } = supposed;
      const summary = summaryOfChanges(changes, served);
      const isRefused = [...given.faults, ...faults].some(({ severity }) => severity === "error");
      const code = changes.some(isLoss) || isRefused ? finding : fine;
      const complaints = [source, given].flatMap(({ faults, placeOf }) =>
        faults.map((each) => faultLine(each, placeOf))
      );
      const text = options.output === "json"
        ? jsonText({ summary, ...supposed })
        : `${whatifText(summary, supposed).join("\n")}\n`;
      tell({ text, code, complaints });
    });
}

interface Supposing {
  readonly supposition: Supposition;
  /** What was given to be applied. */
  readonly given: Manifests;
}

async function suppositionOf(options: WhatifArguments, { observed }: Source): Promise<Supposing> {
  const { down, drain, apply, delete: remove, filename } = options;
  if ([down, drain, apply, remove].every((each) => each.length === 0)) {
    throw new UsageError("Cannot say what if: nothing is supposed; give --down, --drain, --apply or --delete");
  }
  const nodes = new Set(observed.nodes.map(({ metadata }) => metadata.name));
  const unknown = [...down, ...drain].find((node) => !nodes.has(node));
  if (unknown !== undefined) throw new UsageError(`Cannot say what if: there is no node ${unknown}`);
  if (apply.includes("-") && filename.includes("-")) {
    throw new UsageError("Cannot say what if: standard input is named twice, by -f and by --apply");
  }
  const given = await readManifests(apply, observed.settings);
  const removed = remove.map((text) => removal(text, observed.settings.namespace));
  for (const [index, each] of removed.entries()) {
    if (!isThere(each, observed)) throw new UsageError(`Cannot say what if: there is no ${remove[index]} to delete`);
  }
  const gone = removed.filter(({ kind }) => kind === "Node").map(({ name }) => name);
  return {
    supposition: { down: [...down, ...gone], drain, apply: given.observed, remove: removed },
    given,
  };
}

type Removal = Supposition["remove"][number] & { readonly kind: string };

/** Kinds as kubectl takes them: `service`, `services`, `svc`. */
function removal(text: string, configuration: string): Removal {
  const [word = "", ...path] = text.split("/");
  const [name = "", namespace] = path.toReversed();
  const kind = kindNamed(word);
  if (kind === undefined || name === "" || path.length > 2) {
    throw new UsageError(
      `Cannot delete ${text}: write KIND/NAME, such as ipaddresspool/first, or service/NAMESPACE/NAME`,
    );
  }
  if (!resources[kind].namespaced) return { kind, name };
  return {
    kind,
    name,
    namespace: namespace ?? (kind === "Service" || kind === "EndpointSlice" ? "default" : configuration),
  };
}

function kindNamed(word: string): KindName | undefined {
  const wanted = word.toLowerCase();
  return names.find((kind) =>
    kind.toLowerCase() === wanted || resources[kind].plural === wanted || (kind === "Service" && wanted === "svc")
  );
}

const names: readonly KindName[] = [
  "Service",
  "Namespace",
  "Node",
  "IPAddressPool",
  "L2Advertisement",
  "BGPPeer",
  "BGPAdvertisement",
  "BFDProfile",
  "Community",
];

function isThere({ kind, name, namespace }: Removal, observed: Source["observed"]): boolean {
  const {
    services,
    namespaces,
    nodes,
    pools,
    l2Advertisements,
    bgpPeers,
    bgpAdvertisements,
    bfdProfiles,
    communities,
  } = observed;
  const configuration = [
    ...pools,
    ...l2Advertisements,
    ...bgpPeers,
    ...bgpAdvertisements,
    ...bfdProfiles,
    ...communities,
  ];
  return [...services, ...namespaces, ...nodes, ...configuration].some(({ kind: its, metadata }) =>
    its === kind && metadata.name === name && (namespace === undefined || metadata.namespace === namespace)
  );
}
