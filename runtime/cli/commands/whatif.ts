/**
 * `arpeggio whatif`: shows the difference between the current plan and the plan after a supposed change.
 *
 * @module
 */

import { Command } from "commander";
import { kindTable, type ListedKind } from "../../../functions/model/kind_table.ts";
import { objectsByKind } from "../../../functions/model/observed_lists.ts";
import { isLoss } from "../../../functions/model/questions/change.ts";
import { summaryOfChanges } from "../../../functions/model/questions/change_messages.ts";
import type { Supposition } from "../../../functions/model/questions/supposition.ts";
import { suppose } from "../../../functions/suppose.ts";
import { homeNamespace } from "../../store/home_namespace.ts";
import type { HomeNamespaces } from "../../reading/accept_object.ts";
import {
  finding,
  fine,
  type Format,
  outputOption,
  structuredText,
  type Tell,
  tellUser,
  widthIn,
} from "../text/answer.ts";
import { faultLine, leftOutLine } from "../../reading/fault_lines.ts";
import { kindNamed } from "../options/kind_names.ts";
import { textOf } from "../text/output.ts";
import { type Manifests, readManifests } from "../../reading/read_manifests.ts";
import { screenWidth } from "../../ground/screen.ts";
import {
  collect,
  pathsArgument,
  readSource,
  type Source,
  type SourceArguments,
  withSource,
} from "../../reading/source.ts";
import { UsageError } from "../../ground/usage_error.ts";
import { whatifText } from "../text/whatif_text.ts";

interface WhatifArguments extends SourceArguments {
  readonly down?: readonly string[];
  readonly drain?: readonly string[];
  readonly apply?: readonly string[];
  readonly delete?: readonly string[];
  readonly output: Format;
}

export function command(tell: Tell = tellUser, width: () => number = screenWidth): Command {
  return withSource(new Command("whatif"))
    .description("The changes if nodes were lost or drained, or objects applied or deleted; writes nothing")
    .addHelpText(
      "after",
      "\nExit code 0: no Service is worse off; 1: a Service is worse off, or an object is\nrefused; 2: there is no answer",
    )
    .argument(...pathsArgument)
    .option("--down <node>", "a node that loses power; may be repeated: all fail at once", collect)
    .option("--drain <node>", "a node that a label excludes and that loses its Pods; may be repeated", collect)
    .option("--apply <path>", "manifests, as for kubectl apply; may be repeated", collect)
    .option("--delete <kind/name>", "KIND/NAME, or KIND/NAMESPACE/NAME; may be repeated", collect)
    .addOption(outputOption())
    .action(async (paths: readonly string[], options: WhatifArguments) => {
      const { output } = options;
      const source = await readSource(options, paths);
      const { supposition, given } = await suppositionOf({
        ...options,
        filename: [...options.filename ?? [], ...paths],
      }, source);
      const supposed = suppose(source.observed, supposition);
      const { changes, served, faults } = supposed;
      const summary = summaryOfChanges(changes, served);
      const isRefused = [...given.faults, ...faults].some(({ severity }) => severity === "error");
      const code = changes.some(isLoss) || isRefused ? finding : fine;
      const complaints = [source, given].flatMap(({ faults, placeOf }) =>
        faults.map((each) => faultLine(each, placeOf))
      );
      const text = output === "json" || output === "yaml"
        ? await structuredText(output, { summary, ...supposed })
        : textOf(whatifText(summary, supposed, widthIn(output, width)));
      tell({ text, code, complaints });
    });
}

interface Supposing {
  readonly supposition: Supposition;
  /** The manifests to apply. */
  readonly given: Manifests;
}

async function suppositionOf(options: WhatifArguments, source: Source): Promise<Supposing> {
  const { observed, namespace } = source;
  const { down = [], drain = [], apply = [], delete: remove = [], filename = [] } = options;
  if ([down, drain, apply, remove].every((each) => each.length === 0)) {
    throw new UsageError("Cannot say what if: no change is given; add --down, --drain, --apply or --delete");
  }
  const nodes = new Set(observed.nodes.map(({ metadata }) => metadata.name));
  const unknown = [...down, ...drain].find((node) => !nodes.has(node));
  if (unknown !== undefined) {
    const leftOut = leftOutLine({ kind: "Node", name: unknown }, source);
    throw new UsageError(`Cannot say what if: ${leftOut ?? `there is no node ${unknown}`}`);
  }
  if (apply.includes("-") && filename.includes("-")) {
    throw new UsageError("Cannot say what if: standard input is named twice, by -f and by --apply");
  }
  const given = await readManifests(apply, observed.settings, namespace);
  const removed = remove.map((text) =>
    removal(text, { configuration: observed.settings.namespace, others: namespace })
  );
  for (const [index, each] of removed.entries()) {
    if (isThere(each, observed)) continue;
    throw new UsageError(
      `Cannot say what if: ${leftOutLine(each, source) ?? `there is no ${remove[index]} to delete`}`,
    );
  }
  const gone = removed.filter(({ kind }) => kind === "Node").map(({ name }) => name);
  return {
    supposition: { down: [...down, ...gone], drain, apply: given.observed, remove: removed },
    given,
  };
}

type Removal = Supposition["remove"][number] & { readonly kind: ListedKind };

function removal(text: string, home: HomeNamespaces): Removal {
  const [word = "", ...path] = text.split("/");
  const [name = "", namespace] = path.toReversed();
  const kind = kindNamed(word);
  if (kind === undefined || kindTable[kind].madeBy !== "users" || name === "" || path.length > 2) {
    throw new UsageError(
      `Cannot delete ${text}: write KIND/NAME, such as ipaddresspool/first, or service/NAMESPACE/NAME`,
    );
  }
  const where = homeNamespace(kind, namespace, home.configuration, home.others);
  return { kind, name, ...(where !== undefined && { namespace: where }) };
}

function isThere({ kind, name, namespace }: Removal, observed: Source["observed"]): boolean {
  return objectsByKind(observed)[kind].some(({ metadata }) =>
    metadata.name === name && (namespace === undefined || metadata.namespace === namespace)
  );
}
