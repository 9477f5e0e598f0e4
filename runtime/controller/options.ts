import type { Settings } from "../../functions/model/observed.ts";
import type { ListenAddress } from "../listen.ts";
import type { LogLevel } from "../log.ts";
import type { StorePlace } from "../store/open_store.ts";

/** What the command line asks of a controller. */
export interface ControllerOptions {
  readonly place: StorePlace;
  readonly settings: Settings;
  readonly logLevel: LogLevel;
  /** Where metrics and health are served; absent: nowhere. */
  readonly metrics?: ListenAddress;
  /** Where passes are recorded; absent: nowhere. */
  readonly record?: RecordingPlace;
  /** Where the status page is served; absent: nowhere. */
  readonly page?: PagePlace;
}

export interface PagePlace {
  readonly address: ListenAddress;
  /** Chosen by the user; else it is the usual place, and where that is taken there is no page. */
  readonly isAskedFor: boolean;
}

export interface RecordingPlace {
  /** The file that is written; the one before it is kept under this name with `.1`. */
  readonly path: string;
  /** When a file has so many bytes, another is begun: so never much more than twice as many are kept. */
  readonly mostBytes: number;
}
