import assert from "node:assert/strict";
import { chromiumPath, openBrowser } from "./browser.ts";
import { longNames } from "./long_names.ts";
import { visit } from "./page_stage.ts";
import { shownState } from "./shown_state.ts";
import { shownWorld, worldOf } from "./shown_world.ts";

const chromium = await chromiumPath();
const ignore = chromium === undefined;

Deno.test({
  name:
    "status page: the title counts everything under Needs attention, and reasons link to the published documentation",
  ignore,
  fn: async () => {
    await using browser = await openBrowser(chromium ?? "");
    const world = await worldOf("nodes.yaml", "lan.yaml", "shop.yaml", "silent.yaml", "reasons/");
    await using shown = shownWorld(world, { docs: "https://docs.example.org/arpeggio" });
    await using visitor = await visit(browser, shown.url);
    const { page } = visitor;
    const state = await (await fetch(`${shown.url}api/v1/state`)).json();
    assert.ok(state.faults.length > 0);
    const counts = [state.troubles, state.pending, state.conflicts, state.faults].map(({ length }) => length);
    const troubles = counts.reduce((sum, length) => sum + length, 0);
    await page.locator("#faults tbody tr").first().waitFor();
    assert.equal(await page.title(), `(${troubles}) Arpeggio`);
    const { key, reason } = state.pending.find(({ key }: { readonly key: string }) => key.startsWith("service "));
    await page.goto(`${shown.url}#of=${encodeURIComponent(key.replace(" ", "/"))}`);
    const link = page.getByRole("link", { name: reason, exact: true });
    await link.waitFor();
    const place = `https://docs.example.org/arpeggio/docs/troubleshooting.md#${reason.toLowerCase()}`;
    assert.equal(await link.getAttribute("href"), place);
    assert.deepEqual(visitor.complaints, []);
  },
});

Deno.test({
  name:
    "status page: first steps are shown only while nothing is installed; until the cluster has been read, a view shows only that it is being read",
  ignore,
  fn: async () => {
    await using browser = await openBrowser(chromium ?? "");
    await using bare = shownWorld(await worldOf("nodes.yaml"));
    await using first = await visit(browser, bare.url);
    await first.page.getByRole("region", { name: "First steps" }).getByText("kind: IPAddressPool").waitFor();
    await using shown = shownWorld(await worldOf("nodes.yaml", "lan.yaml"));
    await using other = await visit(browser, shown.url);
    await other.page.locator("#pools tbody tr").first().waitFor();
    assert.equal(await other.page.getByRole("region", { name: "First steps" }).isHidden(), true);

    const { at: _, ...unread } = longNames(0);
    await using unreadPage = shownState({ ...unread, pools: [], nodes: [], troubles: [], pending: [], faults: [] });
    await using view = await visit(browser, `${unreadPage.url}#of=${encodeURIComponent("whatif/node-1/-")}`);
    await view.page.locator("#connection[data-state=live]").waitFor();
    assert.equal(await view.page.locator("#view-body").innerText(), "Reading the cluster…");
  },
});

Deno.test({
  name:
    "status page: the view of a BGPPeer shows each session, its history and the commands, and names a peer that does not exist; a session that is down is under Needs attention",
  ignore,
  fn: async () => {
    await using browser = await openBrowser(chromium ?? "");
    const down = { at: Date.now() - 60_000, what: "session-down", subjects: ["router"], nodes: ["node-2"] } as const;
    const up = {
      at: Date.now() - 90_000,
      what: "session-up",
      subjects: ["router"],
      nodes: ["node-1", "node-2"],
    } as const;
    await using shown = shownWorld(await worldOf("nodes.yaml", "bgp.yaml"), {
      history: [up, { ...down, note: "FRR: BFD down received" }, { ...down, subjects: ["other"] }],
    });
    await using visitor = await visit(browser, shown.url);
    await visitor.page.locator("#troubles tr").filter({ hasText: "SessionDown" })
      .getByRole("link", { name: "Why: peer router" }).click();
    const view = visitor.page.getByRole("region", { name: "Peer router" });
    await view.getByText("partly up", { exact: true }).waitFor();
    await view.getByRole("listitem").filter({ hasText: /^node-1 up$/ }).waitFor();
    await view.getByRole("listitem").filter({ hasText: /^node-2 down$/ }).waitFor();
    await view.getByText("arpeggio why peer/router", { exact: true }).waitFor();
    await view.getByText("arpeggio history peer/router", { exact: true }).waitFor();
    await view.getByRole("listitem").filter({ hasText: /session down router – node-2: FRR: BFD down received$/ })
      .waitFor();
    await view.getByRole("listitem").filter({ hasText: /session up router – node-1, node-2$/ }).waitFor();
    assert.equal(await view.getByText("other").count(), 0);
    await using stranger = await visit(browser, `${shown.url}#of=${encodeURIComponent("peer/nobody")}`);
    await stranger.page.getByText("there is no BGPPeer nobody", { exact: true }).waitFor();
    assert.deepEqual([...visitor.complaints, ...stranger.complaints], []);
  },
});
