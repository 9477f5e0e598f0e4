import assert from "node:assert/strict";
import { type FrrDaemon, frrDaemons } from "../../../functions/model/bgp/frr_statement.ts";
import { Frr, type FrrOptions, type FrrPlan } from "../../../runtime/frr/frr.ts";

type News = Parameters<FrrOptions["report"]>[0];

/** An `Frr` whose news a test can wait for. */
export class FrrDesk implements AsyncDisposable {
  readonly frr: Frr;
  readonly news: News[] = [];
  #bell = Promise.withResolvers<void>();

  constructor(options: Omit<FrrOptions, "report">) {
    this.frr = new Frr({
      ...options,
      report: (news) => {
        this.news.push(news);
        this.#bell.resolve();
        this.#bell = Promise.withResolvers();
      },
    });
  }

  /** Tells FRR, and waits until every daemon has taken it; a plan that a daemon has taken before, it need not take again. */
  async tell(plan: FrrPlan): Promise<void> {
    this.frr.want(plan);
    await this.until((news) =>
      frrDaemons.every((daemon) =>
        news.some((each) =>
          each.news === "configured" && each.daemon === daemon &&
          JSON.stringify(each.wanted.statements) === JSON.stringify(plan.configuration[daemon])
        )
      )
    );
  }

  /** Waits for news. */
  async until(holds: (news: readonly News[]) => boolean): Promise<void> {
    const patience = AbortSignal.timeout(60_000);
    while (!holds(this.news)) {
      const late = Promise.withResolvers<never>();
      const fail = (): void =>
        late.reject(new Error(`The news did not come; there was ${JSON.stringify(this.summary())}`));
      patience.addEventListener("abort", fail, { once: true });
      await Promise.race([this.#bell.promise, late.promise]);
      patience.removeEventListener("abort", fail);
    }
  }

  /** How many commands each of the last configurations took. */
  commands(daemon: FrrDaemon): number | undefined {
    const last = this.news.findLast((each) => each.news === "configured" && each.daemon === daemon);
    assert.ok(last?.news === "configured");
    return last.commands;
  }

  summary(): readonly unknown[] {
    return this.news.map((each) => each.news === "configured" ? { ...each, wanted: undefined } : each);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.frr.stop();
  }
}
