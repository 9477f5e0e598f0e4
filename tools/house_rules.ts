/**
 * The house rules that can be checked automatically, as a plugin of `deno lint`. CONTRIBUTING.md lists the rules.
 *
 * @module
 */

import { effectsAtHome } from "./house_rules/effects.ts";
import { moduleState } from "./house_rules/module_state.ts";
import { purity } from "./house_rules/purity.ts";
import { fewParameters, fileNames, noCasts, noTopLevelArrows, shallow } from "./house_rules/shape.ts";

const houseRules: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "purity": purity,
    "module-state": moduleState,
    "effects-at-home": effectsAtHome,
    "no-casts": noCasts,
    "file-names": fileNames,
    "no-top-level-arrows": noTopLevelArrows,
    "few-parameters": fewParameters,
    "shallow": shallow,
  },
};

export default houseRules;
