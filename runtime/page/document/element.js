/**
 * Makes elements. What comes from the cluster goes in as text, never as markup.
 *
 * @module
 */

/** `element("a.quiet", { title: "why" }, "text", otherElement)`: tag and classes, attributes, children. */
export function element(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  if (classes.length > 0) made.className = classes.join(" ");
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(attribute, value);
    else if (value !== undefined && value !== false) made.setAttribute(attribute, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Replaces the text only where it differs, so that a screen reader hears of it once. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
