/**
 * What tests ask inside of the browser.
 */

export function hasFocus(element) {
  return element === document.activeElement;
}

export function pageWidth() {
  return document.documentElement.scrollWidth;
}

/** Texts whose contrast to what is behind them is less than 4.5 to 1 (WCAG 2.2, criterion 1.4.3). */
export function faintTexts() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  /** Colours laid over each other, from the back. */
  const luminance = (colors) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *:not(script):not(style)")) {
    const text = [...element.childNodes].filter((each) => each.nodeType === 3).map((each) => each.textContent).join("");
    if (text.trim() === "" || element.getClientRects().length === 0) continue;
    const behind = [];
    for (let each = element; each !== null; each = each.parentElement) {
      behind.unshift(getComputedStyle(each).backgroundColor);
    }
    const [one, other] = [luminance(behind), luminance([...behind, getComputedStyle(element).color])];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) faint.push(`${text.trim()}: ${contrast.toFixed(2)}`);
  }
  return faint;
}

/** Resolves when the page has shown the text in its summary or in the first row of its addresses, and has been painted. */
export function isShown(text) {
  return new Promise((resolve) => {
    const look = () => {
      const shown = document.querySelector("#summary")?.textContent ?? "";
      const row = document.querySelector("#addresses tbody tr")?.children[4]?.textContent ?? "";
      const rows = document.querySelector("#addresses tbody")?.children.length ?? 0;
      if (rows === 0 || !(shown.includes(text) || row.startsWith(text))) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(resolve));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, characterData: true });
    look();
  });
}

/** The first address of the table, and who owns it. */
export function owners() {
  const cells = document.querySelector("#addresses tbody tr")?.children;
  return [cells?.[0]?.textContent ?? "", cells?.[4]?.querySelector("button")?.textContent ?? ""];
}
