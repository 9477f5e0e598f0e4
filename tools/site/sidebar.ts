/**
 * The list of pages beside each page of the website. It follows the tables and lists in the two indexes of the
 * documentation.
 *
 * @module
 */

import { posix } from "node:path";

/** VitePress gives the fields their names. */
export interface Group {
  readonly text: string;
  readonly collapsed?: boolean;
  readonly items: readonly { readonly text: string; readonly link: string }[];
}

const project = [["Contributing", "CONTRIBUTING.md"], ["Security", "SECURITY.md"], [
  "Changelog",
  "CHANGELOG.md",
]] as const;

/** @param stagedPath the path of a page that VitePress reads */
export function sidebarOf(root: string, stagedPath: (path: string) => string): readonly Group[] {
  const linksOf = (page: string, pattern: RegExp): Group["items"] => {
    const found = [...Deno.readTextFileSync(`${root}${page}`).matchAll(pattern)];
    return found.map(([, text = "", to = ""]) => ({ text, link: linkTo(posix.join(posix.dirname(page), to)) }));
  };
  const linkTo = (path: string): string => `/${stagedPath(path).replace(/(index)?\.md$/, "")}`;
  return [
    {
      text: "Documentation",
      items: [
        { text: "Overview", link: "/" },
        { text: "Index", link: "/docs/" },
        ...linksOf("docs/README.md", /^\| \[([^\]]+)\]\(([^)#]+)\)/gm),
      ],
    },
    { text: "Project", items: project.map(([text, path]) => ({ text, link: linkTo(path) })) },
    { text: "Decisions", collapsed: true, items: linksOf("docs/adr/README.md", /^\d+\. \[([^\]]+)\]\(([^)#]+)\)/gm) },
  ];
}
