import { asset } from "millrace";
export default asset({ key: "from/default" }, (late: number, original: number) => late + original);
