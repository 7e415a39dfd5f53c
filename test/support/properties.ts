// fast-check with our configuration: the same values in each run of `npm test`, new ones in the soak suite.
import fc from "fast-check";
import { roundSeed } from "./random.js";
import { isSoak } from "./trials.js";

// A failure prints its seed, so that a trial of the soak suite can be repeated.
if (!isSoak || roundSeed !== 0) fc.configureGlobal({ seed: 20_261_129 + roundSeed });

export { fc };
