/**
 * VitePress's configuration. `tools/site.ts` writes `site.json`, and copies this file beside it.
 *
 * https://vitepress.dev/reference/site-config
 *
 * @module
 */

import { readFileSync } from "node:fs";

const { base, sidebar } = JSON.parse(readFileSync(new URL("site.json", import.meta.url), "utf8"));

interface Token {
  readonly info: string;
  readonly content: string;
}

type Rule = (tokens: readonly Token[], index: number, ...rest: readonly unknown[]) => string;

/** The parts of markdown-it that this file uses. */
interface Markdown {
  readonly renderer: { readonly rules: { fence: Rule; text: Rule; code_inline: Rule } };
}

export default {
  title: "Arpeggio",
  description: "Addresses for Services of type LoadBalancer on bare-metal Kubernetes",
  lang: "en",
  base,
  srcDir: "pages",
  head: [
    ["script", { type: "module", src: `${base}diagrams.js` }],
    // Without an icon, a browser asks for favicon.ico.
    ["link", { rel: "icon", href: "data:," }],
  ],
  // HTML inside Markdown names an image by its path on the website.
  vue: { template: { transformAssetUrls: false } },
  markdown: { anchor: { slugify: anchorOf }, config: changeRules },
  themeConfig: { search: { provider: "local" }, sidebar, outline: [2, 3], docFooter: { prev: false, next: false } },
};

/** The anchor that GitHub makes for a heading, so that links work there and here. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
}

/**
 * Marks diagrams; `diagrams.js` draws them in the browser. Writes braces as entities, since braces in Go templates and
 * Prometheus rules are text, not expressions of Vue.
 */
function changeRules({ renderer: { rules } }: Markdown): void {
  const { fence, text, code_inline } = rules;
  const plain = (rule: Rule): Rule => (...args) => rule(...args).replaceAll("{{", "&#123;&#123;");
  rules.text = plain(text);
  rules.code_inline = plain(code_inline);
  rules.fence = (tokens, index, ...rest): string => {
    const token = tokens[index];
    if (token?.info.trim() !== "mermaid") return fence(tokens, index, ...rest);
    return `<pre class="diagram" v-pre>${text(tokens, index)}</pre>\n`;
  };
}
