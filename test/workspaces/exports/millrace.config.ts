import { Definitions } from "millrace";
import * as barrel from "./src/index.js";
import keyed from "./src/default.js";

export default new Definitions({ assets: [{ whatever: barrel.renamed }, barrel, [keyed]] });
