// Converts navigation results to the protocol.
import * as l10n from "@vscode/l10n";
import {
  type CallHierarchyItem,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentSymbol,
  type Location,
  type LocationLink,
  type SymbolInformation,
  SymbolKind,
} from "vscode-languageserver";
import type { Place } from "../../runtime/contract/problem.js";
import { type Definition, groupName, type Highlight, type ProjectSymbol, type ResolvedAsset } from "../analysis/index.js";
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

function kindWord(kind: ProjectSymbol["kind"]): string {
  switch (kind) {
    case "asset":
      return l10n.t("asset");
    case "external":
      return l10n.t("external");
    case "resource":
      return l10n.t("resource");
    case "job":
      return l10n.t("job");
    case "schedule":
      return l10n.t("schedule");
    default:
      return kind satisfies never;
  }
}

/** For search results, and for clients without `DocumentSymbol`. */
export function toSymbolInformation({ name, kind, detail, place }: ProjectSymbol, documents: Documents): SymbolInformation {
  return { name, kind: KINDS[kind], containerName: `${kindWord(kind)} ${detail}`.trim(), location: toLocation(place, documents) };
}

export function toHierarchyItem(asset: ResolvedAsset, project: string, documents: Documents): CallHierarchyItem {
  const range = documents.range(asset.place);
  return {
    name: asset.key,
    kind: asset.external ? KINDS.external : KINDS.asset,
    detail: l10n.t`asset in group ${groupName(asset)}`,
    uri: documents.uri(asset.place.file),
    range,
    selectionRange: range,
    data: { project, key: asset.key },
  };
}
