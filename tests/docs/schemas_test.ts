/** Compares the output of `-o json` with its documented schemas, for all questions of the fixtures. */

import assert from "node:assert/strict";
import type { Command } from "commander";
import { command as check } from "../../runtime/cli/commands/check.ts";
import { command as convert } from "../../runtime/cli/commands/convert.ts";
import { command as history } from "../../runtime/cli/commands/history.ts";
import { command as plan } from "../../runtime/cli/commands/plan.ts";
import { command as replay } from "../../runtime/cli/commands/replay.ts";
import { command as status } from "../../runtime/cli/commands/status.ts";
import { command as whatif } from "../../runtime/cli/commands/whatif.ts";
import { command as why } from "../../runtime/cli/commands/why.ts";
import type { Answer, Tell } from "../../runtime/cli/text/answer.ts";
import { UsageError } from "../../runtime/ground/usage_error.ts";
import { faults, type Schema, unknownFields } from "../../runtime/store/schema/structural_schema.ts";

const root = new URL("../../", import.meta.url);
const fixtures = new URL("tests/fixtures/questions/", root);
const commands: Readonly<Record<string, (tell: Tell) => Command>> = {
  check,
  convert,
  history,
  plan,
  replay,
  status,
  whatif,
  why,
};

const questions = [...Deno.readDirSync(fixtures)].filter(({ name }) => name.endsWith(".txt"))
  .map(({ name }) => Deno.readTextFileSync(new URL(name, fixtures)).split("\n")[0]?.replace("$ arpeggio ", "") ?? "")
  .filter((line) => !line.includes(" --to "));
const more = [
  "plan lan.yaml nodes.yaml shop.yaml -o json",
  "status lan.yaml nodes.yaml shop.yaml live.yaml bgp.yaml",
  "status lan.yaml nodes.yaml reasons/AddressConflict/",
];

for (const line of [...questions, ...more]) {
  const [name = "", ...words] = line.split(" ");
  Deno.test(`-o json matches its schema: ${line}`, async () => {
    const args = words.filter((word, index) => !/^(-o|json|yaml|sarif|wide)$/.test(word) || words[index - 1] === "-n");
    const answer = await ask(name, [...args, "-o", "json"]);
    if (answer === undefined) return;
    const value: unknown = JSON.parse(answer.text);
    const schema = schemaOf(name, value);
    assert.deepEqual(faults(schema, value), []);
    assert.deepEqual(unknownFields(schema, value), []);
  });
}

Deno.test("every schema belongs to a command that prints JSON, or to the page", () => {
  const files = [...Deno.readDirSync(new URL("docs/schemas", root))].map(({ name }) => name).sort();
  assert.deepEqual(files, [...Object.keys(commands), "page_state"].sort().map((name) => `${name}.schema.json`));
});

Deno.test("the output of replay matches its schema", () => {
  const replayed = {
    passes: 2,
    first: "2026-11-23T10:00:00.000Z",
    last: "2026-11-23T10:00:01.000Z",
    differences: [{
      now: "2026-11-23T10:00:00.000Z",
      subject: "default/web",
      recorded: "192.0.2.1",
      today: "192.0.2.2",
    }],
  };
  assert.deepEqual(faults(schemaOf("replay", replayed), replayed), []);
});

/** The answer of a command; undefined if it cannot answer. */
async function ask(name: string, args: readonly string[]): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  const inFolder = (arg: string): string => /\.(ya?ml|jsonl?)$|\/$/.test(arg) ? new URL(arg, fixtures).pathname : arg;
  try {
    await commands[name]?.((each) => answer = each).parseAsync(args.map(inFolder), { from: "user" });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
  return answer;
}

/**
 * The schema with its references resolved. If the schema has several variants, returns the variant of the value's field
 * `about`.
 */
function schemaOf(name: string, value: unknown): Schema {
  const whole = JSON.parse(Deno.readTextFileSync(new URL(`docs/schemas/${name}.schema.json`, root)));
  const resolved = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(resolved);
    if (typeof each !== "object" || each === null) return each;
    if ("$ref" in each && typeof each.$ref === "string") {
      return resolved(whole.$defs[each.$ref.replace("#/$defs/", "")]);
    }
    const entries = Object.entries(each).filter(([key, of]) => key !== "additionalProperties" || of !== false);
    const made = Object.fromEntries(entries.map(([key, of]) => [key, resolved(of)]));
    return Array.isArray(made["type"]) ? { ...made, type: made["type"][0], nullable: true } : made;
  };
  const shapes = (whole.oneOf ?? [whole]).map(resolved);
  return shapes.find((shape: { properties?: { about?: { enum: string[] } } }) =>
    shape.properties?.about === undefined || shape.properties.about.enum[0] === Object(value).about
  );
}
