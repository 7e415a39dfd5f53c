// The state of each asset as an icon in the gutter, at the line of its name.
import { Disposable, Range, type TextEditor, type TextEditorDecorationType, Uri, window, workspace } from "vscode";
import { markersRequest } from "../../runtime/contract/protocol.js";
import type { Look } from "../../runtime/contract/state-looks.js";
import { STATE_SHAPES } from "../../runtime/contract/state-shapes.js";
import type { ServerConnection } from "./language-client.js";

/** Milliseconds for which changes are collected. The editor moves icons while the user types; new assets come with the next graph. */
const GATHER = 150;

const GREY = { dark: "#8b8b8b", light: "#767676" };
const GREEN = { dark: "#73c991", light: "#1a7f37" };
const BLUE = { dark: "#4daafc", light: "#0969da" };
const RED = { dark: "#f14c4c", light: "#cf222e" };
const YELLOW = { dark: "#cca700", light: "#9a6700" };

/** The default values of the extension's theme colors: a gutter icon is an image and cannot use theme colors. */
const COLORS: Readonly<Record<Look, { readonly dark: string; readonly light: string }>> = {
  never: GREY,
  queued: BLUE,
  running: BLUE,
  materialized: GREEN,
  partial: GREEN,
  stale: YELLOW,
  failed: RED,
  skipped: YELLOW,
  canceled: YELLOW,
};

export function showGutterIcons(server: ServerConnection): Disposable {
  const looks = Object.keys(COLORS) as Look[];
  const types = new Map<Look, TextEditorDecorationType>(
    looks.map((look) => [
      look,
      window.createTextEditorDecorationType({
        light: { gutterIconPath: picture(look, COLORS[look].light) },
        dark: { gutterIconPath: picture(look, COLORS[look].dark) },
        gutterIconSize: "80%",
      }),
    ]),
  );
  let timer: NodeJS.Timeout | undefined;

  async function draw(editor: TextEditor): Promise<void> {
    const uri = editor.document.uri.toString();
    const isServed = server.languages.some(({ language }) => language === editor.document.languageId);
    if (!isServed || server.state.projects.length === 0) return;
    const wanted = workspace.getConfiguration("millrace", editor.document.uri).get<boolean>("gutterIcons", true);
    const markers = wanted ? await server.ask(markersRequest, { uri }).catch(() => []) : [];
    for (const [look, type] of types) {
      editor.setDecorations(
        type,
        markers.filter((marker) => marker.look === look).map(({ line }) => new Range(line, 0, line, 0)),
      );
    }
  }

  function drawSoon(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const editor of window.visibleTextEditors) void draw(editor);
    }, GATHER);
  }

  drawSoon();
  return Disposable.from(
    ...types.values(),
    server.onState(drawSoon),
    server.onGraphChanged(drawSoon),
    server.onStatusChanged(drawSoon),
    window.onDidChangeVisibleTextEditors(drawSoon),
    workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("millrace.gutterIcons") && drawSoon()),
    new Disposable(() => clearTimeout(timer)),
  );
}

function picture(look: Look, color: string): Uri {
  const path = `<path d="${STATE_SHAPES[look]}" fill="none" stroke="${color}" stroke-width="1.4" stroke-linecap="round"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${path}</svg>`;
  return Uri.parse(`data:image/svg+xml;base64,${btoa(svg)}`);
}
