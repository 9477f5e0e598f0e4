import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import { chromiumPath, openBrowser } from "./browser.ts";
import { brokenNames, faintTexts, hasFocus, pageWidth } from "./in_browser.js";
import { pageStage, visit } from "./page_stage.ts";

const chromium = await chromiumPath();

/** The row with this text in a table. */
function row(page: Page, table: string, text: string): Locator {
  return page.locator(`#${table} tbody tr`, { hasText: text });
}

/** Waits until the text matches, because the page shows a change a moment later. */
async function says(locator: Locator, pattern: RegExp): Promise<void> {
  let said = "";
  try {
    await eventually(`the text matches ${pattern}`, async () => pattern.test(said = await locator.innerText()));
  } catch (error) {
    throw new Error(`It says ${said}`, { cause: error });
  }
}

async function cells(line: Locator): Promise<readonly string[]> {
  return await line.locator("td").allInnerTexts();
}

Deno.test({
  name: "status page in a browser: a controller on a folder",
  ignore: chromium === undefined,
  fn: async (test) => {
    await using stage = await pageStage();
    await using browser = await openBrowser(chromium ?? "");
    await using visitor = await visit(browser, stage.url);
    const { page } = visitor;

    await test.step("pools with their use", async () => {
      await says(row(page, "pools", "public"), /IPv4[^]*50 % 4 of 8/);
      await says(row(page, "pools", "office"), /IPv4[^]*4 of 31[^]*IPv6[^]*1 of 256/);
      await says(row(page, "pools", "shop"), /100 % 2 of 2[^]*full/);
      await says(row(page, "pools", "lab"), /invalid/);
      const bar = row(page, "pools", "public").getByRole("meter");
      assert.equal(await bar.getAttribute("aria-valuenow"), "50");
    });

    await test.step("addresses with Service, state, owner and standbys", async () => {
      const line = row(page, "addresses", "default/mail").filter({ hasText: "Announcing" });
      const [address, services, pool, state, owner = "", standbys = "", there = "", age = ""] = await cells(line);
      assert.deepEqual([address, services, pool, state], ["203.0.113.22", "default/mail", "public", "Announcing"]);
      assert.match(owner, /^node-\d eth0$/);
      assert.match(standbys, /^node-\d, node-\d$/);
      assert.match(there, /^\d+s$/);
      assert.match(age, /^\d+s$/);
    });

    await test.step("two Services on one address", async () => {
      await says(row(page, "addresses", "192.0.2.10"), /platform\/dns-tcp, platform\/dns-tls/);
    });

    await test.step("nodes with the number of their addresses", async () => {
      await eventually("all nodes are live, and own all addresses", async () => {
        const lines = await Promise.all(["node-1", "node-2", "node-3"].map((node) => cells(row(page, "nodes", node))));
        const owned = lines.reduce((sum, [, , , owned]) => sum + Number(owned), 0);
        return owned === 9 && lines.every(([, announcer]) => announcer === "live");
      });
      await says(page.locator("#balance"), /^balanced$/);
    });

    await test.step("missing addresses with reason and cure, and one line for each cause", async () => {
      await says(row(page, "pending", "shop/search"), /PoolExhausted[^]*add addresses to it/);
      await says(row(page, "pending", "platform/vpn"), /PoolNotFound[^]*offcie/);
      const silent = row(page, "pending", "NoAdvertisement");
      await says(silent, /198\.51\.100\.64\s+198\.51\.100\.65[^]*add one that names it/);
      await says(row(page, "faults", "OverlappingAddresses"), /take it out of one/);
      await says(page.locator("#summary"), /11 of 13[^]*9 of 11[^]*3 of 3[^]*100 %/);
    });

    await test.step("sessions of BGP peers", async () => {
      assert.deepEqual(await cells(row(page, "sessions", "node-1")), [
        "top-of-rack",
        "192.0.2.254",
        "node-1",
        "up",
        "–",
      ]);
      await says(row(page, "sessions", "node-2"), /down[^]*no route/);
      assert.equal(await page.locator("#sessions-up").innerText(), "1 of 2 sessions up");
    });

    await test.step("a new Service appears without a reload, and a deleted Service disappears", async () => {
      await Deno.writeTextFile(`${stage.folder}/late.yaml`, serviceText("late"));
      await row(page, "addresses", "default/late").filter({ hasText: "Announcing" }).waitFor();
      await Deno.remove(`${stage.folder}/late.yaml`);
      await row(page, "addresses", "default/late").waitFor({ state: "detached" });
    });

    await test.step("names with markup are shown as text", async () => {
      const name = "<img src=x onerror=alert(1)>";
      await Deno.writeTextFile(`${stage.folder}/markup.yaml`, serviceText(JSON.stringify(name)));
      await page.locator("#addresses, #pending").getByText(`default/${name}`).first().waitFor();
      assert.equal(await page.locator("main img").count(), 0);
      await Deno.remove(`${stage.folder}/markup.yaml`);
      await page.getByText(`default/${name}`).first().waitFor({ state: "detached" });
    });

    await test.step("a stranger that claims an address is shown as a conflict, until its claim ends", async () => {
      await stage.announcers.conflict("203.0.113.22", "02:66:66:66:66:66");
      const line = row(page, "conflicts", "203.0.113.22");
      await line.waitFor();
      assert.match(await line.innerText(), /default\/mail[^]*Defended[^]*02:66:66:66:66:66/);
      assert.match(await page.title(), /^\(\d+\) Arpeggio$/);
      await stage.announcers.conflict("203.0.113.22", undefined);
      await line.waitFor({ state: "detached" });
    });

    await test.step("filter: all words must match, and the page's URL contains them", async () => {
      await page.getByRole("searchbox", { name: "Filter" }).fill("platform 192.0.2.1");
      await row(page, "addresses", "default/").first().waitFor({ state: "detached" });
      assert.equal(await page.locator("#addresses tbody tr").count(), 3);
      assert.match(page.url(), /#filter=platform\+192\.0\.2\.1$/);
      await page.reload();
      await row(page, "addresses", "platform/registry").waitFor();
      assert.equal(await page.locator("#addresses tbody tr").count(), 3);
    });

    await test.step("keyboard: / focuses the filter, Escape clears it; names and titles are buttons that filter and sort", async () => {
      await page.keyboard.press("Escape");
      await row(page, "addresses", "default/mail").waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("git");
      assert.equal(await page.getByRole("searchbox").inputValue(), "git");
      await row(page, "addresses", "default/mail").waitFor({ state: "detached" });
      await page.keyboard.press("Escape");
      await row(page, "nodes", "node-2").getByRole("button", { name: "node-2" }).focus();
      await page.keyboard.press("Enter");
      assert.equal(await page.getByRole("searchbox").inputValue(), `"node-2"`);
      await page.keyboard.press("Escape");
      const title = page.locator("#addresses th", { hasText: "Services" });
      await title.getByRole("button").focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("Space");
      assert.equal(await title.getAttribute("aria-sort"), "descending");
      assert.match(await page.locator("#addresses tbody tr").first().innerText(), /shop\/checkout/);
    });

    await test.step("the focus stays on its element while rows change", async () => {
      const button = row(page, "addresses", "default/git").getByRole("button", { name: "default/git" });
      await button.focus();
      await Deno.writeTextFile(`${stage.folder}/late.yaml`, serviceText("late"));
      await row(page, "addresses", "default/late").filter({ hasText: "Announcing" }).waitFor();
      assert.equal(await button.evaluate(hasFocus), true);
      await Deno.remove(`${stage.folder}/late.yaml`);
      await row(page, "addresses", "default/late").waitFor({ state: "detached" });
    });

    await test.step("a failover: both nodes, and the time without an answer", async () => {
      const owned = (await cells(row(page, "nodes", "node-2")))[3];
      await stage.announcers.kill("node-2", 420);
      const line = row(page, "timeline", "taken over").filter({ hasText: "node-2" });
      await line.waitFor();
      await line.locator("td").nth(2).filter({ hasText: new RegExp(`^${owned === "1" ? "" : `${owned} `}`) }).waitFor();
      assert.match(await line.innerText(), /0\.42 s/);
      assert.match(await line.innerText(), /node-1|node-3/);
    });

    // Adds a conflict, so that the timeline has a long note beside the nodes of the failover.
    await stage.announcers.conflict("203.0.113.20", "02:66:66:66:66:66");
    await row(page, "timeline", "203.0.113.20").waitFor();
    for (const width of [320, 768, 1440]) {
      for (const colorScheme of ["light", "dark"] as const) {
        await test.step(`${width} px, ${colorScheme}: the page fits, and every text has the contrast of WCAG AA`, async () => {
          await using other = await visit(browser, stage.url, { width, colorScheme });
          await row(other.page, "addresses", "203.0.113.22").waitFor();
          assert.equal(await other.page.evaluate(pageWidth), width);
          assert.deepEqual(await other.page.evaluate(faintTexts), []);
          assert.deepEqual(await other.page.evaluate(brokenNames), []);
          assert.deepEqual(other.complaints, []);
        });
      }
    }

    await test.step("a standby controller names the leader, and shows the same state", async () => {
      await using other = await visit(browser, await stage.another());
      await row(other.page, "addresses", "203.0.113.22").filter({ hasText: "Announcing" }).waitFor();
      assert.match(await other.page.locator("#standing").innerText(), /stands by.*leads/);
      assert.equal(await page.locator("#standing").isHidden(), true);
      assert.deepEqual(other.complaints, []);
    });

    await test.step("no errors on the console, and no requests to other servers", () => {
      assert.deepEqual(visitor.complaints, []);
    });
  },
});

function serviceText(name: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: default, annotations: { metallb.io/address-pool: public } }
spec:
  type: LoadBalancer
  clusterIP: 10.96.1.1
  clusterIPs: [10.96.1.1]
  ipFamilies: [IPv4]
  ipFamilyPolicy: SingleStack
  ports: [{ port: 80, protocol: TCP }]
`;
}
