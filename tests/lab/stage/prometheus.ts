/** A Prometheus on a host of a lab, which scrapes the components of the lab every second. */

import { stringify } from "yaml";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";

const listen = "127.0.0.1:9090";

export interface PrometheusOptions {
  /** `ADDRESS:PORT` of each component, by the name of its job. */
  readonly jobs: Readonly<Record<string, readonly string[]>>;
  /** The path of a file with alert rules. */
  readonly rules: string;
  /** An empty folder for the configuration and the data. */
  readonly folder: string;
}

export class Prometheus {
  readonly #host: Host;

  private constructor(host: Host) {
    this.#host = host;
  }

  /** Starts Prometheus, and waits until it has scraped every component. It ends with the lab. */
  static async start(host: Host, { jobs, rules, folder }: PrometheusOptions): Promise<Prometheus> {
    const configuration = {
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: [rules],
      scrape_configs: Object.entries(jobs).map(([name, targets]) => ({
        job_name: name,
        static_configs: [{ targets: [...targets] }],
      })),
    };
    await Deno.writeTextFile(`${folder}/prometheus.yaml`, stringify(configuration));
    host.spawn("prometheus", [
      `--config.file=${folder}/prometheus.yaml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${listen}`,
    ], { stdin: "null", stdout: "null", stderr: "null" });
    const prometheus = new Prometheus(host);
    const count = Object.values(jobs).flat().length;
    await eventually("Prometheus has scraped every component", async () => {
      return (await prometheus.series("up == 1").catch(() => [])).length === count;
    });
    return prometheus;
  }

  /** The labels of each series that a query selects now. */
  async series(query: string): Promise<readonly unknown[]> {
    const { result }: { readonly result: readonly unknown[] } = await this.#ask("query", `query=${query}`);
    return result;
  }

  /** The names of the alerts whose condition is true now. */
  async alerts(): Promise<readonly string[]> {
    const { alerts }: { readonly alerts: readonly Alert[] } = await this.#ask("alerts");
    return [...new Set(alerts.map(({ labels }) => labels.alertname))].toSorted();
  }

  /** The alert rules whose last evaluation failed, with the error. */
  async brokenRules(): Promise<readonly string[]> {
    const { groups }: { readonly groups: readonly Group[] } = await this.#ask("rules");
    return groups.flatMap(({ rules }) => rules).flatMap(({ name, lastError }) =>
      lastError === undefined ? [] : [`${name}: ${lastError}`]
    );
  }

  async #ask<Data>(path: string, ...fields: readonly string[]): Promise<Data> {
    const encoded = fields.flatMap((field) => ["--data-urlencode", field]);
    const url = `http://${listen}/api/v1/${path}`;
    const { data, error } = JSON.parse(await this.#host.run("curl", ["--silent", "--get", ...encoded, url]));
    if (error !== undefined) throw new Error(`Cannot ask Prometheus for ${fields.join(" ")}: ${error}`);
    return data;
  }
}

interface Group {
  readonly rules: readonly { readonly name: string; readonly lastError?: string }[];
}

interface Alert {
  readonly labels: { readonly alertname: string };
}
