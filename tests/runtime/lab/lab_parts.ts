/** The parts of a lab that run on its hosts, as a program of their own. */

import { command } from "../../../runtime/cli/lab.ts";

await command().parseAsync();
