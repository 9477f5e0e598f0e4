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
  /** Where the status page is served; absent: nowhere. */
  readonly page?: PagePlace;
}

export interface PagePlace {
  readonly address: ListenAddress;
  /** Chosen by the user; else it is the usual place, and where that is taken there is no page. */
  readonly isAskedFor: boolean;
}
