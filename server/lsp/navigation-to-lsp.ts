// What navigation finds, as the protocol says it.
import {
  type CallHierarchyItem,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentSymbol,
  type Location,
  type LocationLink,
  SymbolKind,
  type WorkspaceSymbol,
} from "vscode-languageserver";
import type { Place } from "../../runtime/contract/problem.js";
import type { Definition, Highlight, ProjectSymbol, ResolvedAsset } from "../analysis/index.js";
import type { Documents } from "./documents.js";

const KINDS: Record<ProjectSymbol["kind"], SymbolKind> = {
  asset: SymbolKind.Function,
  external: SymbolKind.Object,
  resource: SymbolKind.Key,
  job: SymbolKind.Event,
  schedule: SymbolKind.Event,
};

export function toLocation(place: Place, documents: Documents): Location {
  return { uri: documents.uri(place.file), range: documents.range(place) };
}

export function toLink({ origin, target }: Definition, documents: Documents): LocationLink {
  const range = documents.range(target);
  return {
    originSelectionRange: documents.range(origin),
    targetUri: documents.uri(target.file),
    targetRange: range,
    targetSelectionRange: range,
  };
}

export function toHighlight({ place, declares }: Highlight, documents: Documents): DocumentHighlight {
  return { range: documents.range(place), kind: declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read };
}

export function toDocumentSymbol({ name, kind, detail, whole, place }: ProjectSymbol, documents: Documents): DocumentSymbol {
  return { name, detail, kind: KINDS[kind], range: documents.range(whole), selectionRange: documents.range(place) };
}

export function toWorkspaceSymbol({ name, kind, detail, place }: ProjectSymbol, documents: Documents): WorkspaceSymbol {
  return { name, kind: KINDS[kind], containerName: `${kind} ${detail}`.trim(), location: toLocation(place, documents) };
}

export function toHierarchyItem(asset: ResolvedAsset, project: string, documents: Documents): CallHierarchyItem {
  const range = documents.range(asset.place);
  return {
    name: asset.key,
    kind: asset.external ? KINDS.external : KINDS.asset,
    detail: `asset in group ${asset.group}`,
    uri: documents.uri(asset.place.file),
    range,
    selectionRange: range,
    data: { project, key: asset.key },
  };
}
