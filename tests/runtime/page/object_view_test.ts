import assert from "node:assert/strict";
import axe from "axe-core";
import type { HistoryEntry } from "../../../functions/model/history/entry.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import { settledWorld } from "../../bench/settled_world.ts";
import { chromiumPath, openBrowser } from "./browser.ts";
import { escapingTexts, faintTexts, hasFocus, invisibleStops, pageWidth, violations } from "./in_browser.js";
import { visit } from "./page_stage.ts";
import { shownWorld, worldOf } from "./shown_world.ts";

const chromium = await chromiumPath();
const ignore = chromium === undefined;
type Colors = "light" | "dark";

interface Scene {
  readonly name: string;
  readonly world: () => Promise<Observed>;
  readonly views: readonly string[];
  /** The widths and colours for which axe checks each view. */
  readonly checked: readonly (readonly [width: number, colors: Colors])[];
}

const everyLook = [320, 768, 1440].flatMap((width) =>
  (["light", "dark"] as const).map((colors) => [width, colors] as const)
);

const sharedWorld = ["world.yaml", "nodes.yaml", "leases.yaml", "shared.yaml"].map((file) => `sharing/${file}`);

const scenes: readonly Scene[] = [
  {
    name: "all is well",
    world: () => worldOf("lan.yaml", "nodes.yaml", "shop.yaml", "live.yaml", "bgp.yaml"),
    views: [
      "",
      "service/shop/web",
      "address/192.0.2.33",
      "node/node-1",
      "pool/first",
      "peer/router",
      "whatif/node-1/node-2",
    ],
    checked: everyLook,
  },
  {
    name: "an outage",
    world: () => worldOf("lan.yaml", "nodes.yaml", "shop.yaml", "silent.yaml", "reasons/"),
    views: [
      "",
      "service/shop/web",
      "service/default/nowhere",
      "address/192.0.2.33",
      "node/node-2",
      "pool/first",
      "peer/nobody",
      "whatif/node-1/-",
    ],
    checked: everyLook,
  },
  {
    name: "the address of a Service is also on an interface of a node",
    world: () => worldOf("nodes.yaml", "bound.yaml"),
    views: ["", "address/192.0.2.33"],
    checked: everyLook,
  },
  {
    name: "three nodes share an address",
    world: () => worldOf(...sharedWorld),
    views: ["", "address/192.0.2.33"],
    checked: everyLook,
  },
  { name: "nothing is installed", world: () => worldOf("nodes.yaml"), views: [""], checked: everyLook },
  {
    name: "2,000 Services",
    world: () => Promise.resolve(settledWorld(50, 2_000)),
    views: ["", "service/default/s7", "address/10.0.0.1", "node/n7", "pool/pool", "whatif/n7/-"],
    // With 2,000 rows, axe takes seconds for each width and colour.
    checked: [[320, "light"], [768, "dark"], [1440, "dark"]],
  },
];

const happened: readonly HistoryEntry[] = [
  { at: Date.now() - 60_000, what: "takeover", from: "node-2", to: "node-1", silentMs: 180, subjects: ["192.0.2.33"] },
  { at: Date.now() - 30_000, what: "conflict", subjects: ["192.0.2.33"], note: "02:66:66:66:66:66 on eth0" },
];

Deno.test({
  name: "status page: each view fits at every width, is accessible, and causes no errors",
  ignore,
  fn: async (test) => {
    await using browser = await openBrowser(chromium ?? "");
    for (const { name, world, views, checked } of scenes) {
      await using shown = shownWorld(await world(), { history: happened });
      for (const of of views) {
        await test.step(`${name}: ${of === "" ? "the whole cluster" : of}`, async () => {
          await using visitor = await visit(browser, `${shown.url}#of=${encodeURIComponent(of)}`);
          const { page } = visitor;
          await page.locator(of === "" ? "#connection[data-state=live]" : "#view-body > *").first().waitFor();
          await page.evaluate(axe.source);
          for (const [width, colorScheme] of everyLook) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme });
            assert.equal(await page.evaluate(pageWidth), width);
            assert.deepEqual(await page.evaluate(escapingTexts), []);
            assert.deepEqual(await page.evaluate(faintTexts), []);
            if (checked.some(([checkedWidth, colors]) => checkedWidth === width && colors === colorScheme)) {
              assert.deepEqual(await page.evaluate(violations), [], `${width} px, ${colorScheme}`);
            }
          }
          assert.deepEqual(await page.evaluate(invisibleStops), []);
          assert.deepEqual(visitor.complaints, []);
        });
      }
    }
  },
});

Deno.test({
  name: "status page: a view has its own URL, and can be opened and closed by keyboard",
  ignore,
  fn: async (test) => {
    await using browser = await openBrowser(chromium ?? "");
    await using shown = shownWorld(await worldOf("lan.yaml", "nodes.yaml", "shop.yaml", "live.yaml"), {
      history: happened,
    });
    await using visitor = await visit(browser, shown.url);
    const { page } = visitor;

    await test.step("the header shows cluster, namespace and version", async () => {
      await page.locator("#place").getByText(/^in the cluster · namespace metallb-system · \d+\.\d+\.\d+/).waitFor();
    });

    await test.step("Enter on a link opens the view, which gets the focus; the back button closes it", async () => {
      const link = page.getByRole("link", { name: "Why: node node-1" });
      await link.focus();
      await page.keyboard.press("Enter");
      const view = page.getByRole("region", { name: "Node node-1" });
      await view.waitFor();
      assert.equal(await view.evaluate(hasFocus), true);
      assert.match(page.url(), /#of=node%2Fnode-1/);
      await view.getByText("arpeggio why node/node-1", { exact: true }).waitFor();
      await view.getByText(/taken over.*node-2 → node-1, silent for 0\.18 s/).waitFor();
      assert.match(await page.title(), /Node node-1 · Arpeggio$/);
      await page.goBack();
      await view.waitFor({ state: "hidden" });
      assert.equal(await page.locator("#addresses").isVisible(), true);
    });

    await test.step("the view of a pool names commands about the pool", async () => {
      await page.getByRole("link", { name: "Why: pool first" }).click();
      const view = page.getByRole("region", { name: "Pool first" });
      for (const command of ["why", "history"]) {
        await view.getByText(`arpeggio ${command} pool/first`, { exact: true }).waitFor();
      }
      await page.goBack();
      await view.waitFor({ state: "hidden" });
    });

    await test.step("What if: after a node is ticked, the page shows the moves, and the URL contains the node", async () => {
      await page.getByRole("link", { name: "What if …" }).click();
      const line = page.locator(".choices li").filter({ hasText: "node-1" });
      await line.getByRole("checkbox", { name: "goes down" }).focus();
      await page.keyboard.press("Space");
      await page.getByText("arpeggio whatif --down node-1", { exact: true }).waitFor();
      assert.match(page.url(), /whatif%2Fnode-1%2F-/);
      await page.reload();
      await page.getByText("arpeggio whatif --down node-1", { exact: true }).waitFor();
    });

    await test.step("no errors on the console", () => assert.deepEqual(visitor.complaints, []));
  },
});

Deno.test({
  name:
    "status page: if the address of a Service is also on an interface of a node, the page and the address's view show the cure",
  ignore,
  fn: async () => {
    await using browser = await openBrowser(chromium ?? "");
    await using shown = shownWorld(await worldOf("nodes.yaml", "bound.yaml"));
    await using visitor = await visit(browser, shown.url);
    const { page } = visitor;
    const line = page.locator("#conflicts tbody tr", { hasText: "192.0.2.33" });
    await line.getByText("BoundOnNode", { exact: true }).waitFor();
    await line.getByText("eth0 of node node-2").getByText("ip addr del 192.0.2.33 dev eth0").waitFor();
    await page.getByRole("link", { name: "Why: address 192.0.2.33" }).first().click();
    const view = page.getByRole("region", { name: "Address 192.0.2.33" });
    await view.getByText("BoundOnNode", { exact: true }).waitFor();
    await view.getByRole("listitem").filter({ hasText: "strictARP: true" }).waitFor();
    assert.deepEqual(visitor.complaints, []);
  },
});

Deno.test({
  name: "status page: a shared address shows how many hosts each node serves; its view shows each node's part too",
  ignore,
  fn: async () => {
    await using browser = await openBrowser(chromium ?? "");
    await using shown = shownWorld(await worldOf(...sharedWorld));
    await using visitor = await visit(browser, shown.url);
    const { page } = visitor;
    const line = page.locator("#addresses tbody tr", { hasText: "192.0.2.33" });
    await line.getByText("Announcing", { exact: true }).waitFor();
    for (const [node, hosts] of [["node-1", 5], ["node-2", 7], ["node-3", 12]] as const) {
      assert.match(await line.innerText(), new RegExp(`${node}\\s+${hosts} hosts`));
      const own = page.locator("#nodes tbody tr", { hasText: node });
      assert.equal(await own.locator("td[data-title=Announces]").innerText(), "1", node);
    }
    await page.getByRole("link", { name: "Why: address 192.0.2.33" }).first().click();
    const view = page.getByRole("region", { name: "Address 192.0.2.33" });
    await view.getByText("Load sharing: shared: node-3 (weight 2), node-1, node-2 share the hosts", { exact: false })
      .waitFor();
    const nodes = view.getByRole("listitem");
    const weighted = "node-3 shares: serves about 50 % of the hosts, by its weight of 2; at the last count, 12 of 24";
    await nodes.filter({ hasText: weighted }).waitFor();
    await nodes.filter({ hasText: "node-2 shares: serves about 25 % of the hosts; at the last count, 7 of 24" })
      .waitFor();
    assert.deepEqual(visitor.complaints, []);
  },
});
