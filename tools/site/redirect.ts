import { posix } from "node:path";

/**
 * A page of HTML that leads from the name of a Markdown file to its page, and keeps the anchor. So the `runbook_url` of
 * an alert, such as `docs/troubleshooting.md#arpeggionoleader`, opens on the website too.
 *
 * @param path the Markdown file in the project, such as `docs/README.md`
 * @param staged the Markdown file that VitePress reads, such as `docs/index.md`
 */
export function redirectTo(path: string, staged: string): string {
  const to = posix.relative(path, staged.replace(/\.md$/, ".html"));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Arpeggio</title>
<link rel="canonical" href="${to}">
<meta http-equiv="refresh" content="1; url=${to}">
<script>location.replace("${to}" + location.hash)</script>
<a href="${to}">${path}</a>
`;
}
