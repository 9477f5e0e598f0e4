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
import { asked, partsOf, pathOf, wordsOf } from "./asked_questions.ts";
import { leading } from "./scene.ts";

Deno.test("most of the questions of the commands can be asked on the page", () => assert.ok(asked.length >= 72));

Deno.test.each(asked)("the page gives the same answer as the command: $line", async ({ line }) => {
  const { name, args } = wordsOf(line);
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
