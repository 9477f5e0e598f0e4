/**
 * `arpeggio deploy`: installs this checkout into the cluster that kubectl points to, or brings it up to date.
 *
 * @module
 */

import { Command, InvalidArgumentError, Option } from "commander";
import { defaultSettings } from "../../../functions/model/observed.ts";
import { deploy, type DeployOptions, prepare } from "../../deploy/deploy.ts";
import { advice, DeployError, type Failure, failureOf, type Task } from "../../deploy/failure.ts";
import { Kubectl, KubectlError } from "../../deploy/kubectl.ts";
import { rotateKey } from "../../deploy/rotate_key.ts";
import { removable, uninstall } from "../../deploy/uninstall.ts";
import { refuseOldServer, serverVersion } from "../../deploy/server_version.ts";
import { farewell, listing, nothingToRemove } from "../../deploy/words.ts";
import { UsageError } from "../../ground/usage_error.ts";
import { reasonOf } from "../../reading/system_reason.ts";
import { complain, print } from "../text/output.ts";
import { yamlDocuments } from "../text/print_yaml.ts";

interface DeployArguments extends Omit<DeployOptions, "timeoutSeconds"> {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly dryRun?: true;
  readonly output?: "list" | "yaml";
  readonly wait: boolean;
  readonly timeout: number;
  readonly uninstall?: true;
  readonly purge?: true;
  readonly rotateKey?: true;
}

const exits = "\nExit code 0: done; 1: begun, but not complete; 2: nothing was changed";

export function command(): Command {
  return new Command("deploy")
    .description("Install this checkout into the cluster of the current kubectl context, or bring it up to date")
    .addHelpText("after", exits)
    .option("--context <name>", "another context than the current one")
    .option("--kubeconfig <file>", "another kubeconfig than kubectl's")
    .option(
      "-n, --namespace <name>",
      "the namespace to install into; pools and advertisements must be there too",
      defaultSettings.namespace,
    )
    .option(
      "--image <image>",
      "an image with Deno in it, such as a mirror of the public one: NAME:TAG, NAME@sha256:…, or both",
    )
    .option("--frr-image <image>", "with --bgp: a mirror of FRR's image")
    .option("--lb-class <class>", "serve Services of this class only; by default Services without a class")
    .option("--bgp", "also announce by BGP: adds FRR to each announcer")
    .option("--timeout <seconds>", "how long the rollout may take", seconds, 300)
    .option("--no-wait", "do not wait for the rollout")
    .option(
      "--metrics-port <port>",
      "the port of metrics and probes, which is a port of each node; by default 9120",
      port,
    )
    .option(
      "--kube-proxy <host:port>",
      "where each node's kube-proxy serves its health; by default 127.0.0.1:10256",
      hostAndPort,
    )
    .option("--dry-run", "change nothing; list the objects that would be applied or removed")
    .addOption(
      new Option("-o, --output <format>", "with --dry-run: a list (the default), or the manifests")
        .choices(["list", "yaml"]),
    )
    .option("--uninstall", "remove Arpeggio; custom kinds, pools and the addresses of Services stay")
    .option("--purge", "with --uninstall: also the custom kinds with all their objects, and the namespace")
    .option("--rotate-key", "exchange the heartbeat key of the installation, in two steps, without a restart")
    .action(run);
}

async function run(options: DeployArguments): Promise<void> {
  const kubectl = new Kubectl(options);
  try {
    await act(kubectl, options);
  } catch (error) {
    const { line, next, code } = told(error, options, kubectl);
    complain(line);
    for (const each of next) complain(each);
    Deno.exit(code);
  }
}

/**
 * The failure to show for an error of the deployment or of kubectl; throws all other errors again. A `UsageError` after
 * the first write, e.g. if the progress cannot be printed, is shown with exit code 1: something may have been changed.
 */
function told(error: unknown, options: DeployArguments, kubectl: Kubectl): Failure {
  const target = { task: taskOf(options), namespace: options.namespace, ...kubectl.options };
  if (error instanceof DeployError) return error.failure;
  if (error instanceof UsageError && kubectl.mayHaveWritten) {
    return { line: error.message, next: advice(target), code: 1 };
  }
  if (!(error instanceof KubectlError)) throw error;
  const isBegun = kubectl.mayHaveWritten;
  return { ...failureOf(error, target, isBegun), code: isBegun ? 1 : 2 };
}

function taskOf({ uninstall, rotateKey }: DeployArguments): Task {
  return uninstall === true ? "remove" : rotateKey === true ? "rotate" : "deploy";
}

async function act(kubectl: Kubectl, options: DeployArguments): Promise<void> {
  const { namespace, purge = false, wait, timeout, output } = options;
  const isRemoval = options.uninstall === true;
  if (purge && !isRemoval) throw new UsageError("Cannot purge: --purge goes with --uninstall");
  if (output !== undefined && options.dryRun !== true) {
    throw new UsageError(`Cannot print with -o ${output}: it goes with --dry-run; nothing was changed`);
  }
  if (options.rotateKey === true && (isRemoval || options.dryRun === true)) {
    throw new UsageError("Cannot exchange the heartbeat key: --rotate-key goes with neither --uninstall nor --dry-run");
  }
  const wanted: DeployOptions = { ...options, timeoutSeconds: wait ? timeout : 0 };
  await refuseMissing(options.kubeconfig);
  const context = options.context ?? (await kubectl.run(["config", "current-context"])).trim();
  const version = await serverVersion(kubectl);
  if (!isRemoval) refuseOldServer(version);
  if (options.dryRun === true) {
    const objects = await (isRemoval ? removable(kubectl, { namespace, purge }) : prepare(kubectl, wanted, complain));
    if (objects.length === 0) complain(nothingToRemove);
    else print(output === "yaml" ? yamlDocuments(objects) : `${listing(objects).join("\n")}\n`);
    return;
  }
  const say = (line: string): void => print(`${line}\n`);
  if (options.rotateKey === true) {
    say(`Exchanging the heartbeat key: context ${context}, namespace ${namespace}`);
    await rotateKey(kubectl, { namespace, timeoutSeconds: timeout }, say);
    return;
  }
  say(`${isRemoval ? "Removing" : "Deploying"} Arpeggio: context ${context}, namespace ${namespace}`);
  if (isRemoval) {
    await uninstall(kubectl, { namespace, purge }, say);
    return;
  }
  await deploy(kubectl, wanted, say);
  for (const line of await farewell(kubectl, { namespace, isAwaited: wait })) say(line);
}

/** Refuses a kubeconfig that does not exist: kubectl would say only that there is no current context. */
async function refuseMissing(kubeconfig: string | undefined): Promise<void> {
  try {
    if (kubeconfig !== undefined) await Deno.stat(kubeconfig);
  } catch (error) {
    throw new UsageError(
      `Cannot read kubeconfig ${kubeconfig}: ${reasonOf(error)}; name another one with --kubeconfig`,
    );
  }
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new InvalidArgumentError("not a port, 1-65535");
  return value;
}

/** Less strict than `listenAddress`: it accepts `$(POD_IP)`, which the kubelet replaces. */
function hostAndPort(text: string): string {
  if (/^(\[[^[\]\s]+\]|[^:[\]\s]+):\d{1,5}$/.test(text)) return text;
  throw new InvalidArgumentError("not HOST:PORT, such as 127.0.0.1:10256 or $(POD_IP):10256");
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("not a number of seconds");
  return value;
}
