/** Draws the diagrams of a page, in the browser. Mermaid is loaded only by a page that has a diagram. */

const sources = new WeakMap();
let loading;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("mermaid.js", import.meta.url).href;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

async function draw(diagrams) {
  if (diagrams.length === 0) return;
  for (const each of diagrams) if (!sources.has(each)) sources.set(each, each.textContent);
  await load();
  const isDark = document.documentElement.classList.contains("dark");
  globalThis.mermaid.initialize({ startOnLoad: false, theme: isDark ? "dark" : "neutral" });
  await globalThis.mermaid.run({ nodes: diagrams });
}

function drawNew() {
  return draw([...document.querySelectorAll("pre.diagram")].filter((each) => !sources.has(each)));
}

/** Draws all diagrams again, in the colours of the theme that the reader has chosen. */
function drawAll() {
  const drawn = [...document.querySelectorAll("pre.diagram")].filter((each) => sources.has(each));
  for (const each of drawn) {
    each.removeAttribute("data-processed");
    each.textContent = sources.get(each);
  }
  return draw(drawn);
}

new MutationObserver(drawNew).observe(document.body, { childList: true, subtree: true });
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["class"] });
await drawNew();
