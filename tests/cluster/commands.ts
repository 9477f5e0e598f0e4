import { missingPart } from "./missing_part.ts";

/** Whether all these commands are on the `PATH`; if not, it says so, or throws with `CI=true`. */
export async function haveCommands(...names: readonly string[]): Promise<boolean> {
  const paths = await Promise.all(names.map((name) => findCommand(name)));
  const missing = names.filter((_, index) => paths[index] === undefined);
  if (missing.length === 0) return true;
  await missingPart(`not on the PATH: ${missing.join(", ")}`);
  return false;
}

/** The path of a command: in the first folder, if one is given, else on the `PATH`. */
export async function findCommand(name: string, first?: string): Promise<string | undefined> {
  const folders = [first, ...(Deno.env.get("PATH") ?? "").split(":")].filter((folder) => folder !== undefined);
  const found = await Promise.all(folders.filter(Boolean).map((folder) => executable(`${folder}/${name}`)));
  return found.find((path) => path !== undefined);
}

/** The path, if there is a file that can be run. */
export async function executable(path: string): Promise<string | undefined> {
  try {
    const { isFile, mode } = await Deno.stat(path);
    return isFile && ((mode ?? 0) & 0o111) !== 0 ? path : undefined;
  } catch {
    return undefined;
  }
}
