// The paths and the text of records.
import { join } from "node:path";
import { believedRecord, faultOfRecord, MOST_DEEP } from "../../contract/believed.js";
import type { Materialization } from "../../contract/run.js";
import { MOST_OF_TEXT } from "../../disk/regular-file.js";
import { stateFolder } from "../../disk/state-folder.js";

/** The folder of a project's records. */
export function recordsFolder(projectDir: string): string {
  return join(stateFolder(projectDir), "records");
}

/**
 * A record as text. Throws an error with the field for a record that would be invalid when it is read: its value would seem never to have
 * been materialized.
 */
export function recordText(record: Materialization): string {
  const text = JSON.stringify(record);
  const fault = believedRecord(text) !== null ? null : (faultOfRecord(JSON.parse(text)) ?? `metadata is nested deeper than ${MOST_DEEP}`);
  const size = Buffer.byteLength(text);
  const tooLarge = size > MOST_OF_TEXT ? `it has ${size >> 20} MiB, and at most ${MOST_OF_TEXT >> 20} MiB are read` : null;
  const why = fault ?? tooLarge;
  if (why === null) return text;
  throw new Error(`the record of ${record.assetKey} cannot be written: ${why}. Correct the metadata, or the result of the I/O manager.`);
}
