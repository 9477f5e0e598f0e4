/**
 * An API server that answers lists only, with a kubeconfig for it.
 */

/** A kubeconfig for a server without credentials. */
export async function kubeconfigFor(server: string): Promise<string> {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(
    path,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "here",
      contexts: [{ name: "here", context: { cluster: "here", user: "me" } }],
      clusters: [{ name: "here", cluster: { server } }],
      users: [{ name: "me", user: {} }],
    }),
  );
  return path;
}

/** An API server that has Kubernetes' own kinds, and these. */
export function serverWith(kinds: Readonly<Record<string, readonly object[]>>): (request: Request) => Response {
  return ({ url }) => {
    const [, ...path] = new URL(url).pathname.split("/");
    const plural = path.at(-1) ?? "";
    const isOwn = path[0] === "api" || path[1]?.endsWith(".k8s.io") === true;
    return isOwn || Object.hasOwn(kinds, plural)
      ? Response.json({ metadata: { resourceVersion: "1" }, items: kinds[plural] ?? [] })
      : new Response("404 page not found", { status: 404 });
  };
}
