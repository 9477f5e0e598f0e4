/** Starts a real browser for tests: Debian's Chromium, headless, controlled by playwright-core. */

import { type Browser, chromium } from "playwright-core";
import { findCommand } from "../../cluster/machine/commands.ts";
import { missingPart } from "../../cluster/machine/missing_part.ts";

/**
 * The path of Chromium. If Chromium is missing, prints a message and returns undefined. With `CI=true` throws an error
 * instead.
 */
export async function chromiumPath(): Promise<string | undefined> {
  const path = await findCommand("chromium") ?? await findCommand("google-chrome");
  if (path === undefined) await missingPart("not on the PATH: chromium");
  return path;
}

const patienceMs = 60_000;

/** Starts the browser. The browser ends when it is closed, or with this process, to which a pipe connects it. */
export async function openBrowser(executablePath: string): Promise<Browser & AsyncDisposable> {
  const args = [
    // CI runs as root, and as root Chromium runs only without its sandbox.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
  ];
  return await chromium.launch({ executablePath, args, timeout: patienceMs });
}
