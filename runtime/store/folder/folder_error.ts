/** The folder cannot be used at all. For the user. */
export class FolderError extends Error {
  override readonly name = "FolderError";
}
