/** The controllers without which Services have no EndpointSlices, and namespaces no ServiceAccount and no end. */
export const defaultControllers: readonly string[] = [
  "endpointslice-controller",
  "garbage-collector-controller",
  "namespace-controller",
  "root-ca-certificate-publisher-controller",
  "serviceaccount-controller",
];

/** What kube-controller-manager is told. */
export interface ControllerSettings {
  readonly kubeconfig: string;
  /** The file with the certificate of the authority. */
  readonly ca: string;
  readonly controllers: readonly string[];
}

/** The flags of kube-controller-manager. */
export function controllerFlags({ kubeconfig, ca, controllers }: ControllerSettings): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--root-ca-file=${ca}`,
    `--controllers=${controllers.join(",")}`,
    "--leader-elect=false",
    "--secure-port=0",
    "--kube-api-qps=1000",
    "--kube-api-burst=1000",
  ];
}
