/**
 * `deno run -A tests/bench/measured.ts [HEADING…]`: runs the commands of docs/measured.md and docs/sizing.md, and
 * writes their outputs into the pages. With headings, runs only the commands under these headings. Two hours on a quiet
 * machine are enough for all.
 *
 * @module
 */

import { loadavg } from "node:os";

const pages = ["docs/measured.md", "docs/sizing.md"];
const root = new URL("../../", import.meta.url);

/** A command of the page and its output, each in a block of its own. A new command has no output yet. */
const run = /^```sh\n(deno .*)\n```$(?:\n\n```text\n(?:.*\n)*?```$)?/gm;

const wanted = Deno.args;
for (const path of pages) await measure(new URL(path, root));

async function measure(page: URL): Promise<void> {
  const sections = (await Deno.readTextFile(page)).split(/^(?=## )/m);
  for (const [index, section] of sections.entries()) {
    const heading = /^## (.*)$/m.exec(section)?.[1] ?? "";
    // The commands before the first heading make the pages.
    if (heading === "" || wanted.length > 0 && !wanted.includes(heading)) continue;
    for (const [whole, command = ""] of section.matchAll(run)) {
      say(`${heading}: ${command}\n`);
      const output = await outputOf(command);
      if (output === undefined) continue;
      const block = `\`\`\`sh\n${command}\n\`\`\`\n\n\`\`\`text\n${output}\n\`\`\``;
      sections[index] = (sections[index] ?? "").replace(whole, () => block);
      // Writes after each command, so that a later failure loses no output.
      await Deno.writeTextFile(page, sections.join(""));
    }
  }
}

/** The tables that a command prints, after a line about the machine. Undefined if the command fails. */
async function outputOf(command: string): Promise<string | undefined> {
  const [program = "", ...args] = command.split(/ +(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((word) =>
    word.replaceAll('"', "")
  );
  const [load = 0] = loadavg();
  const started = new Date();
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd: root }).output();
  if (!success) {
    say(`Cannot measure: ${new TextDecoder().decode(stderr)}\n`);
    return undefined;
  }
  const tables = new TextDecoder().decode(stdout).trimEnd().split("\n").map((line) => line.trimEnd());
  return [`${started.toISOString().slice(0, 16)}Z, load average before the start ${load.toFixed(1)}`, ...tables].join(
    "\n",
  );
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
