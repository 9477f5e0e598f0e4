import { logger, warnRarely } from "../ground/log.ts";
import type { NodePlan } from "./node_plan.ts";
import { savePlan } from "./state_file.ts";

const log = logger("state");

/** Saves the plan after a change, at most once a second, and one save after the other. */
export class PlanSaver {
  readonly #folder: string | undefined;
  #saving = Promise.resolve();
  /** Begins the save that is due; undefined: none is due. */
  #due: (() => void) | undefined;
  #failures = 0;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  save(plan: Pick<NodePlan, "saved">): void {
    const folder = this.#folder;
    if (folder === undefined || this.#due !== undefined) return;
    const begin = (): void => {
      clearTimeout(timer);
      this.#due = undefined;
      this.#saving = this.#saving.then(() => this.#write(folder, plan));
    };
    const timer = setTimeout(begin, 1_000);
    this.#due = begin;
  }

  /** Resolves when the last change is saved. */
  async settled(): Promise<void> {
    this.#due?.();
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
