/** Functions that tests run inside the browser. */

export function hasFocus(element) {
  return element === document.activeElement;
}

export function pageWidth() {
  return document.documentElement.scrollWidth;
}

/** The texts whose contrast to their background is less than 4.5 to 1 (WCAG 2.2, criterion 1.4.3). */
export function faintTexts() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  /** The luminance of colours that are drawn over each other; the first colour is at the back. */
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

/**
 * Resolves when the page shows the text in its summary, or as the owner in the first row of its addresses, and has been
 * painted.
 */
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

/** The first address of the table, and its owner. */
export function owners() {
  const cells = document.querySelector("#addresses tbody tr")?.children;
  return [cells?.[0]?.textContent ?? "", cells?.[4]?.querySelector("button")?.textContent ?? ""];
}

/** The texts that extend beyond their cell or beyond the window. */
export function escapingTexts() {
  const escaping = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
    const home = text.parentElement.closest("td, th, dd, dt, h2, p, .sort");
    if (text.textContent.trim() === "" || home === null || home.getClientRects().length === 0) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const place = home.getBoundingClientRect();
    for (const { left, right, width } of range.getClientRects()) {
      if (width === 0 || getComputedStyle(text.parentElement).clipPath !== "none") continue;
      if (left < place.left - 1 || right > Math.min(place.right, innerWidth) + 1) {
        escaping.push(text.textContent.trim());
      }
    }
  }
  return [...new Set(escaping)];
}

/** The cells that overlap. */
export function overlaps() {
  const found = [];
  for (const row of document.querySelectorAll("tr")) {
    const cells = [...row.children].filter((cell) => cell.getClientRects().length > 0)
      .map((cell) => ({ cell, box: cell.getBoundingClientRect() }));
    for (const [index, { cell, box }] of cells.entries()) {
      for (const other of cells.slice(index + 1)) {
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (wide > 1 && high > 1) found.push(`${cell.textContent} / ${other.cell.textContent}`);
      }
    }
  }
  return found;
}

/** The addresses in the table that take more than one line. */
export function brokenAddresses() {
  return [...document.querySelectorAll("td.address")].filter((cell) => {
    const range = document.createRange();
    range.selectNodeContents(document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode());
    const tops = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top));
    return cell.getClientRects().length > 0 && new Set(tops).size > 1;
  }).map((cell) => cell.textContent);
}

/** The short names, such as `node-2`, that take more than one line. */
export function brokenNames() {
  return [...document.querySelectorAll("button.name")].filter((name) => {
    const range = document.createRange();
    range.selectNodeContents(name);
    const tops = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top));
    return name.textContent.length <= 12 && new Set(tops).size > 1;
  }).map((name) => name.textContent);
}

/** The elements that get the keyboard's focus and are not visible. */
export function invisibleStops() {
  const stops = [...document.querySelectorAll("a[href], button, input, select, [tabindex='0']")];
  return stops.filter((stop) => {
    if (stop.getClientRects().length === 0 || stop.disabled) return false;
    stop.focus();
    const { left, right, top, bottom } = stop.getBoundingClientRect();
    for (let each = stop; each !== null; each = each.parentElement) {
      if (getComputedStyle(each).clipPath !== "none") return true;
    }
    return right - left < 2 || bottom - top < 2 || right <= 0 || left >= innerWidth || bottom <= 0;
  }).map((stop) => stop.textContent || stop.id);
}

/**
 * The violations that axe-core finds, each as its rule and elements. The page must already contain the script of
 * axe-core.
 */
export async function violations() {
  const { violations: found } = await globalThis.axe.run(document);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
