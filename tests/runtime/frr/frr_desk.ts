import assert from "node:assert/strict";
import { type FrrDaemon, frrDaemons } from "../../../functions/model/frr/statement.ts";
import { Frr, type FrrOptions, type FrrPlan } from "../../../runtime/frr/frr.ts";

type News = Parameters<FrrOptions["report"]>[0];

/** An `Frr` that records its news, so that a test can wait for them. */
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

  /** Configures FRR by the plan, and waits until every daemon has accepted or refused each line. */
  async tell(plan: FrrPlan): Promise<void> {
    this.frr.want(plan);
    await this.until((news) =>
      frrDaemons.every((daemon) => {
        const last = news.findLast((each) => "daemon" in each && each.daemon === daemon);
        return last?.news === "configured" &&
          JSON.stringify(last.wanted.statements) === JSON.stringify(plan.configuration[daemon]) &&
          JSON.stringify([...last.wanted.passwords]) === JSON.stringify([...plan.passwords]);
      })
    );
  }

  /** Waits until the check holds for the news. */
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

  /** The number of commands in the daemon's last configuration. */
  commands(daemon: FrrDaemon): number | undefined {
    const last = this.news.findLast((each) => each.news === "configured" && each.daemon === daemon);
    assert.ok(last?.news === "configured");
    return last.commands;
  }

  summary(): readonly unknown[] {
    return this.news.map((each) =>
      each.news === "configured" ? { ...each, wanted: undefined, taken: undefined } : each
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.frr.stop();
  }
}
