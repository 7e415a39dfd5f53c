// An I/O manager of one's own: text as plain files, so that a chart is an .svg any viewer opens.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { InputContext, IOManager, OutputContext } from "millrace";

export class TextFileIOManager implements IOManager<string> {
  readonly #folder: string;
  readonly #extension: string;

  constructor({ folder, extension }: { folder: string; extension: string }) {
    this.#folder = folder;
    this.#extension = extension;
  }

  async handleOutput(context: OutputContext, text: string) {
    const { storedAt } = this.describe(context);
    const path = join(context.projectDir, storedAt);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.${context.runId}.tmp`, text);
    await rename(`${path}.${context.runId}.tmp`, path);
    return { storedAt, format: "text", bytes: Buffer.byteLength(text) };
  }

  async loadInput(context: InputContext): Promise<string> {
    return readFile(join(context.projectDir, this.describe(context).storedAt), "utf8");
  }

  describe(context: { readonly assetKey: { toString(): string } }) {
    return { storedAt: `${this.#folder}/${context.assetKey}${this.#extension}` };
  }
}
