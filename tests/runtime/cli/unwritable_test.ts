import assert from "node:assert/strict";
import { haveCommands } from "../../cluster/machine/commands.ts";

const root = new URL("../../../", import.meta.url);
const ignore = Deno.build.os !== "linux" || !await haveCommands("sh");
const fixture = "-f tests/fixtures/plan/main_job.yaml";
const full = "Cannot write to standard output: No space left on device (os error 28)\n";

interface Row {
  readonly name: string;
  /** The arguments and redirections, as in a shell. */
  readonly line: string;
  readonly code: number;
  readonly err: string;
}

const rows: readonly Row[] = [
  { name: "check", line: `check ${fixture} >/dev/full`, code: 2, err: full },
  { name: "plan", line: `plan ${fixture} >/dev/full`, code: 2, err: full },
  { name: "status -o yaml", line: `status ${fixture} -o yaml >/dev/full`, code: 2, err: full },
  { name: "why", line: `why default/nginx ${fixture} >/dev/full`, code: 2, err: full },
  { name: "whatif", line: `whatif --down test-1 ${fixture} >/dev/full`, code: 2, err: full },
  { name: "status", line: `status ${fixture} >/dev/full`, code: 2, err: full },
  { name: "history", line: `history ${fixture} >/dev/full`, code: 2, err: full },
  { name: "permissions", line: "permissions >/dev/full", code: 2, err: full },
  { name: "completion", line: "completion bash >/dev/full", code: 2, err: full },
  { name: "--help", line: "--help >/dev/full", code: 2, err: full },
  { name: "--version", line: "--version >/dev/full", code: 2, err: full },
  { name: "both outputs full", line: `status ${fixture} >/dev/full 2>/dev/full`, code: 2, err: "" },
  { name: "a complaint with a full standard error", line: "check nowhere >/dev/null 2>/dev/full", code: 2, err: "" },
  { name: "wrong arguments with a full standard error", line: "nowhere 2>/dev/full", code: 2, err: "" },
  { name: "closed outputs", line: "check nowhere >&- 2>&-", code: 2, err: "" },
  { name: "a reader that reads nothing", line: `plan ${fixture} | true`, code: 0, err: "" },
];

Deno.test.each([...rows])("an output that cannot be written is one line and exit code 2: $name", { ignore }, async (
  { line, code, err },
) => {
  const ending = await new Deno.Command("sh", {
    args: ["-c", `"$0" run -A --quiet runtime/main.ts ${line}`, Deno.execPath()],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assert.equal(new TextDecoder().decode(ending.stderr), err);
  assert.equal(ending.code, code);
});
