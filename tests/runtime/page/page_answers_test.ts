/** Compares the answers of the page with those of the commands, for the fixtures' questions that the page can ask. */

import assert from "node:assert/strict";
import { decide } from "../../../functions/decide.ts";
import { command as whatif } from "../../../runtime/cli/commands/whatif.ts";
import { command as why } from "../../../runtime/cli/commands/why.ts";
import type { Answer } from "../../../runtime/cli/text/answer.ts";
import { UsageError } from "../../../runtime/ground/usage_error.ts";
import { Viewers } from "../../../runtime/page/viewers.ts";
import { PageFeed } from "../../../runtime/page/page_feed.ts";
import { responder } from "../../../runtime/page/page_responses.ts";
import { readDespite } from "../../../runtime/reading/read_manifests.ts";
import { subjectOf } from "../../../runtime/cli/options/subject.ts";
import { leading } from "./scene.ts";

const folder = new URL("../../fixtures/questions/", import.meta.url);
const lines = [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".txt"))
  .map(({ name }) => Deno.readTextFileSync(new URL(name, folder)).split("\n")[0]?.replace("$ arpeggio ", "") ?? "");

/** The questions that the page can ask too: about lost or drained nodes, and about objects of four kinds. */
const asked = [...new Set(lines)].filter((line) =>
  /^why (?!pod)(?!.*--host)/.test(line) || (/^whatif /.test(line) && !/--(apply|delete)/.test(line))
).map((line) => ({ line }));

Deno.test("most of the questions of the commands can be asked on the page", () => assert.ok(asked.length >= 72));

Deno.test.each(asked)("the page gives the same answer as the command: $line", async ({ line }) => {
  const [name = "", ...words] = line.split(" ");
  const args = words.filter((word, index) => !/^(-o|json|yaml|wide)$/.test(word) || words[index - 1] === "-n").map(
    inFolder,
  );
  const expected = await answerOf(name, [...args, "-o", "json"]);
  const { files, flags, subject, namespace } = partsOf(name, args);
  const { observed } = await readDespite(files, {}, namespace);
  const feed = new PageFeed();
  const seen = { observed, desired: decide(observed) };
  feed.pass({ ...seen, part: seen, decision: { wanted: [], events: [] }, history: [] });
  await using viewers = new Viewers(() => Promise.resolve());
  viewers.leads = true;
  const respond = responder({ feed, viewers, scene: leading, stop: new AbortController().signal });
  const pathname = name === "why" ? `/api/v1/why/${pathOf(subject, namespace)}` : `/api/v1/whatif/${flags}`;
  const response = await respond({ method: "GET", hostname: "localhost", pathname });
  const answer = await response.json();
  if (expected === undefined) {
    if (name === "why") assert.equal(answer.explanation.about, "nothing");
    else assert.deepEqual(answer.changes, []);
    return;
  }
  const { events: _, ...right } = JSON.parse(expected.text);
  assert.deepEqual(name === "why" ? answer.explanation : answer, right);
});

/** The answer of a command; undefined if it cannot answer. */
async function answerOf(name: string, args: readonly string[]): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  try {
    await (name === "why" ? why : whatif)((each) => answer = each).parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
  return answer;
}

interface Parts {
  readonly files: readonly string[];
  /** The flags in the form of the page's URL: `DOWN/DRAIN`. */
  readonly flags: string;
  readonly subject: string;
  readonly namespace: string;
}

function partsOf(name: string, args: readonly string[]): Parts {
  const options = new Map<string, string[]>();
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    if (!word.startsWith("-")) rest.push(word);
    else options.set(word, [...options.get(word) ?? [], args[++index] ?? ""]);
  }
  const [subject = ""] = name === "why" ? rest.splice(0, 1) : [""];
  const listed = (flag: string): string => options.get(flag)?.join(",") ?? "-";
  return {
    files: [...options.get("-f") ?? [], ...rest],
    flags: `${listed("--down")}/${listed("--drain")}`,
    subject,
    namespace: options.get("-n")?.[0] ?? "default",
  };
}

/** The path in the page's URL for the object in a command. */
function pathOf(what: string, namespace: string): string {
  const subject = subjectOf(what, namespace);
  switch (subject.about) {
    case "service":
      return `service/${subject.key}`;
    case "address":
      return `address/${encodeURIComponent(subject.address.text)}`;
    default:
      return `${subject.about}/${subject.name}`;
  }
}

function inFolder(arg: string): string {
  return /\.(ya?ml|json)$|\/$/.test(arg) ? new URL(arg, folder).pathname : arg;
}
