import { World, WorldError } from "../../../runtime/lab/stage/world.ts";
import { missingPart } from "../../cluster/machine/missing_part.ts";

/** True if this machine allows worlds. Otherwise prints why tests are skipped, or with `CI=true` throws an error. */
export async function worldsAllowed(): Promise<boolean> {
  try {
    await using _world = await World.create();
    return true;
  } catch (error) {
    if (!(error instanceof WorldError)) throw error;
    await missingPart(error.message);
    return false;
  }
}
