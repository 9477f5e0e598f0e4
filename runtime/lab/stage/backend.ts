/**
 * The backend on a node of a lab: an HTTP server that answers with the node's name, and a TCP echo server. Both listen
 * on every address.
 *
 * @module
 */

export const httpPort = 80;
export const echoPort = 7;

/** Prints `ready` once both servers listen. Never ends. */
export async function serveBackend(name: string): Promise<void> {
  const hostname = "::";
  const http = Deno.serve({ hostname, port: httpPort, onListen: () => {} }, () => new Response(`${name}\n`));
  using echo = Deno.listen({ hostname, port: echoPort });
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
  for await (const connection of echo) {
    // A client may close the connection in the middle of a line: that is no error.
    connection.readable.pipeTo(connection.writable).catch(() => {});
  }
  await http.finished;
}
