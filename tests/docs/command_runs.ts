/**
 * Which test runs the commands of which page, and which commands no test can run.
 *
 * @module
 */

/**
 * `tests/cluster/docs_commands_test.ts` runs, in this order, the commands of these pages that begin with one of
 * `askingWords`. The quick start is the last, since it changes a pool.
 */
export const askingPages: readonly string[] = [
  "concepts",
  "configuration",
  "metrics",
  "troubleshooting",
  "symptoms",
  "api-server-down",
  "requirements",
  "questions",
  "bgp",
  "faq",
  "reasons",
  "load-sharing",
  "README",
].map((name) => `docs/${name}.md`).concat("README.md", "SECURITY.md", "docs/quick-start.md");

export const askingWords: readonly string[] = [
  "kubectl",
  "deno task arpeggio why",
  "deno task permissions",
  ...["why", "whatif", "plan", "check", "status", "history"].map((name) => `deno task ${name}`),
];

/** What `docs_commands_test.ts` leaves out: placeholders, and port forwards, since no Pods run in its cluster. */
export const leftOut = /\bFILE\b|NAMESPACE\/NAME| port-forward /;

/** Commands that a page names without their arguments, so that they cannot run. */
export const mentioned: readonly string[] = [
  "kubectl",
  "kubectl get -o yaml",
  "kubectl get lease -l",
  "kubectl arpeggio",
  "kubectl arpeggio why",
  "kubectl delete -f",
  "kubectl describe",
  "kubectl describe service",
  "kubectl port-forward",
  "kubectl replace --force",
  "kubectl rollout undo",
  "deno task arpeggio",
  "ip addr del",
  "npx -y deno@2.9",
];

/** Tests that run all commands under some headings of a page. */
export const wholeSections: readonly {
  readonly page: string;
  readonly headings: readonly string[];
  readonly test: string;
}[] = [
  {
    page: "docs/install.md",
    headings: ["From a checkout", "By Helm", "By kustomize", "The heartbeat key", "Removal"],
    test: "tests/cluster/install_pages_test.ts",
  },
  {
    page: "docs/migrate.md",
    headings: ["Before", "The move", "After", "The way back"],
    test: "tests/cluster/install_pages_test.ts",
  },
  {
    page: "docs/upgrades.md",
    headings: ["From a checkout", "By Helm", "By kustomize", "Back with Helm"],
    test: "tests/cluster/install_pages_test.ts",
  },
  { page: "docs/releases.md", headings: ["Make", "Check"], test: "tests/runtime/release/release_test.ts" },
  { page: "README.md", headings: ["Ask it"], test: "tests/docs/empty_home_test.ts" },
  {
    page: "docs/questions.md",
    headings: ["What if", "In CI", "Old configuration of MetalLB"],
    test: "tests/docs/empty_home_test.ts",
  },
  {
    page: "docs/questions.md",
    headings: ["A cluster from files", "What happened", "An archive for a bug report"],
    test: "tests/cluster/docs_commands_test.ts",
  },
];

/** For commands that do not run as they are written: the test that does the same as the command. */
export const sameElsewhere: readonly { readonly command: RegExp; readonly test: string }[] = [
  { command: /^deno task deploy --rotate-key/, test: "tests/cluster/rotate_key_test.ts" },
  { command: /^deno task deploy/, test: "tests/cluster/install_pages_test.ts" },
  { command: /^deno task lab$/, test: "tests/lab/lab_once_test.ts" },
  { command: /^helm install .* --take-ownership$/, test: "tests/cluster/over_each_other_test.ts" },
  { command: /^deno task lab --load-sharing/, test: "tests/lab/lab_load_sharing_test.ts" },
  { command: /^deno task lab --bgp/, test: "tests/lab/lab_bgp_test.ts" },
  { command: /^npx -y deno@2\.9 task lab/, test: "tests/lab/lab_once_test.ts" },
  { command: /^deno task cluster/, test: "tests/pods/in_pods.ts" },
  { command: /^KUBECONFIG=\/run\/arpeggio-cluster\/kubeconfig deno task deploy/, test: "tests/pods/in_pods.ts" },
  { command: /^deno install --global/, test: "tests/docs/empty_home_test.ts" },
  { command: /^export PATH="\$HOME\/\.deno\/bin/, test: "tests/docs/empty_home_test.ts" },
  { command: /^arpeggio --version/, test: "tests/docs/empty_home_test.ts" },
  { command: /^source <\(arpeggio completion/, test: "tests/runtime/cli/completion_test.ts" },
  { command: /^arpeggio completion/, test: "tests/runtime/cli/completion_test.ts" },
  { command: /^tshark -X lua_script:/, test: "tests/tools/dissector_test.ts" },
  { command: /^deno task site/, test: "tests/docs/site_test.ts" },
  { command: /^arpeggio why .* --host /, test: "tests/runtime/cli/questions_test.ts" },
  { command: /^deno task generate/, test: "tests/tools/generate_test.ts" },
];

/** Commands that no test runs. */
export const neverRun: readonly { readonly command: RegExp; readonly why: string }[] = [
  { command: /^npx -y deno@2\.9 task test/, why: "it runs the tests" },
  { command: /^deno task test/, why: "it runs the tests" },
  { command: /^deno test/, why: "it runs the tests" },
  { command: /^deno task (fuzz|worlds|edits)$/, why: "it runs tests" },
  { command: /^deno run -A tests\/kernel\/main\.ts/, why: "it runs tests on another kernel" },
  {
    command: /^deno run -A tests\/runtime\/page\/pictures\.ts$/,
    why: "it makes the pictures of the status page again",
  },
  { command: /^deno run -A tests\/(cluster\/build|arm64\/emulator)\.ts$/, why: "it makes what the tests need" },
  { command: /^vtysh /, why: "it runs in the container of FRR" },
  { command: /^(arping|tcpdump) /, why: "it runs on a host of the nodes' network" },
  { command: /^SIMULATION_SEED=/, why: "it runs tests" },
  { command: /^deno task ok/, why: "it checks the code, and CI runs it" },
  { command: /^deno task$/, why: "it lists the tasks" },
  { command: /^nsenter/, why: "it needs the process id of a running lab" },
  { command: /^kubectl -n metallb-system port-forward/, why: "it runs until it is interrupted" },
  { command: /^kubectl -n metallb-system rollout undo/, why: "it needs an earlier revision" },
  { command: /^deno run -A tests\/bench\//, why: "it measures for minutes or hours" },
  { command: /^deno task bench/, why: "it measures for minutes or hours" },
  { command: /^apt-get install/, why: "it changes the machine" },
  { command: /^kind create cluster/, why: "it needs Docker and images from a registry" },
  { command: /^docker network inspect kind/, why: "it needs Docker" },
  { command: /^curl -i http:\/\/127\.0\.0\.1:10256\/livez$/, why: "it runs on a node, beside kube-proxy" },
  { command: /^curl -sfL https:\/\/get\.k3s\.io/, why: "it downloads a program and changes the machine" },
  { command: /^sudo cat \/etc\/rancher/, why: "it needs k3s" },
  { command: /^export KUBECONFIG=/, why: "it names a file of a cluster that is not there" },
  { command: /^curl -sSLf https:\/\/get\.k0s\.sh/, why: "it downloads a program and changes the machine" },
  { command: /^sudo k0s/, why: "it needs k0s and changes the machine" },
  { command: /^talosctl/, why: "it needs a cluster of Talos" },
];
