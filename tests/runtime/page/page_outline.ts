/** What the page shows, in one line: its headings, and the titles of its tables and columns. */

const document = new URL("../../../runtime/page/document/", import.meta.url);

export function pageOutline(): string {
  const html = Deno.readTextFileSync(new URL("page.html", document));
  const tables = Deno.readTextFileSync(new URL("tables.js", document));
  const headings = [...html.matchAll(/<h2[^>]*>([^<]+)/g)].map(([, heading = ""]) => heading.trim());
  const titles = [...tables.matchAll(/\b(?:caption|title): "([^"]+)"/g)].map(([, title = ""]) => title);
  return [...headings, ...titles].join("; ");
}
