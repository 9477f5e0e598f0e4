/**
 * Runs a real controller on a folder with the example of `tests/fixtures/page`, and opens its status page in a real
 * browser.
 */

import type { Browser, Page } from "playwright-core";
import { Daemon } from "../../cluster/machine/daemon.ts";
import { freePort } from "../../cluster/machine/free_port.ts";
import { hostLauncher } from "../../cluster/machine/launcher.ts";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { StandInAnnouncers } from "./stand_in_announcers.ts";

const root = new URL("../../../", import.meta.url).pathname;
const fixtures = `${root}tests/fixtures/page`;
/** The page shows the path of its folder. A relative path is the same on every machine. */
const world = "example";

export interface PageStage extends AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  readonly announcers: StandInAnnouncers;
  /** Starts another controller while the first one leads. Returns the URL of its page. */
  another(): Promise<string>;
}

export async function pageStage(): Promise<PageStage> {
  await using stack = new AsyncDisposableStack();
  const { path: scratch } = stack.use(await scratchFolder("status_page_"));
  const folder = `${scratch}/${world}`;
  await Deno.mkdir(folder);
  for await (const { name } of Deno.readDir(fixtures)) await Deno.copyFile(`${fixtures}/${name}`, `${folder}/${name}`);
  const controllers = stack.use(new AsyncDisposableStack());
  const controller = async (name: string): Promise<string> => {
    const port = freePort();
    const args = [`${root}runtime/main.ts`, "controller", "--folder", world, "--page", `127.0.0.1:${port}`];
    const program = ["-C", scratch, Deno.execPath(), "run", "-A", ...args];
    const log = `${scratch}/${name}.log`;
    const daemon = controllers.use(new Daemon(["env", ...program], { name, log, launcher: hostLauncher }));
    const url = `http://127.0.0.1:${port}/`;
    await daemon.ready(() => answers(url));
    return url;
  };
  // The announcers start before the controller, so that its first election includes all of them.
  const announcers = stack.use(await StandInAnnouncers.open(folder, ["node-1", "node-2", "node-3"]));
  const url = await controller("controller");
  const owned = stack.move();
  return {
    folder,
    url,
    announcers,
    another: () => controller("another"),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** An open page, and its errors. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings on the console, exceptions, dialogs, and requests to other servers. */
  readonly complaints: readonly string[];
}

export async function visit(
  browser: Browser,
  url: string,
  { width = 1440, colorScheme = "light" }: { readonly width?: number; readonly colorScheme?: "light" | "dark" } = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  const { origin } = new URL(url);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin && !request.url().startsWith("data:")) {
      complaints.push(`request: ${request.url()}`);
    }
  });
  await page.goto(url);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
