import { World, WorldError } from "../../../runtime/lab/world.ts";
import { missingPart } from "../../cluster/missing_part.ts";

/** Whether this machine lets us make worlds; if not, says why tests are skipped. */
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
