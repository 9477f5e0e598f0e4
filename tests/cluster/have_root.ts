import { missingPart } from "./missing_part.ts";

/** Whether this is root, who alone may give processes other users and capabilities. */
export async function haveRoot(): Promise<boolean> {
  if (Deno.uid() === 0) return true;
  await missingPart("not root");
  return false;
}
