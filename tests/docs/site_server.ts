/**
 * Serves a folder as usual web servers do: for a folder it sends the `index.html`, and it redirects a path of a folder
 * that does not end with a slash.
 */

export interface SiteServer extends AsyncDisposable {
  /** Ends with a slash. */
  readonly url: string;
  /** The requested paths that do not exist. */
  readonly missing: readonly string[];
}

const types: Readonly<Record<string, string>> = {
  css: "text/css",
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

/** @param base the path of the website on the server, with a slash at both ends */
export function serveSite(folder: string, base: string): SiteServer {
  const missing: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, async ({ url }) => {
    const { pathname } = new URL(url);
    const path = `${folder}/${decodeURI(pathname.slice(base.length))}`;
    try {
      if (!pathname.startsWith(base)) throw new Deno.errors.NotFound();
      const { isDirectory } = await Deno.stat(path);
      if (isDirectory && !pathname.endsWith("/")) return Response.redirect(`${url}/`, 301);
      const file = isDirectory ? `${path}index.html` : path;
      const type = types[file.split(".").at(-1) ?? ""] ?? "application/octet-stream";
      return new Response(await Deno.readFile(file), { headers: { "content-type": type } });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      missing.push(pathname);
      return new Response("absent", { status: 404 });
    }
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}${base}`,
    missing,
    async [Symbol.asyncDispose](): Promise<void> {
      await server.shutdown();
    },
  };
}
