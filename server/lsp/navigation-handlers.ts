// Requests for navigation: definition, references, highlights, hierarchies, symbols.
import type { CallHierarchyItem, Connection, ReferenceParams } from "vscode-languageserver";
import {
  consumersOf,
  definition,
  fileSymbols,
  hierarchyRoots,
  highlights,
  type Project,
  references,
  searchSymbols,
  upstreamsOf,
} from "../analysis/index.js";
import type { Handle } from "./handle.js";
import { toDocumentSymbol, toHierarchyItem, toHighlight, toLink, toLocation, toSymbolInformation } from "./navigation-to-lsp.js";
import type { At, Served } from "./served.js";

/** The best matches are sent, because a workspace may have ten thousand assets. */
const MOST_SYMBOLS = 200;

/** The data that a hierarchy item carries from one request to the next. */
interface ItemData {
  readonly project: string;
  readonly key: string;
}

export function registerNavigation(connection: Connection, served: Served, handle: Handle): void {
  const { workspace, documents } = served;
  const projectAt = (uri: string) => workspace.projectOf(documents.path(uri));
  /** A script that loads stored values names assets, even if the project does not import it. */
  const projectNaming = (uri: string) => workspace.projectIncluding(documents.path(uri));
  const at = ({ textDocument: { uri }, position }: At) => ({ file: documents.path(uri), offset: documents.offset(uri, position) });
  const itemOf = (project: Project) => (asset: Parameters<typeof toHierarchyItem>[0]) =>
    toHierarchyItem(asset, served.uriOf(project), documents);

  connection.onDefinition(
    handle("definition", null, (params: At) => {
      const project = projectNaming(params.textDocument.uri);
      const { file, offset } = at(params);
      const found = project ? definition(project, file, offset) : null;
      if (!found) return null;
      return served.client().links ? [toLink(found, documents)] : [toLocation(found.target, documents)];
    }),
  );

  connection.onReferences(
    handle("references", null, (params: ReferenceParams) => {
      const project = projectNaming(params.textDocument.uri);
      const { file, offset } = at(params);
      const found = project ? references(project, file, offset, params.context.includeDeclaration) : [];
      return found.length === 0 ? null : found.map((place) => toLocation(place, documents));
    }),
  );

  connection.onDocumentHighlight(
    handle("documentHighlight", null, (params: At) => {
      const project = projectNaming(params.textDocument.uri);
      const { file, offset } = at(params);
      const found = project ? highlights(project, file, offset) : null;
      return found?.map((highlight) => toHighlight(highlight, documents)) ?? null;
    }),
  );

  connection.onDocumentSymbol(
    handle("documentSymbol", null, ({ textDocument: { uri } }) => {
      const project = projectAt(uri);
      if (!project) return null;
      const symbols = fileSymbols(project, documents.path(uri));
      return served.client().documentSymbols
        ? symbols.map((symbol) => toDocumentSymbol(symbol, documents))
        : symbols.map((symbol) => toSymbolInformation(symbol, documents));
    }),
  );

  connection.onWorkspaceSymbol(
    handle("workspaceSymbol", null, ({ query }) =>
      workspace
        .projects()
        .flatMap((project) => searchSymbols(project, query, MOST_SYMBOLS))
        .slice(0, MOST_SYMBOLS)
        .map((symbol) => toSymbolInformation(symbol, documents)),
    ),
  );

  const prepare = (params: At) => {
    const project = projectNaming(params.textDocument.uri);
    const { file, offset } = at(params);
    const roots = project ? hierarchyRoots(project, file, offset) : [];
    return project && roots.length > 0 ? roots.map(itemOf(project)) : null;
  };
  const steps = (item: CallHierarchyItem, which: typeof consumersOf) => {
    const { project: uri, key } = item.data as ItemData;
    const project = served.projectNamed(uri);
    return project ? which(project, key).map(({ asset, places }) => ({ item: itemOf(project)(asset), places })) : [];
  };
  const ranges = (places: readonly Parameters<typeof documents.range>[0][]) => places.map((place) => documents.range(place));

  connection.languages.callHierarchy.onPrepare(handle("callHierarchy", null, prepare));
  connection.languages.callHierarchy.onIncomingCalls(
    handle("incomingCalls", [], ({ item }) =>
      steps(item, consumersOf).map((step) => ({ from: step.item, fromRanges: ranges(step.places) })),
    ),
  );
  connection.languages.callHierarchy.onOutgoingCalls(
    handle("outgoingCalls", [], ({ item }) => steps(item, upstreamsOf).map((step) => ({ to: step.item, fromRanges: ranges(step.places) }))),
  );
}
