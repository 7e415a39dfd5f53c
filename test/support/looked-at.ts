// Reads stored values through the server.
import type { LookRequest } from "../../runtime/contract/editor.js";
import { lookRequest } from "../../runtime/contract/protocol.js";
import type { LookAnswer } from "../../runtime/contract/value.js";
import type { WiredServer } from "./wired-server.js";

/** A stored text, or another simple value as JavaScript prints it. Fails for other values. */
export async function storedText(running: WiredServer, project: string, assetKey: string): Promise<string> {
  const request: LookRequest = { project, assetKey, part: { kind: "facts" } };
  const answer = await running.connection.sendRequest<LookAnswer>(lookRequest.method, request);
  const shape = answer.kind === "facts" ? answer.facts.shape : null;
  if (shape?.kind === "text") return shape.text;
  if (shape?.kind === "tree" && shape.root.size === null) return shape.root.text;
  throw new Error(`no simple value: ${JSON.stringify(answer)}`);
}
