import type { Settings } from "../../functions/model/observed.ts";
import type { ListenAddress } from "../ground/http/listen.ts";
import type { LogLevel } from "../ground/log.ts";
import type { StorePlace } from "../store/open_store.ts";

/** The options of a controller, from the command line. */
export interface ControllerOptions {
  readonly place: StorePlace;
  readonly settings: Settings;
  readonly logLevel: LogLevel;
  /** The Role by which announcers read the passwords of BGP; absent: no Role is kept. */
  readonly passwordRole?: string;
  /** The address for metrics and health; absent: they are not served. */
  readonly metrics?: ListenAddress;
  /** Where passes are recorded; absent: they are not recorded. */
  readonly record?: RecordingPlace;
  /** Where the status page is served; absent: it is not served. */
  readonly page?: PagePlace;
  /** The URL under which the folder `docs` is published, without a slash at the end; absent: it is not published. */
  readonly docs?: string;
}

export interface PagePlace {
  readonly address: ListenAddress;
  /** True if the user chose the port. If the default port is taken, the controller runs without the page. */
  readonly isAskedFor: boolean;
}

export interface RecordingPlace {
  /** The current file; the one before it is kept under this name with `.1`. */
  readonly path: string;
  /** When a file reaches this size, a new file begins. Two files are kept, with about twice this size together. */
  readonly mostBytes: number;
}
