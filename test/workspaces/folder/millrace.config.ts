import { assetsFrom, Definitions } from "millrace";

export default new Definitions({ assets: assetsFrom("./src") });
