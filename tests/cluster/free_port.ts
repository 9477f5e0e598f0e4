/**
 * A TCP port that nobody listens on at 127.0.0.1, below the range from which the kernel gives ports to outgoing connections,
 * so that none of those takes it before its user starts.
 */
export function freePort(): number {
  for (let tries = 0; tries < 100; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("Cannot find a free port: 100 between 20000 and 30000 were in use");
}
