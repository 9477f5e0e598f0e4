import { ApiClient } from "./api_client.ts";
import { auditLog } from "./api_server.ts";
import { type ApiRequest, readAuditLog, readWrites } from "./audit.ts";
import { type ControlPlane, type ControlPlaneOptions, prepareControlPlane } from "./control_plane.ts";
import { controllerFlags, defaultControllers } from "./controllers.ts";
import { Daemon } from "./daemon.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { prepareProxy } from "./kube_proxy.ts";
import { type KubectlOptions, runKubectl } from "./kubectl.ts";
import { hostLauncher, type Launcher } from "./launcher.ts";
import { addNode, type NodeOptions } from "./nodes.ts";
import { addBackendPod, type BackendPod, setPodReady } from "./pods.ts";
import { requestToken, type TokenOptions } from "./service_account_token.ts";

/** What a cluster is made of. */
export interface ClusterOptions extends ControlPlaneOptions {
  /** The controllers that run, by default those of `defaultControllers`; with none there is no kube-controller-manager. */
  readonly controllers?: readonly string[];
}

/** A Kubernetes cluster without kubelets: etcd, an API server with RBAC, some controllers, and kube-proxy where a test wants it. */
export class Cluster implements AsyncDisposable {
  /** Calls the API server as administrator. */
  readonly api: ApiClient;
  readonly #options: ClusterOptions;
  readonly #plane: ControlPlane;
  readonly #resources: AsyncDisposableStack;
  #apiServer: Daemon | undefined;
  #kubeconfigs = 0;

  private constructor(options: ClusterOptions, plane: ControlPlane, ca: string, resources: AsyncDisposableStack) {
    this.#options = options;
    this.#plane = plane;
    this.#resources = resources;
    this.api = resources.use(new ApiClient(plane.url, { ca, token: plane.users.admin.token }));
    resources.defer(() => this.stopApiServer());
  }

  /** Starts a cluster; when this resolves, it answers and its controllers act. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    await using unfinished = new AsyncDisposableStack();
    const resources = unfinished.use(new AsyncDisposableStack());
    const plane = await prepareControlPlane(options, resources);
    const cluster = new Cluster(options, plane, await Deno.readTextFile(plane.certificates.ca), resources);
    await writeKubeconfig(cluster.kubeconfig(), { server: cluster.url, ca: cluster.ca, token: cluster.token });
    await cluster.startApiServer();
    await cluster.#startControllers();
    unfinished.move();
    return cluster;
  }

  /** Where the test process reaches the API server. */
  get url(): string {
    return this.#plane.url;
  }

  /** Where processes in the place of the API server reach it; the same without a place. */
  get placeUrl(): string {
    return this.#plane.placeUrl;
  }

  /** The certificate of the authority that signed the API server's, PEM. */
  get ca(): string {
    return this.api.credentials.ca;
  }

  /** The token of the administrator. */
  get token(): string {
    return this.api.credentials.token;
  }

  /** The path of the administrator's kubeconfig, for processes on this host. */
  kubeconfig(): string {
    return `${this.#plane.folder}/kubeconfig`;
  }

  /** Writes a kubeconfig for the bearer of a token and returns its path; `inPlace`: for processes in the API server's place. */
  async kubeconfigFor(token: string, options: { readonly inPlace?: boolean } = {}): Promise<string> {
    const path = `${this.kubeconfig()}-${++this.#kubeconfigs}`;
    await writeKubeconfig(path, { server: options.inPlace === true ? this.placeUrl : this.url, ca: this.ca, token });
    return path;
  }

  /** A token of a ServiceAccount that exists. */
  serviceAccountToken(namespace: string, name: string, options: TokenOptions = {}): Promise<string> {
    return requestToken(this.api, { namespace, name }, options);
  }

  /** Calls the API server as the bearer of a token; to be disposed of by the caller. */
  clientFor(token: string): ApiClient {
    return new ApiClient(this.url, { ca: this.ca, token });
  }

  /** Runs kubectl, by default as administrator, and returns what it printed; fails with its words when it fails. */
  kubectl(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
    return runKubectl(this.#options.parts.kubectl, args, { stdin: "", kubeconfig: this.kubeconfig(), ...options });
  }

  /** Applies manifests, as `kubectl apply` does. */
  async apply(yaml: string): Promise<void> {
    await this.kubectl(["apply", "-f", "-"], { stdin: yaml });
  }

  /** The requests of everybody since that time that changed something or tried to; one appears a moment after its answer. */
  writes(since: Date): Promise<readonly ApiRequest[]> {
    return readWrites(auditLog(this.#plane.folder), since);
  }

  /** The same, and what the components under test have read; a watch counts when it begins. */
  requests(since: Date): Promise<readonly ApiRequest[]> {
    return readAuditLog(auditLog(this.#plane.folder), since);
  }

  /** Creates a Node that is Ready. There is no kubelet: it stays as the test makes it. */
  addNode(name: string, options: NodeOptions): Promise<void> {
    return addNode(this.api, name, options);
  }

  /** Creates a Pod that is Running; with the Services that select it, it makes EndpointSlices. */
  addBackendPod(pod: BackendPod): Promise<void> {
    return addBackendPod(this.api, pod);
  }

  /** Makes a Pod ready or not. */
  setPodReady(pod: Pick<BackendPod, "name" | "namespace">, ready: boolean): Promise<void> {
    return setPodReady(this.api, pod, ready);
  }

  /** Starts kube-proxy in nftables mode for a Node, in its network namespace, and waits until it has written its first rules. */
  async startProxy(node: string, launcher: Launcher): Promise<Daemon> {
    const program = this.#options.parts.proxy;
    if (program === undefined) throw new Error("Cannot start kube-proxy: the parts have none");
    const kubeconfig = await this.kubeconfigFor(this.#plane.users.proxy.token, { inPlace: true });
    const name = `kube-proxy-${node}`;
    const path = `${this.#plane.folder}/${name}`;
    const flags = await prepareProxy(node, kubeconfig, `${path}.yaml`);
    const proxy = this.#resources.use(new Daemon([...program, ...flags], { name, launcher, log: `${path}.log` }));
    await proxy.ready(async () =>
      (await Deno.readTextFile(`${path}.log`).catch(() => "")).includes("SyncProxyRules complete")
    );
    return proxy;
  }

  /** Kills the API server; etcd keeps its data. */
  async stopApiServer(): Promise<void> {
    await this.#apiServer?.stop();
    this.#apiServer = undefined;
  }

  /** Starts the API server, if it is not running, with the data, address and keys of the last time. */
  async startApiServer(): Promise<void> {
    this.#apiServer ??= this.#plane.launchApiServer();
    await this.#apiServer.ready(() =>
      this.api.fetch("/readyz", { signal: AbortSignal.timeout(5_000) }).then(async (response) => {
        await response.body?.cancel();
        return response.ok;
      }, () => false)
    );
  }

  /** Kills the API server and starts it again. */
  async restartApiServer(): Promise<void> {
    await this.stopApiServer();
    await this.startApiServer();
  }

  /** Ends all its processes and removes its files. */
  async stop(): Promise<void> {
    await this.#resources.disposeAsync();
  }

  /** Ends all its processes and removes its files. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #startControllers(): Promise<void> {
    const { parts, controllers = defaultControllers } = this.#options;
    if (controllers.length === 0) return;
    if (parts.controllerManager === undefined) throw new Error("Cannot start the controllers: the parts have none");
    const { folder, certificates, users } = this.#plane;
    const { token } = users.controllerManager;
    const kubeconfig = await this.kubeconfigFor(token);
    const daemon = this.#resources.use(
      new Daemon([...parts.controllerManager, ...controllerFlags({ kubeconfig, ca: certificates.ca, controllers })], {
        name: "kube-controller-manager",
        launcher: hostLauncher,
        log: `${folder}/kube-controller-manager.log`,
      }),
    );
    if (!controllers.includes("serviceaccount-controller")) return;
    const path = "/api/v1/namespaces/default/serviceaccounts/default";
    await daemon.ready(() => this.api.request("GET", path).then(() => true, () => false));
  }
}
