/** The version of the program: the newest version in CHANGELOG.md. */
export const version = "0.1.0";
