// Run ids: they sort by time, so the greatest name in a folder of records is the newest.

let last = 0;

/** `20261120T214825123-4f2a91`: UTC milliseconds and six random hexadecimal digits; later calls in one process sort later. */
export function newRunId(now: number = Date.now()): string {
  last = Math.max(now, last + 1);
  const stamp = new Date(last).toISOString().replace(/[-:.Z]/g, "");
  const random = Math.floor(Math.random() * 0x1000000);
  return `${stamp}-${random.toString(16).padStart(6, "0")}`;
}
