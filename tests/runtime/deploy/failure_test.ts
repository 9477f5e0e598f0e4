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
    name: "a kubeconfig that is no YAML",
    said: 'error: error loading config file "kc": yaml: line 1: did not find expected node content',
    line:
      'Cannot deploy: kubectl cannot use the kubeconfig: error loading config file "kc": yaml: line 1: did not find expected node content',
    next: /kubectl config view$/m,
  },
  {
    name: "certificates that are not there",
    said: `error: Error in configuration:
* unable to read client-cert /nope for u due to open /nope: no such file or directory
* unable to read client-key /nope for u due to open /nope: no such file or directory`,
    line:
      "Cannot deploy: kubectl cannot use the kubeconfig: unable to read client-cert /nope for u due to open /nope: no such file or directory (and 1 more)",
    next: /kubectl config view$/m,
  },
  {
    name: "no credentials",
    said: "error: EOF",
    line:
      "Cannot deploy: the kubeconfig has no credentials for context prod that the API server accepts: kubectl asks for a user name",
    next: /auth whoami/,
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
  const failure = failureOf(error, { task: "deploy", namespace: "metallb-system", context: "prod" }, true);
  assert.equal(failure.line, line);
  assert.match(failure.next.join("\n"), next);
});

Deno.test("before anything is changed, the next step of an unknown error names no Pods", () => {
  const error = new KubectlError(["kustomize", "folder"], "error: accumulating resources");
  assert.deepEqual(failureOf(error, { task: "remove", namespace: "metallb-system" }, false), {
    line: "Cannot run kubectl kustomize folder: accumulating resources",
    next: ["Nothing was changed. Remove the cause, then run the command again."],
  });
});

Deno.test("the next step asks the cluster of the chosen kubeconfig and context", () => {
  const said = "The connection to the server 127.0.0.1:1 was refused";
  const target = { task: "deploy", namespace: "metallb-system", kubeconfig: "other.yaml", context: "prod" } as const;
  const { next } = failureOf(new KubectlError(["version"], said), target, true);
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
