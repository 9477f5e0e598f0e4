/** The main module for the parts of a lab that run on the lab's hosts. */

import { command } from "../../../runtime/cli/commands/lab.ts";

await command().parseAsync();
