/**
 * `deno run -A tests/runtime/page/pictures.ts` makes the pictures of the status page in docs/images: the real page of a
 * controller on the example of `tests/fixtures/page`, after a failover and a conflict.
 *
 * @module
 */

import { chromiumPath, openBrowser } from "./browser.ts";
import { pageOutline } from "./page_outline.ts";
import { pageStage, visit } from "./page_stage.ts";
import { palettePNG } from "./palette_png.ts";

const images = new URL("../../../docs/images/", import.meta.url);
const chromium = await chromiumPath();
/** The picture for phones shows only the beginning of the page. */
const looks: readonly Look[] = [{ width: 320, height: 2_000 }, { width: 1440 }];
const patienceMs = 300_000;

interface Look {
  readonly width: number;
  /** Undefined: as high as the page. */
  readonly height?: number;
}

if (chromium !== undefined) await makePictures(chromium);

async function makePictures(path: string): Promise<void> {
  await using stage = await pageStage();
  await using browser = await openBrowser(path);
  await using first = await visit(browser, stage.url);
  first.page.setDefaultTimeout(patienceMs);
  const row = (table: string, text: string): Promise<void> =>
    first.page.locator(`#${table} tbody tr`, { hasText: text }).first().waitFor();
  await row("addresses", "Announcing");
  await first.page.locator("#balance", { hasText: "balanced" }).waitFor();
  await stage.announcers.kill("node-2", 320);
  await row("timeline", "taken over");
  await stage.announcers.conflict("203.0.113.20", "02:66:66:66:66:66");
  await row("conflicts", "203.0.113.20");
  // All pictures are taken before the first is written: the example's announcers do not renew their Leases.
  const taken = [];
  for (const { width, height } of looks) {
    for (const colorScheme of ["light", "dark"] as const) {
      await first.page.setViewportSize({ width, height: 900 });
      await first.page.emulateMedia({ colorScheme });
      const clip = height === undefined ? {} : { clip: { x: 0, y: 0, width, height } };
      const png = await first.page.screenshot({ fullPage: true, ...clip });
      taken.push({ name: `status-page-${colorScheme}-${width}.png`, png });
    }
  }
  for (const { name, png } of taken) {
    await Deno.writeFile(new URL(name, images), palettePNG(png, pageOutline()));
  }
}
