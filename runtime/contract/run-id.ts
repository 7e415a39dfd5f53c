// Run ids: they sort by time, so the greatest name in a folder of records is the newest.

let last = 0;

/** `20261120T214825123-4f2a91`: UTC milliseconds and six random hexadecimal digits; later calls in one process sort later. */
export function newRunId(now: number = Date.now()): string {
  last = Math.max(now, last + 1);
  const stamp = new Date(last).toISOString().replace(/[-:.Z]/g, "");
  const random = Math.floor(Math.random() * 0x1000000);
  return `${stamp}-${random.toString(16).padStart(6, "0")}`;
}

/** When a run began, ISO, by its id or the name of a file that begins with it; null for any other text. */
export function timeOfRun(name: string): string | null {
  const time = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})-/.exec(name);
  if (time === null) return null;
  const iso = `${time[1]}-${time[2]}-${time[3]}T${time[4]}:${time[5]}:${time[6]}.${time[7]}Z`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
}
