/**
 * What a node of a lab serves: HTTP that says which node it is, and an echo, on every address that the kernel takes.
 *
 * @module
 */

export const httpPort = 80;
export const echoPort = 7;

/** Says `ready` on standard output once both listen. Never ends. */
export async function serveBackend(name: string): Promise<void> {
  const hostname = "::";
  const http = Deno.serve({ hostname, port: httpPort, onListen: () => {} }, () => new Response(`${name}\n`));
  using echo = Deno.listen({ hostname, port: echoPort });
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
  for await (const connection of echo) {
    // A client that goes away in the middle of a line is none of our business.
    connection.readable.pipeTo(connection.writable).catch(() => {});
  }
  await http.finished;
}
