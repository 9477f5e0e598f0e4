/**
 * Creates HTML elements. Data of the cluster is inserted as text, never as markup.
 *
 * @module
 */

/**
 * Creates an element from its tag and classes, attributes and children: `element("a.quiet", { title: "why" }, "text",
 * otherElement)`.
 */
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

/** Replaces the text only if it differs, so that a screen reader reads each change only once. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
