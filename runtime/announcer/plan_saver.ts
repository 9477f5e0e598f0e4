import type { NodePlan } from "./node_plan.ts";
import { savePlan } from "./state_file.ts";

/** Saves the plan after a change, at most once a second. */
export class PlanSaver {
  readonly #folder: string | undefined;
  #saving: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  save(plan: NodePlan): void {
    const folder = this.#folder;
    if (folder === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#saving = savePlan(folder, plan.saved);
    }, 1_000);
  }

  async settled(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
  }
}
