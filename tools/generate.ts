/**
 * `deno task generate` writes the files that are generated from others. The CRDs are the contract: the TypeScript
 * types, the schemas and the configuration reference are generated from them. The PrometheusRule is generated from the
 * alert rules, and the page of address states from the tables of transitions. To add a field of a CRD, edit
 * `manifests/crds/` and run this; CONTRIBUTING.md, *Recipes*, has the further steps.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { readCustomKinds } from "./generate/custom_kind.ts";
import { addressStatesFile, referenceFile, ruleFile, schemasFile, typesFile } from "./generate/files.ts";
import { addressStatesText } from "./generate/address_states.ts";
import { referenceText } from "./generate/reference.ts";
import { publicWordsFile, publicWordsText } from "./generate/public_words.ts";
import { prometheusRuleText } from "./generate/prometheus_rule.ts";
import { schemasText } from "./generate/schemas.ts";
import { typesText } from "./generate/types.ts";

const root = new URL("../", import.meta.url);

/** The generated files without the vocabulary: the content of each, by its path in the project. */
export async function generate(): Promise<ReadonlyMap<string, string>> {
  const kinds = await readCustomKinds(new URL("manifests/crds/", root));
  const rules = await Deno.readTextFile(new URL("manifests/monitoring/rules.yaml", root));
  return new Map([
    [typesFile, await formatted(typesText(kinds), "ts")],
    [schemasFile, await formatted(schemasText(kinds), "ts")],
    [referenceFile, await formatted(referenceText(kinds), "md")],
    [ruleFile, await formatted(prometheusRuleText(rules), "yaml")],
    [
      addressStatesFile,
      await formatted(addressStatesText(await Deno.readTextFile(new URL(addressStatesFile, root))), "md"),
    ],
  ]);
}

/** The path and the content of the vocabulary of anonymous archives. */
async function vocabulary(): Promise<readonly [path: string, text: string]> {
  return [publicWordsFile, await formatted(publicWordsText(root), "ts")];
}

async function formatted(source: string, extension: "ts" | "md" | "yaml"): Promise<string> {
  const fmt = new Deno.Command(Deno.execPath(), {
    args: ["fmt", `--ext=${extension}`, "--config", fileURLToPath(new URL("deno.json", root)), "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await ReadableStream.from([new TextEncoder().encode(source)]).pipeTo(fmt.stdin);
  const { success, stdout, stderr } = await fmt.output();
  if (!success) throw new Error(`Cannot format what was generated: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  for (const [path, text] of [...await generate(), await vocabulary()]) {
    await Deno.writeTextFile(new URL(path, root), text);
  }
}
