import { missingPart } from "./missing_part.ts";

/** True if this process is root. Only root may start processes with other users and capabilities. */
export async function haveRoot(): Promise<boolean> {
  if (Deno.uid() === 0) return true;
  await missingPart("not root");
  return false;
}
