// A document that is being edited, and the response times of the language server.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CancellationTokenSource } from "vscode-jsonrpc";
import { assetAtRequest } from "../../runtime/contract/protocol.js";
import type { WiredServer } from "../support/wired-server.js";
import type { GeneratedProject } from "./generated-project.js";

/** The middle file of a generated project, open in an editor. All times are in ms. */
export class EditedDocument {
  readonly #server: WiredServer;
  readonly #file: string;
  readonly #text: string;
  readonly #parameter: string;
  #version = 1;

  constructor(server: WiredServer, project: GeneratedProject) {
    this.#server = server;
    this.#file = project.middle;
    this.#text = readFileSync(join(project.dir, project.middle), "utf8");
    this.#parameter = /context: AssetContext, (asset_\d+)/.exec(this.#text)?.[1] ?? "";
    server.open(this.#file, this.#text);
  }

  #change(text: string): void {
    this.#version++;
    this.#server.change(this.#file, this.#version, text);
  }

  /** A keystroke in a body, which changes no wiring. */
  #type(): void {
    this.#change(this.#text.replace('"row"', `"row ${this.#version}"`));
  }

  /** The time from a keystroke that breaks a name to the problem. */
  async graphProblem(): Promise<number> {
    const wrong = `${this.#parameter}_${this.#version}`;
    const at = performance.now();
    this.#change(this.#text.replaceAll(this.#parameter, wrong));
    await this.#server.diagnostics(this.#file, (all) => all.some(({ message }) => message.includes(`"${wrong}"`)));
    const took = performance.now() - at;
    this.#change(this.#text);
    await this.#server.diagnostics(this.#file, (all) => all.length === 0);
    return took;
  }

  /** The time from a keystroke that breaks a type to the problem, and back. */
  async typeProblem(): Promise<number> {
    const at = performance.now();
    this.#change(this.#text.replace(`${this.#parameter}: Row`, `${this.#parameter}: string & Row`));
    await this.#server.diagnostics(this.#file, (all) => all.some(({ code }) => code === "type-mismatch"));
    const took = performance.now() - at;
    this.#change(this.#text);
    await this.#server.diagnostics(this.#file, (all) => all.length === 0);
    return took;
  }

  /** Resolves when the server is idle. */
  async settle(): Promise<void> {
    const before = performance.now();
    this.#change(this.#text);
    for (let quiet = 0; quiet < 10; ) {
      const at = performance.now();
      await this.#server.connection.sendRequest(assetAtRequest.method, { uri: this.#server.uri(this.#file), line: 0, character: 0 });
      quiet = performance.now() - at < 5 ? quiet + 1 : 0;
      await new Promise((next) => setTimeout(next, 100));
      if (performance.now() - before > 120_000) throw new Error("the server does not come to rest");
    }
  }

  requests(): [string, string, object][] {
    const offset = this.#text.indexOf(this.#parameter);
    const before = this.#text.slice(0, offset);
    const position = { line: before.split("\n").length - 1, character: offset - before.lastIndexOf("\n") - 1 };
    const at = { textDocument: { uri: this.#server.uri(this.#file) }, position: { ...position, character: position.character + 2 } };
    return [
      ["hover", "textDocument/hover", at],
      ["definition", "textDocument/definition", at],
      ["completion", "textDocument/completion", at],
      ["references", "textDocument/references", { ...at, context: { includeDeclaration: true } }],
      ["rename of a parameter", "textDocument/rename", { ...at, newName: "another_name" }],
      ["rename of an asset", "textDocument/rename", { ...this.#assetAt(), newName: "another_name" }],
      ["inlay hints", "textDocument/inlayHint", { ...at, range: { start: { line: 0, character: 0 }, end: { line: 40, character: 0 } } }],
      ["lenses", "textDocument/codeLens", at],
      ["workspace symbols", "workspace/symbol", { query: "asset_1" }],
    ];
  }

  #assetAt() {
    const offset = this.#text.indexOf("export const asset_") + "export const ".length + 2;
    const before = this.#text.slice(0, offset);
    return {
      textDocument: { uri: this.#server.uri(this.#file) },
      position: { line: before.split("\n").length - 1, character: offset - before.lastIndexOf("\n") - 1 },
    };
  }

  async ask(method: string, params: object, typing: boolean): Promise<number> {
    if (typing) this.#type();
    const at = performance.now();
    await this.#server.connection.sendRequest(method, params);
    return performance.now() - at;
  }

  /** 50 edits at intervals of 20 ms. Every fifth is followed by a hover. Returns the times of the hovers. */
  async burst(): Promise<number[]> {
    const hovers: Promise<number>[] = [];
    const [[, method, params] = ["", "", {}]] = this.requests();
    for (let edit = 0; edit < 50; edit++) {
      this.#type();
      if (edit % 5 === 4) hovers.push(this.ask(method, params, false));
      await new Promise((next) => setTimeout(next, 20));
    }
    return Promise.all(hovers);
  }

  async burstThenProblem(): Promise<number> {
    for (let edit = 0; edit < 50; edit++) {
      this.#type();
      await new Promise((next) => setTimeout(next, 20));
    }
    return this.graphProblem();
  }

  /** The time to the answer of a canceled request that waits behind others. */
  async canceled(): Promise<number> {
    this.#type();
    const [[, method, params] = ["", "", {}]] = this.requests();
    const others = Array.from({ length: 20 }, () => this.ask(method, params, false));
    const source = new CancellationTokenSource();
    const at = performance.now();
    const answer = this.#server.connection.sendRequest(method, params, source.token).catch(() => null);
    source.cancel();
    await answer;
    const took = performance.now() - at;
    await Promise.all(others);
    return took;
  }
}
