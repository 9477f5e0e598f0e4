/**
 * The house rules that a machine can hold, as a plugin of `deno lint`. CONTRIBUTING.md says why each is there.
 *
 * @module
 */

import { effectsAtHome } from "./house_rules/effects.ts";
import { purity } from "./house_rules/purity.ts";
import { fewParameters, fileNames, noCasts, noTopLevelArrows, shallow } from "./house_rules/shape.ts";

const houseRules: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "purity": purity,
    "effects-at-home": effectsAtHome,
    "no-casts": noCasts,
    "file-names": fileNames,
    "no-top-level-arrows": noTopLevelArrows,
    "few-parameters": fewParameters,
    "shallow": shallow,
  },
};

export default houseRules;
