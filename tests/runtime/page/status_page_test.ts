import assert from "node:assert/strict";
import { chromiumPath, openBrowser } from "./browser.ts";
import { pageStage, visit } from "./page_stage.ts";

const chromium = await chromiumPath();

Deno.test({
  name: "status page: what a browser shows of a controller on a folder",
  ignore: chromium === undefined,
  fn: async (test) => {
    await using stage = await pageStage();
    await using browser = await openBrowser(chromium ?? "");
    await using first = await visit(browser, stage.url);
    const { page } = first;
    const row = (table: string, text: string) => page.locator(`#${table} tbody tr`, { hasText: text });

    await test.step("pools with their use, addresses with Service, owner and standbys", async () => {
      await row("addresses", "203.0.113.22").filter({ hasText: "Announcing" }).waitFor();
      const cells = await row("addresses", "203.0.113.22").locator("td").allInnerTexts();
      assert.deepEqual(cells.slice(0, 4), ["203.0.113.22", "default/mail", "public", "Announcing"]);
      assert.match(await row("pools", "public").innerText(), /50 % 4 of 8/);
      assert.match(await row("pools", "lab").innerText(), /invalid/);
    });

    await test.step("what is missing, with reason and cure", async () => {
      assert.match(await row("pending", "shop/search").innerText(), /PoolExhausted[^]*add addresses to it/);
      assert.match(await row("pending", "198.51.100.64").innerText(), /198\.51\.100\.65[^]*NoAdvertisement[^]*add one/);
    });

    await test.step("without an error on the console, and nothing from elsewhere", () => {
      assert.deepEqual(first.complaints, []);
    });
  },
});
