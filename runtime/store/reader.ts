/**
 * Reads things from the API server that are no objects of the store: Pods, logs, versions, and metrics through the API
 * server's proxy.
 *
 * @module
 */

export type ApiAnswer =
  | { readonly outcome: "read"; readonly text: string }
  /** `message` is from the API server or the system. */
  | { readonly outcome: "failed"; readonly message: string };

export interface Reader extends Disposable {
  /** Never rejects. @param path such as `/api/v1/namespaces/metallb-system/pods` */
  read(path: string, query?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
}
