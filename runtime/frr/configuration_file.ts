/**
 * The file that FRR starts with: what it was last told and took, passwords included.
 *
 * @module
 */

/** Writes it whole or not at all, readable for its owner and group only. The folder gives the group. */
export async function writeConfigurationFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  await Deno.remove(temporary).catch(() => {});
  const file = await Deno.open(temporary, { write: true, createNew: true, mode: 0o600 });
  const writer = file.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  // The umask may have taken away what the group needs.
  await Deno.chmod(temporary, 0o640);
  await Deno.rename(temporary, path);
}
