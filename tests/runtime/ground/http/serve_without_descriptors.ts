/**
 * A process that takes all its file descriptors while it serves, and frees them after 0.7 s.
 *
 * @module
 */

import { startLog } from "../../../../runtime/ground/log.ts";
import { listen } from "../../../../runtime/ground/http/listen.ts";

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

// Arpeggio's components also listen for this signal. Deno needs a file descriptor for it, so this comes first.
Deno.addSignalListener("SIGTERM", () => Deno.exit());
await startLog({ level: "info", format: "text" });
await using server = listen({ hostname: "127.0.0.1", port: 0 }, () => new Response("hello\n"));
const held: Deno.FsFile[] = [];
try {
  while (true) held.push(Deno.openSync("/dev/null"));
} catch {
  print(`port ${server.port}`);
}
await new Promise((resolve) => setTimeout(resolve, 700));
for (const each of held) each.close();
print("room again");
await new Promise((resolve) => setTimeout(resolve, 60_000));
