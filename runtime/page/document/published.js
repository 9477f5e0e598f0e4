/**
 * Links to the documentation of this version.
 *
 * @module
 */

import { element } from "./element.js";

/** The URL of the folder above `docs`; undefined: the documentation is not published. */
export const published = { docs: undefined };

/** The place in the documentation that explains a reason; a link if the documentation is published. */
export function documentation(reason) {
  const path = `docs/troubleshooting.md#${reason.toLowerCase()}`;
  const place = published.docs === undefined
    ? element("code", {}, path)
    : element("a", { href: `${published.docs}/${path}`, target: "_blank", rel: "noopener noreferrer" }, reason);
  return element("p", {}, "In the documentation of this version: ", place);
}
