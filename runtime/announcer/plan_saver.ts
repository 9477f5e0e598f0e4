import { logger, warnRarely } from "../ground/log.ts";
import type { NodePlan } from "./node_plan.ts";
import { savePlan } from "./state_file.ts";

const log = logger("state");

/** Saves the plan after a change, at most once a second, and one save after the other. */
export class PlanSaver {
  readonly #folder: string | undefined;
  #saving = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  save(plan: Pick<NodePlan, "saved">): void {
    const folder = this.#folder;
    if (folder === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#saving = this.#saving.then(() => this.#write(folder, plan));
    }, 1_000);
  }

  async settled(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
  }

  async #write(folder: string, { saved }: Pick<NodePlan, "saved">): Promise<void> {
    try {
      await savePlan(folder, saved);
      this.#failures = 0;
    } catch (error) {
      warnRarely(log, "Cannot write the plan: {error}", { error: String(error), failures: ++this.#failures });
    }
  }
}
