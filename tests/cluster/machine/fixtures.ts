/** The path of a fixture: a file or folder of `tests/fixtures/`. */
export function fixture(name: string): string {
  return new URL(`../../fixtures/${name}`, import.meta.url).pathname;
}
