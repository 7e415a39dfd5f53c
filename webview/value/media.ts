// Views for values that are neither rows nor a tree: pictures, drawings, texts and bytes.
import * as l10n from "@vscode/l10n";
import { type ComponentChild, Fragment, h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { counted } from "../../runtime/contract/count-words.js";
import { MOST_BYTES, type ValueShape } from "../../runtime/contract/value.js";
import { Button, Switch } from "../controls.js";
import { Markdown } from "../markdown.js";

type Bytes = Extract<ValueShape, { kind: "bytes" }>;
type Text = Extract<ValueShape, { kind: "text" }>;
export type AskBytes = (offset: number, length: number) => Promise<Uint8Array>;

/** The number of bytes that are shown at first. A picture is loaded completely. */
const SOME = 4_096;

/** `openFile` is null if the value is not a file. */
export function BytesView({ shape, ask, openFile }: { shape: Bytes; ask: AskBytes; openFile: (() => void) | null }): ComponentChild {
  const [asBytes, setAsBytes] = useState(shape.image === null);
  const views = [
    { value: "picture", label: l10n.t("Picture") },
    { value: "bytes", label: l10n.t("Bytes") },
  ] as const;
  return h(
    Fragment,
    {},
    shape.image === null
      ? null
      : h(Switch<"picture" | "bytes">, {
          label: l10n.t("View"),
          value: asBytes ? "bytes" : "picture",
          choices: views,
          onChange: (view) => setAsBytes(view === "bytes"),
        }),
    asBytes || shape.image === null
      ? h(Hex, { size: shape.size, ask })
      : shape.size > MOST_BYTES
        ? h(TooLarge, { size: shape.size, openFile })
        : h(Picture, { type: shape.image, size: shape.size, ask }),
  );
}

function TooLarge({ size, openFile }: { size: number; openFile: (() => void) | null }): ComponentChild {
  return h(
    Fragment,
    {},
    h("p", { class: "nothing", role: "status" }, l10n.t`The picture is too large to be shown here: ${counted(size, "byte")}.`),
    openFile === null ? null : h(Button, { label: l10n.t("Open file"), look: "secondary", onClick: openFile }),
  );
}

function Picture({ type, size, ask }: { type: string; size: number; ask: AskBytes }): ComponentChild {
  const [url, setUrl] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    ask(0, size).then(
      (bytes) => {
        made = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
        setUrl(made);
      },
      (error: Error) => setTrouble(error.message),
    );
    return () => {
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [ask, size]);
  if (trouble !== undefined) return h("p", { class: "trouble", role: "alert" }, trouble);
  return url === undefined ? null : h("div", { class: "picture" }, h("img", { src: url, alt: l10n.t`The stored picture, ${type}` }));
}

function Hex({ size, ask }: { size: number; ask: AskBytes }): ComponentChild {
  const [bytes, setBytes] = useState<Uint8Array>(new Uint8Array());
  const [trouble, setTrouble] = useState<string>();
  const more = () =>
    ask(bytes.length, SOME).then(
      (next) => setBytes(joinedBytes(bytes, next)),
      (error: Error) => setTrouble(error.message),
    );
  useEffect(() => void more(), [ask]);
  const rest = size - bytes.length;
  return h(
    Fragment,
    {},
    h("pre", { class: "bytes", tabIndex: 0, "aria-label": l10n.t("Bytes") }, hexLines(bytes)),
    trouble === undefined ? null : h("p", { class: "trouble", role: "alert" }, trouble),
    rest > 0 && bytes.length > 0
      ? h("button", { type: "button", class: "link", onClick: () => void more() }, l10n.t`Show more of ${counted(size, "byte")}`)
      : null,
  );
}

/** Offset, sixteen bytes, and their printable ASCII characters, in the format of `hexdump -C`. */
export function hexLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const line = [...bytes.subarray(at, at + 16)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join("\n");
}

function joinedBytes(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

export function TextView({ shape }: { shape: Text }): ComponentChild {
  const [plain, setPlain] = useState(shape.language === "plain");
  const views = [
    { value: "drawn", label: shape.language === "svg" ? l10n.t("Picture") : l10n.t("Formatted") },
    { value: "plain", label: l10n.t("Text") },
  ] as const;
  return h(
    Fragment,
    {},
    shape.language === "plain"
      ? null
      : h(Switch<"drawn" | "plain">, {
          label: l10n.t("View"),
          value: plain ? "plain" : "drawn",
          choices: views,
          onChange: (view) => setPlain(view === "plain"),
        }),
    plain ? h("pre", { class: "text", tabIndex: 0, "aria-label": l10n.t("Text") }, shape.text) : drawn(shape),
    shape.more ? h("p", { class: "muted" }, l10n.t("Only the beginning is shown.")) : null,
  );
}

/** An SVG in an `img` element cannot run scripts or load resources. */
function drawn({ language, text }: Text): ComponentChild {
  if (language === "markdown") return h(Markdown, { text, under: 1 });
  return h(
    "div",
    { class: "picture" },
    h("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`, alt: l10n.t("The stored drawing") }),
  );
}
