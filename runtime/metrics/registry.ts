/**
 * The registry of metrics. Each metric is defined in the file of its subject, such as `layer2_metrics.ts`, and
 * documented in docs/metrics.md.
 *
 * Values are read at each scrape, and written in the classic text format of Prometheus
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). So metrics cost almost nothing between scrapes, and
 * the series of a deleted object are gone at the next scrape.
 *
 * The text is sent in small pieces while it is built, since for 2000 addresses it has 330 kB.
 *
 * Why: docs/adr/0012-metrics-are-written-by-ourselves.md
 *
 * @module
 */

export interface Description {
  readonly name: string;
  readonly help: string;
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
  /** The suffix of the name, for samples of a histogram. */
  readonly suffix?: "_bucket" | "_sum" | "_count";
}

interface Metric extends Description {
  readonly type: "gauge" | "counter" | "histogram";
  readonly look: () => Iterable<Sample>;
}

export const contentType = "text/plain; version=0.0.4; charset=utf-8";

/** The length of a piece, in characters. A piece can be freed before the next piece is built. */
const pieceLength = 8_192;

export class Registry {
  readonly #metrics: Metric[] = [];
  readonly #preparations: (() => void | Promise<void>)[] = [];

  /** Runs the preparation before each scrape, for values that must be fetched or dropped first. */
  prepare(preparation: () => void | Promise<void>): void {
    this.#preparations.push(preparation);
  }

  gauge(description: Description, look: () => Iterable<Sample>): void {
    this.#metrics.push({ ...description, type: "gauge", look });
  }

  counter(description: Description, look: () => Iterable<Sample>): void {
    this.#metrics.push({ ...description, type: "counter", look });
  }

  histogram(description: Description, look: () => Iterable<Sample>): void {
    this.#metrics.push({ ...description, type: "histogram", look });
  }

  /** The current values of all metrics. */
  text(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const encoder = new TextEncoder();
    const lines = this.#lines();
    return new ReadableStream({
      start: async () => {
        await Promise.all(this.#preparations.map((prepare) => prepare()));
      },
      pull: (controller) => {
        let piece = "";
        while (piece.length < pieceLength) {
          const { value, done } = lines.next();
          if (done === true) break;
          piece += value;
        }
        if (piece === "") controller.close();
        else controller.enqueue(encoder.encode(piece));
      },
    });
  }

  *#lines(): Generator<string, undefined> {
    for (const { name, help, type, look } of this.#metrics) {
      yield `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
      for (const { labels, value, suffix = "" } of look()) yield `${name}${suffix}${labelsText(labels)} ${value}\n`;
    }
  }
}

function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  if (labels === undefined) return "";
  let text = "";
  for (const name in labels) text += `${text === "" ? "" : ","}${name}="${escaped(labels[name] ?? "")}"`;
  return text === "" ? "" : `{${text}}`;
}

function escaped(text: string): string {
  return /["\\\n]/.test(text) ? text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n") : text;
}
