/**
 * A real browser for tests: Debian's Chromium, without a window, steered by playwright-core.
 */

import { type Browser, chromium } from "playwright-core";
import { findCommand } from "../../cluster/commands.ts";
import { missingPart } from "../../cluster/missing_part.ts";

/** The path of Chromium; undefined, with the reason said, where there is none. */
export async function chromiumPath(): Promise<string | undefined> {
  const path = await findCommand("chromium") ?? await findCommand("google-chrome");
  if (path === undefined) await missingPart("not on the PATH: chromium");
  return path;
}

const patienceMs = 60_000;

/** Starts it; it ends when it is closed, and with this process, whose pipe it hangs on. */
export async function openBrowser(executablePath: string): Promise<Browser & AsyncDisposable> {
  const args = [
    // Root may run Chromium only without its sandbox, and CI is root.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
  ];
  return await chromium.launch({ executablePath, args, timeout: patienceMs });
}
