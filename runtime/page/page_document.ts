/**
 * The page as one complete HTML document, which contains its style and its script.
 *
 * @module
 */

import { hash } from "node:crypto";
import page from "./document/page.html" with { type: "text" };
import style from "./document/page.css" with { type: "text" };
import { scriptParts } from "./page_script.ts";

export interface PageDocument {
  readonly html: string;
  /** Allows only this style, this script, and requests to the page's own server. */
  readonly contentSecurityPolicy: string;
}

export function pageDocument(): PageDocument {
  const script = [...scriptParts.map(withoutModules), "start();"].join("\n");
  const html = page.replace("/* style */", () => style).replace("/* script */", () => script);
  return {
    html,
    contentSecurityPolicy: [
      "default-src 'none'",
      `style-src '${hashOf("style", html)}'`,
      `script-src '${hashOf("script", html)}'`,
      "connect-src 'self'",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  };
}

/** Removes imports and exports: the parts of the script are modules for the tools, but are joined into one script. */
function withoutModules(source: string): string {
  return source.replace(/^import [^;]*;\n/gm, "").replace(/^export /gm, "");
}

/** The CSP hash (CSP Level 3, section 6.7.3) of the content of the only element with this name. */
function hashOf(name: "style" | "script", html: string): string {
  const [, inside = ""] = new RegExp(`<${name}[^>]*>([^]*?)</${name}>`).exec(html) ?? [];
  return `sha256-${hash("sha256", inside, "base64")}`;
}
