import { Definitions } from "millrace";
import * as assets from "./src/assets.js";

export default new Definitions({ assets });
