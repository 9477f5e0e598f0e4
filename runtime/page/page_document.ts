/**
 * The page as one HTML document without anything outside it: markup, style and script are put together at the start.
 *
 * @module
 */

import { hash } from "node:crypto";
import page from "./document/page.html" with { type: "text" };
import style from "./document/page.css" with { type: "text" };
import { scriptParts } from "./page_script.ts";

export interface PageDocument {
  readonly html: string;
  /** Allows just this style, this script, and requests to where the page came from. */
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

/** The parts of the script are modules, so that tools understand them; in one script they see each other without imports. */
function withoutModules(source: string): string {
  return source.replace(/^import [^;]*;\n/gm, "").replace(/^export /gm, "");
}

/** Of all that is inside the one element of that name (CSP Level 3, section 6.7.3). */
function hashOf(name: "style" | "script", html: string): string {
  const [, inside = ""] = new RegExp(`<${name}[^>]*>([^]*?)</${name}>`).exec(html) ?? [];
  return `sha256-${hash("sha256", inside, "base64")}`;
}
