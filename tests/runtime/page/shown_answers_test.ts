/**
 * Compares what a browser shows with the answers of the commands, for the fixtures' questions that the page can ask.
 * `page_answers_test.ts` compares the answers themselves.
 */

import assert from "node:assert/strict";
import { objectView, whatifOf } from "../../../functions/page/page_questions.ts";
import { subjectOf } from "../../../runtime/cli/options/subject.ts";
import { jsonText } from "../../../runtime/ground/json_text.ts";
import { readDespite } from "../../../runtime/reading/read_manifests.ts";
import { asked, type Parts, partsOf, pathOf, wordsOf } from "./asked_questions.ts";
import { chromiumPath, openBrowser } from "./browser.ts";
import { visit } from "./page_stage.ts";
import { shownWorld, worldOf } from "./shown_world.ts";

const chromium = await chromiumPath();

interface Question extends Parts {
  readonly line: string;
  readonly name: string;
}

/** Without `whatif` for no node: page and command then only ask for a node. */
const questions: readonly Question[] = asked.map(({ line }) => {
  const { name, args } = wordsOf(line);
  return { line, name, ...partsOf(name, args) };
}).filter(({ name, flags }) => name === "why" || flags !== "-/-");

Deno.test({
  name: "status page: a view shows all that the command answers",
  ignore: chromium === undefined,
  fn: async (test) => {
    await using browser = await openBrowser(chromium ?? "");
    await using shown = shownWorld(await worldOf("nodes.yaml"));
    await using visitor = await visit(browser, shown.url);
    const { page } = visitor;
    await page.locator("#connection[data-state=live]").waitFor();
    let answer: unknown;
    // The page gets the answers about all worlds from here, so that one page shows all of them.
    await page.route(/\/api\/v1\/(why|whatif)\//, (route) => route.fulfill({ json: answer }));
    const view = page.locator("#view");
    const open = (of: string): Promise<unknown> =>
      page.evaluate((hash) => location.hash = hash, of === "" ? "" : `of=${encodeURIComponent(of)}`);
    for (const { line, name, files, flags, subject, namespace } of questions) {
      await test.step(line, async () => {
        const { observed } = await readDespite(files, {}, namespace);
        const [down = [], drain = []] = flags.split("/").map((names) => names === "-" ? [] : names.split(","));
        const isWhy = name === "why";
        answer = JSON.parse(jsonText(
          isWhy ? objectView(observed, [], subjectOf(subject, namespace)) : whatifOf(observed, down, drain),
          [],
        ));
        await open("");
        await view.waitFor({ state: "hidden" });
        await open(isWhy ? decodeURIComponent(pathOf(subject, namespace)) : `whatif/${flags}`);
        await (isWhy ? view.getByText("The same in a terminal") : view.getByRole("status")).waitFor();
        const text = (await view.evaluate((element) => element.textContent)).replaceAll(/\s+/g, " ");
        const { timeline: _, ...told } = Object(answer);
        assert.deepEqual(textsIn(told).filter((each) => !text.includes(each.replaceAll(/\s+/g, " ").trim())), []);
      });
    }
    assert.deepEqual(visitor.complaints, []);
  },
});

/** Fields for programs. The text of `arpeggio why` leaves them out too: only its JSON has them. */
const forPrograms: ReadonlySet<string> = new Set(["about", "status", "family", "severity", "object", "pool"]);

/** The texts of an answer that its reader sees. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  const { bgpNodes, services, field } = Object(value);
  return Object.entries(value).flatMap(([name, inside]) => {
    // The account of an address names its Services only if they share it.
    const isAlone = name === "services" && bgpNodes !== undefined && services.length === 1;
    const isOfFault = name === "reason" && field !== undefined;
    return forPrograms.has(name) || isAlone || isOfFault ? [] : textsIn(inside);
  });
}
