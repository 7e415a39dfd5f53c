// Renders Markdown as elements, never as HTML, so that text from a run cannot add scripts, styles or images to the page.
import * as l10n from "@vscode/l10n";
import { lexer, type Token, type Tokens } from "marked";
import { type ComponentChild, createContext, h } from "preact";
import { useContext } from "preact/hooks";

/** The level of the heading above the text. */
const Under = createContext(3);

export function Markdown({ text, under = 3 }: { text: string; under?: number }): ComponentChild {
  return h(Under.Provider, { value: under }, h("div", { class: "markdown" }, lexer(text, { gfm: true, breaks: false }).map(block)));
}

function Heading({ token }: { token: Tokens.Heading }): ComponentChild {
  const under = useContext(Under);
  return h("div", { class: "heading", role: "heading", "aria-level": Math.min(6, token.depth + under) }, inlines(token));
}

function block(token: Token): ComponentChild {
  switch (token.type) {
    case "heading":
      return h(Heading, { token: token as Tokens.Heading });
    case "paragraph":
      return h("p", {}, inlines(token));
    case "blockquote":
      return h("blockquote", {}, ((token as Tokens.Blockquote).tokens ?? []).map(block));
    case "code":
      return h("pre", {}, (token as Tokens.Code).text);
    case "hr":
      return h("hr", {});
    case "list":
      return list(token as Tokens.List);
    case "table":
      return table(token as Tokens.Table);
    case "space":
    case "def":
      return null;
    default:
      return "tokens" in token && token.tokens ? h("span", {}, inlines(token)) : plain(token);
  }
}

function list({ ordered, start, items }: Tokens.List): ComponentChild {
  const children = items.map((item) => {
    const box = item.task ? (item.checked ? "☑ " : "☐ ") : null;
    return h(
      "li",
      {},
      box,
      item.tokens.map((token) => (token.type === "checkbox" ? null : block(token))),
    );
  });
  return ordered ? h("ol", { start: Number(start) || 1 }, children) : h("ul", {}, children);
}

function table({ header, rows }: Tokens.Table): ComponentChild {
  return h(
    "div",
    { class: "scroll", tabIndex: 0, role: "region", "aria-label": l10n.t("Table") },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          header.map((cell) => h("th", {}, cell.tokens.map(inline))),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            row.map((cell) => h("td", {}, cell.tokens.map(inline))),
          ),
        ),
      ),
    ),
  );
}

function inlines(token: Token): ComponentChild[] {
  return ("tokens" in token ? (token.tokens ?? []) : []).map(inline);
}

function inline(token: Token): ComponentChild {
  switch (token.type) {
    case "strong":
      return h("strong", {}, inlines(token));
    case "em":
      return h("em", {}, inlines(token));
    case "del":
      return h("del", {}, inlines(token));
    case "codespan":
      return h("code", {}, (token as Tokens.Codespan).text);
    case "br":
      return h("br", {});
    case "link":
      return link(token as Tokens.Link);
    case "image":
      // External images are not loaded. The alternative text is shown.
      return (token as Tokens.Image).text;
    case "text":
      return "tokens" in token && token.tokens ? inlines(token) : plain(token);
    default:
      return plain(token);
  }
}

function link(token: Tokens.Link): ComponentChild {
  return isWebAddress(token.href) ? h("a", { href: token.href }, inlines(token)) : h("span", {}, inlines(token));
}

/** The editor opens such addresses itself. Other addresses are shown as text. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

function plain(token: Token): string {
  return unescaped("text" in token && typeof token.text === "string" && token.type !== "html" ? token.text : token.raw);
}

/** The lexer escapes some text for HTML. Here it becomes plain text, so it is unescaped. */
function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "");
}
