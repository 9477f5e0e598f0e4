import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import { chromiumPath, openBrowser } from "./browser.ts";
import {
  brokenAddresses,
  escapingTexts,
  faintTexts,
  invisibleStops,
  overlaps,
  pageWidth,
  violations,
} from "./in_browser.js";
import { longNames } from "./long_names.ts";
import { visit } from "./page_stage.ts";
import { shownState } from "./shown_state.ts";

const chromium = await chromiumPath();
const ignore = chromium === undefined;

async function rows(page: Page): Promise<number> {
  return await page.locator("#addresses tbody tr").count();
}

Deno.test({
  name: "status page: with long names, nothing overlaps, breaks or is hidden, at every width",
  ignore,
  fn: async (test) => {
    await using browser = await openBrowser(chromium ?? "");
    for (const count of [50, 2_000]) {
      await using shown = shownState(longNames(count));
      for (const width of [320, 768, 1440]) {
        for (const colorScheme of ["light", "dark"] as const) {
          await test.step(`${count} addresses, ${width} px, ${colorScheme}`, async () => {
            await using visitor = await visit(browser, shown.url, { width, colorScheme });
            const { page } = visitor;
            await page.locator("#addresses tbody tr").first().waitFor();
            assert.equal(await page.evaluate(pageWidth), width);
            assert.deepEqual(await page.evaluate(escapingTexts), []);
            assert.deepEqual(await page.evaluate(overlaps), []);
            assert.deepEqual(await page.evaluate(brokenAddresses), []);
            assert.deepEqual(await page.evaluate(invisibleStops), []);
            assert.deepEqual(await page.evaluate(faintTexts), []);
            assert.deepEqual(visitor.complaints, []);
          });
        }
      }
    }
  },
});

Deno.test({
  name: "status page: it shows nothing that it has not read",
  ignore,
  fn: async (test) => {
    await using browser = await openBrowser(chromium ?? "");
    const { at: _, ...unread } = longNames(0);
    await using shown = shownState({
      ...unread,
      pools: [],
      nodes: [],
      troubles: [],
      pending: [],
      conflicts: [],
      faults: [],
    });
    await using visitor = await visit(browser, shown.url);
    const { page } = visitor;
    const attention = page.locator("#attention");

    await test.step("before the first state is read, the page shows only that it is reading", async () => {
      await page.locator("#connection[data-state=live]").waitFor();
      assert.match(await attention.innerText(), /Reading the cluster/);
      assert.doesNotMatch(await page.locator("main").innerText(), /There is no|has no|Nothing needs|yet/);
    });

    await test.step("an empty cluster is shown as empty only after it has been read", async () => {
      const empty = { ...longNames(0), pools: [], nodes: [], troubles: [], pending: [], conflicts: [], faults: [] };
      shown.show(empty);
      await attention.getByText("Nothing needs attention.").waitFor();
      await page.getByText("The cluster has no Node object.").waitFor();
    });

    await test.step("if a filter matches nothing, the page reports this, and not an empty cluster", async () => {
      shown.show(longNames(6));
      await page.getByRole("searchbox").fill("nothing-is-called-so");
      await page.locator("#nodes").getByText("None of 12 rows fits the filter.").waitFor();
      await page.locator("#addresses").getByText("None of 6 rows fits the filter.").waitFor();
      assert.doesNotMatch(await page.locator("main").innerText(), /has no Node|Nothing needs attention\./);
      await page.keyboard.press("Escape");
    });

    await test.step("old data is grey, with its age and the reason", async () => {
      shown.show(longNames(6), {
        asOf: Date.now() - 45_000,
        reason: "The API server does not answer: connection refused",
      });
      const banner = page.getByRole("alert");
      await banner.waitFor();
      assert.match(
        await banner.innerText(),
        /^This is how it was 4\ds ago\. The API server does not answer: connection refused$/,
      );
      assert.equal(await rows(page), 6);
      assert.match(await page.title(), /^Old: /);
      await page.evaluate(axe.source);
      for (const width of [320, 768, 1440]) {
        for (const colorScheme of ["light", "dark"] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          assert.deepEqual(await page.evaluate(faintTexts), []);
          assert.deepEqual(await page.evaluate(violations), [], `${width} px, ${colorScheme}`);
        }
      }
      shown.show(longNames(6));
      await banner.waitFor({ state: "hidden" });
      assert.match(await page.title(), /^\(\d+\) Arpeggio$/);
    });

    await test.step("when the controller has ended, the data is marked as old too", async () => {
      shown.fallSilent();
      await page.getByRole("alert").getByText("This page gets no data from the controller.").waitFor();
      assert.equal(await rows(page), 6);
    });
  },
});

Deno.test({
  name: "status page: its URL contains filter, order and section, and the back button works",
  ignore,
  fn: async (test) => {
    await using browser = await openBrowser(chromium ?? "");
    await using shown = shownState(longNames(40));
    await using visitor = await visit(browser, shown.url, { width: 1440 });
    const { page } = visitor;
    const filter = page.getByRole("searchbox");
    const count = async (wanted: number): Promise<void> =>
      await eventually(`there are ${wanted} rows`, async () => await rows(page) === wanted);
    await count(40);

    await test.step("Show only matches whole names: payments-gateway-frontend-1 does not match payments-gateway-frontend-11", async () => {
      const name = "customer-facing-production/payments-gateway-frontend-1";
      await page.locator("#addresses").getByRole("button", { name, exact: true }).click();
      assert.equal(await filter.inputValue(), `"${name}"`);
      await count(1);
    });

    await test.step("back and forward", async () => {
      await page.goBack();
      await count(40);
      assert.equal(await filter.inputValue(), "");
      await page.goForward();
      await count(1);
      await page.keyboard.press("Escape");
      await count(40);
    });

    await test.step("a reload keeps the order, and a user may type the order into the URL", async () => {
      const title = page.locator("#addresses th", { hasText: "State" });
      await title.getByRole("button").click();
      assert.equal(await title.getAttribute("aria-sort"), "ascending");
      assert.match(page.url(), /sort=addresses%3AState%3Aup/);
      await page.reload();
      await count(40);
      assert.equal(await title.getAttribute("aria-sort"), "ascending");
      await page.evaluate(() => {
        location.hash = "nodes&sort=addresses:State:down&filter=NoLocalEndpoints";
      });
      await count(8);
      assert.equal(await title.getAttribute("aria-sort"), "descending");
    });

    await test.step("the link to the addresses keeps the filter", async () => {
      await page.locator(".skip").focus();
      await page.keyboard.press("Enter");
      assert.match(page.url(), /#addresses&filter=NoLocalEndpoints/);
      await count(8);
    });

    await test.step("on a narrow screen, a menu sorts the table", async () => {
      await using narrow = await visit(browser, shown.url, { width: 320 });
      const first = narrow.page.locator("#addresses tbody tr").first();
      await first.waitFor();
      await narrow.page.locator("#addresses select").selectOption({ label: "Address ↓" });
      await eventually("the last row comes first", async () => (await first.innerText()).startsWith("2001:db8"));
      assert.match(narrow.page.url(), /sort=addresses%3AAddress%3Adown/);
    });

    await test.step("no errors on the console", () => assert.deepEqual(visitor.complaints, []));
  },
});
