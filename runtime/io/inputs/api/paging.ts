// How the pages of an API follow each other.
import { isExactNumber } from "../../values/exact-json.js";
import { type JsonAnswer, type JsonRequest, sameOrigin, say } from "./request.js";

/**
 * `page`: a number that counts pages. `offset`: how many rows to skip; it grows by the number of received rows. Both end with an empty
 * page, because a server may return fewer rows than requested. `cursor`: a text from the body, sent back as a parameter. `link`: the
 * address of the next page, from the `Link` header (`rel="next"`, RFC 8288) or, with `path`, from the body. The last two end when there is
 * no next page.
 */
export type Paging =
  | { readonly kind: "page"; readonly parameter: string; readonly first?: number; readonly size?: PageSize }
  | { readonly kind: "offset"; readonly parameter: string; readonly size?: PageSize }
  | { readonly kind: "cursor"; readonly parameter: string; readonly path: string; readonly size?: PageSize }
  | { readonly kind: "link"; readonly path?: string; readonly size?: PageSize };

export interface PageSize {
  readonly parameter: string;
  readonly value: number;
}

/** The address of the first page. */
export function firstPage(url: URL, paging: Paging | undefined): URL {
  const first = new URL(url);
  if (paging?.size !== undefined) first.searchParams.set(paging.size.parameter, String(paging.size.value));
  if (paging?.kind === "page") first.searchParams.set(paging.parameter, String(paging.first ?? 1));
  if (paging?.kind === "offset") first.searchParams.set(paging.parameter, "0");
  return first;
}

/** The address of the page after the one that returned `answer` with `rows` rows; null at the end. */
export function nextPage(
  url: URL,
  paging: Paging | undefined,
  answer: JsonAnswer,
  rows: number,
  request: Pick<JsonRequest, "url" | "secrets">,
): URL | null {
  const next = new URL(url);
  switch (paging?.kind) {
    case undefined:
      return null;
    case "page":
    case "offset": {
      if (rows === 0) return null;
      const before = Number(url.searchParams.get(paging.parameter));
      next.searchParams.set(paging.parameter, String(before + (paging.kind === "page" ? 1 : rows)));
      return next;
    }
    case "cursor": {
      const found = at(answer.body, paging.path);
      const cursor = isExactNumber(found) ? found.value : found;
      if (cursor === undefined || cursor === null || cursor === "" || cursor === false) return null;
      if (typeof cursor !== "string" && typeof cursor !== "number")
        throw new Error(
          say(
            request,
            `${paging.path} is ${Array.isArray(cursor) ? "an array" : `a ${typeof cursor}`}, not the cursor of the next page. Correct paging.path.`,
          ),
        );
      next.searchParams.set(paging.parameter, String(cursor));
      return next;
    }
    case "link": {
      const link = paging.path === undefined ? nextLink(answer.headers.get("link")) : at(answer.body, paging.path);
      if (link === undefined || link === null || link === "") return null;
      if (typeof link !== "string")
        throw new Error(say(request, `${paging.path} is a ${typeof link}, not the address of the next page. Correct paging.path.`));
      return sameOrigin(new URL(link, answer.url), url, request);
    }
  }
}

/** `<https://…>; rel="next"` among the links of a header. */
export function nextLink(header: string | null): string | null {
  for (const [, address, parameters] of (header ?? "").matchAll(
    /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^",;\s]+))?)*)/g,
  )) {
    const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]+))/i.exec(parameters ?? "");
    const names = (relations?.[1] ?? relations?.[2] ?? "").toLowerCase().split(/\s+/);
    if (names.includes("next")) return address ?? null;
  }
  return null;
}

/** The part of a body at a path (`data.items`, `pages[0].rows`); undefined when it does not exist. */
export function at(body: unknown, path: string): unknown {
  const steps = path.split(/[.[\]]/).filter((step) => step !== "");
  return steps.reduce<unknown>(
    (part, step) =>
      typeof part === "object" && part !== null && Object.hasOwn(part, step) ? (part as Record<string, unknown>)[step] : undefined,
    body,
  );
}
