import { ApiClient } from "./api_client.ts";
import { auditLog } from "./api_server.ts";
import { type ApiRequest, readAuditLog, readWrites } from "./audit.ts";
import { type ControlPlane, type ControlPlaneOptions, prepareControlPlane } from "./control_plane.ts";
import { controllerFlags, defaultControllers } from "./controllers.ts";
import { Daemon } from "./daemon.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { prepareProxy, type ProxyMode } from "./kube_proxy.ts";
import { type KubectlOptions, runKubectl } from "./kubectl.ts";
import { hostLauncher, type Launcher } from "./launcher.ts";
import { addNode, type NodeCredentials, type NodeOptions } from "./nodes.ts";
import { addBackendPod, type BackendPod, setPodReady } from "./pods.ts";
import { startScheduler } from "./scheduler.ts";
import { requestToken, type TokenOptions } from "./service_account_token.ts";

/** The options of a cluster. */
export interface ClusterOptions extends ControlPlaneOptions {
  /**
   * The controllers to run, by default `defaultControllers`. If the list is empty, there is no kube-controller-manager.
   */
  readonly controllers?: readonly string[];
}

/**
 * A Kubernetes cluster: etcd, an API server with RBAC, some controllers, and kube-proxy if a test needs it. With the
 * option `kubelets` it also starts a scheduler, unless `controllers` is empty. The caller starts the kubelets.
 */
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

  /**
   * Starts a cluster. When this resolves, the API server answers and the controllers are started. If
   * `serviceaccount-controller` is one of them, the namespace `default` has its ServiceAccount.
   */
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

  /** The URL of the API server for the test process. */
  get url(): string {
    return this.#plane.url;
  }

  /**
   * The URL for processes in the API server's `place` (a network namespace); the same as `url` if no place was given.
   */
  get placeUrl(): string {
    return this.#plane.placeUrl;
  }

  /** The certificate of the authority that signed the API server's certificate, in PEM. */
  get ca(): string {
    return this.api.credentials.ca;
  }

  /** The API server's own certificate and key, in PEM: a proxy in front of the API server can serve with them. */
  get serving(): { readonly certificate: string; readonly key: string } {
    const { servingCertificate, servingKey } = this.#plane.certificates;
    return { certificate: Deno.readTextFileSync(servingCertificate), key: Deno.readTextFileSync(servingKey) };
  }

  /** The token of the administrator. */
  get token(): string {
    return this.api.credentials.token;
  }

  /** The path of the administrator's kubeconfig, for processes on this host. */
  kubeconfig(): string {
    return `${this.#plane.folder}/kubeconfig`;
  }

  /**
   * Writes a kubeconfig with a token and returns its path. With `inPlace`, the kubeconfig has `placeUrl` instead of
   * `url`. With `server`, it has that URL.
   */
  async kubeconfigFor(
    token: string,
    options: { readonly inPlace?: boolean; readonly server?: string } = {},
  ): Promise<string> {
    const path = `${this.kubeconfig()}-${++this.#kubeconfigs}`;
    const { server = options.inPlace === true ? this.placeUrl : this.url } = options;
    await writeKubeconfig(path, { server, ca: this.ca, token });
    return path;
  }

  /** Requests a token of an existing ServiceAccount. */
  serviceAccountToken(namespace: string, name: string, options: TokenOptions = {}): Promise<string> {
    return requestToken(this.api, { namespace, name }, options);
  }

  /** Returns a client with a token; the caller disposes of the client. */
  clientFor(token: string): ApiClient {
    return new ApiClient(this.url, { ca: this.ca, token });
  }

  /**
   * Runs kubectl, by default as administrator, and returns its standard output. If kubectl fails, throws an error with
   * its message.
   */
  kubectl(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
    return runKubectl(this.#options.parts.kubectl, args, { stdin: "", kubeconfig: this.kubeconfig(), ...options });
  }

  /** Applies manifests with `kubectl apply`. */
  async apply(yaml: string): Promise<void> {
    await this.kubectl(["apply", "-f", "-"], { stdin: yaml });
  }

  /**
   * All write requests since that time, also failed ones. A request appears in the audit log a moment after its answer.
   */
  writes(since: Date): Promise<readonly ApiRequest[]> {
    return readWrites(auditLog(this.#plane.folder), since);
  }

  /** All write requests since that time, and the reads of the components under test. A watch is logged at its start. */
  requests(since: Date): Promise<readonly ApiRequest[]> {
    return readAuditLog(auditLog(this.#plane.folder), since);
  }

  /** Creates a Node that is Ready. There is no kubelet, so only the test changes its state. */
  addNode(name: string, options: NodeOptions): Promise<void> {
    return addNode(this.api, name, options);
  }

  /** Creates a Pod that is Running. A Service that selects it gets EndpointSlices. */
  addBackendPod(pod: BackendPod): Promise<void> {
    return addBackendPod(this.api, pod);
  }

  /** Sets whether a Pod is ready. */
  setPodReady(pod: Pick<BackendPod, "name" | "namespace">, ready: boolean): Promise<void> {
    return setPodReady(this.api, pod, ready);
  }

  /**
   * Starts kube-proxy for a Node, by default in nftables mode, in the Node's network namespace, and waits until
   * kube-proxy has written its first rules.
   */
  async startProxy(node: string, launcher: Launcher, mode?: ProxyMode): Promise<Daemon> {
    const program = this.#options.parts.proxy;
    if (program === undefined) throw new Error("Cannot start kube-proxy: the parts have none");
    const kubeconfig = await this.kubeconfigFor(this.#plane.users.proxy.token, { inPlace: true });
    const name = `kube-proxy-${node}`;
    const path = `${this.#plane.folder}/${name}`;
    const flags = await prepareProxy(node, kubeconfig, `${path}.yaml`, mode);
    const proxy = this.#resources.use(new Daemon([...program, ...flags], { name, launcher, log: `${path}.log` }));
    await proxy.ready(async () =>
      (await Deno.readTextFile(`${path}.log`).catch(() => "")).includes("SyncProxyRules complete")
    );
    return proxy;
  }

  /** Writes the files with which a machine joins the cluster as one of `kubelets`. */
  async nodeCredentials(node: string): Promise<NodeCredentials> {
    const user = this.#plane.kubelets.get(node);
    if (user === undefined) {
      throw new Error(`Cannot let node ${node} join: the cluster expects no kubelet of that name`);
    }
    return {
      ca: this.#plane.certificates.ca,
      kubelet: await this.kubeconfigFor(user.token, { inPlace: true }),
      proxy: await this.kubeconfigFor(this.#plane.users.proxy.token, { inPlace: true }),
    };
  }

  /** Stops the process of the API server, or lets it continue. Its connections stay open. */
  async signalApiServer(signal: "STOP" | "CONT"): Promise<void> {
    await this.#apiServer?.signal(signal);
  }

  /** Kills the API server; etcd keeps its data. */
  async stopApiServer(): Promise<void> {
    await this.#apiServer?.stop();
    this.#apiServer = undefined;
  }

  /** Starts the API server with its earlier data, address and keys. Does nothing if it runs. */
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

  /** Saves a copy of all data. The API server is stopped during the copy. */
  async backUp(): Promise<void> {
    await this.stopApiServer();
    await this.#plane.backUp();
    await this.startApiServer();
  }

  /** Restores the last backup. resourceVersions go back too, as in a restore of etcd without `--bump-revision`. */
  async restore(): Promise<void> {
    await this.stopApiServer();
    await this.#plane.restore();
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
    if (this.#plane.kubelets.size > 0) await this.#startScheduler();
    if (!controllers.includes("serviceaccount-controller") && !controllers.includes("*")) return;
    const path = "/api/v1/namespaces/default/serviceaccounts/default";
    await daemon.ready(() => this.api.request("GET", path).then(() => true, () => false));
  }

  async #startScheduler(): Promise<void> {
    const kubeconfig = await this.kubeconfigFor(this.#plane.users.scheduler.token);
    this.#resources.use(startScheduler(this.#options.parts, kubeconfig, this.#plane.folder));
  }
}
