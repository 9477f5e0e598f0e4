import assert from "node:assert/strict";
import { bundleFailure, failureOf } from "../../../runtime/deploy/failure.ts";
import { KubectlError } from "../../../runtime/deploy/kubectl.ts";

interface Row {
  readonly name: string;
  /** kubectl's standard error. */
  readonly said: string;
  readonly line: string;
  readonly next: RegExp;
}

const rows: readonly Row[] = [
  {
    name: "a refused connection",
    said:
      `E1129 12:45:47.153414   21791 memcache.go:265] "Unhandled Error" err="dial tcp 127.0.0.1:1: connection refused"
The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?`,
    line:
      "Cannot reach the API server of context prod: The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?",
    next: /^ {2}kubectl --context prod cluster-info$/m,
  },
  {
    name: "an unknown host name",
    said: "Unable to connect to the server: dial tcp: lookup api.invalid on 192.0.2.53:53: no such host",
    line:
      "Cannot reach the API server of context prod: Unable to connect to the server: dial tcp: lookup api.invalid on 192.0.2.53:53: no such host",
    next: /config get-contexts/,
  },
  {
    name: "a certificate of another authority",
    said:
      "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority",
    line:
      "Cannot reach the API server of context prod: Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority",
    next: /cluster-info/,
  },
  {
    name: "a missing context",
    said: 'error: context "prod" does not exist',
    line: 'Cannot deploy: context "prod" does not exist',
    next: /kubectl config get-contexts/,
  },
  {
    name: "no current context",
    said: "error: current-context is not set",
    line: "Cannot deploy: current-context is not set",
    next: /--context/,
  },
  {
    name: "a token that is not accepted",
    said: "error: You must be logged in to the server (Unauthorized)",
    line:
      "Cannot deploy: the API server does not accept the credentials of context prod: You must be logged in to the server (Unauthorized)",
    next: /auth whoami/,
  },
  {
    name: "missing rights, one for each object",
    said: ["a", "b", "c"].map((name) =>
      `Error from server (Forbidden): customresourcedefinitions.apiextensions.k8s.io "${name}" is forbidden: User "eve" cannot patch`
    ).join("\n"),
    line:
      'Cannot deploy: a right is missing: customresourcedefinitions.apiextensions.k8s.io "a" is forbidden: User "eve" cannot patch (and 2 more)',
    next: /administrator of the cluster/,
  },
  {
    name: "an unknown error",
    said: 'error: unable to parse "x"\nand more',
    line: 'Cannot run kubectl apply --server-side: unable to parse "x"\nand more',
    next: /kubectl --context prod -n metallb-system describe pods/,
  },
];

Deno.test.each(rows)("deploy reports its failure, with the next step: $name", ({ said, line, next }) => {
  const error = new KubectlError(["apply", "--server-side", "-f", "-"], said);
  const failure = failureOf(error, { task: "deploy", namespace: "metallb-system", context: "prod" });
  assert.equal(failure.line, line);
  assert.match(failure.next.join("\n"), next);
});

Deno.test("the next step asks the cluster of the chosen kubeconfig and context", () => {
  const said = "The connection to the server 127.0.0.1:1 was refused";
  const target = { task: "deploy", namespace: "metallb-system", kubeconfig: "other.yaml", context: "prod" } as const;
  const { next } = failureOf(new KubectlError(["version"], said), target);
  assert.deepEqual(next.slice(1), [
    "  kubectl --kubeconfig other.yaml --context prod cluster-info",
    "  kubectl --kubeconfig other.yaml config get-contexts",
  ]);
});

const bundles = [
  {
    name: "no registry",
    said: `error: Failed loading http://127.0.0.1:1/@esbuild%2flinux-x64 for package "@esbuild/linux-x64"

Caused by:
    error sending request for url (http://127.0.0.1:1/@esbuild%2flinux-x64): tcp connect error: Connection refused

Stack backtrace:
   0: <unknown>`,
    line:
      'Cannot bundle the program: Failed loading http://127.0.0.1:1/@esbuild%2flinux-x64 for package "@esbuild/linux-x64": ' +
      "error sending request for url (http://127.0.0.1:1/@esbuild%2flinux-x64): tcp connect error: Connection refused",
  },
  {
    name: "a missing file",
    said:
      'error: Module not found "file:///checkout/functions/missing.ts".\n    at file:///checkout/functions/allocate.ts:1:8',
    line: 'Cannot bundle the program: Module not found "file:///checkout/functions/missing.ts".',
  },
];

Deno.test.each(bundles)("deploy reports why the program cannot be bundled: $name", ({ said, line }) => {
  const failure = bundleFailure(said);
  assert.equal(failure.line, line);
  assert.match(failure.next.join("\n"), /NPM_CONFIG_REGISTRY[^]*deno task bundle/);
});
