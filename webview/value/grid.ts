// The table of rows. Only this file uses the table library. Rows are loaded in blocks; the store sorts and filters them.

import { AG_GRID_LOCALE_DE } from "@ag-grid-community/locale";
import * as l10n from "@vscode/l10n";
import {
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  createGrid,
  type GridApi,
  type GridState,
  GridStateModule,
  type IDatasource,
  type IGetRowsParams,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  RowApiModule,
  RowSelectionModule,
  ScrollApiModule,
  TextFilterModule,
  TooltipModule,
  themeQuartz,
} from "ag-grid-community";
import { language } from "../../runtime/contract/language.js";
import type { RowColumn, RowPage, RowQuestion } from "../../runtime/contract/value.js";
import { cellText, isNumeric, type Row } from "./cells.js";
import { type ColumnFilter, filtersOf, testsFor } from "./filters.js";

ModuleRegistry.registerModules([
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  GridStateModule,
  InfiniteRowModelModule,
  LocaleModule,
  RowApiModule,
  RowSelectionModule,
  ScrollApiModule,
  TextFilterModule,
  TooltipModule,
]);

/** The library's translations, for each of our languages except English. */
const TEXTS: Readonly<Record<string, Record<string, string>>> = { de: AG_GRID_LOCALE_DE };

/** The number of rows in one request. */
const BLOCK = 200;
/** The number of cached blocks: about 20,000 rows. */
const BLOCKS = 100;

export interface GridOptions {
  readonly columns: readonly RowColumn[];
  readonly total: number;
  readonly nonce: string;
  ask(question: RowQuestion): Promise<RowPage>;
  /** All requested rows have arrived: how many rows pass the filters, and whether there are filters. */
  counted(total: number, filtered: boolean): void;
  /** Some rows could not be loaded. The next call of `counted` ends this state. */
  failed(message: string, filtered: boolean): void;
  /** The keyboard focus is on a cell, or null if it is on none. */
  focused(cell: { readonly column: RowColumn; readonly value: unknown } | null): void;
  copy(text: string): void;
  /** Sorting, filters, order and width of the columns, and scroll position, as last passed to `arranged`. */
  readonly arrangement: object | undefined;
  arranged(arrangement: object): void;
}

export interface Grid {
  /** Reloads all rows in view. */
  refresh(total: number): void;
  /** Reloads only blocks that could not be loaded. */
  again(): void;
  /** The selected rows, in their order. */
  selected(): Row[];
  /** The first rows, as they are sorted and filtered now. */
  first(limit: number): Promise<readonly Row[]>;
  clearFilters(): void;
  destroy(): void;
}

export function openGrid(element: HTMLElement, options: GridOptions): Grid {
  const { columns } = options;
  const nameOf = (id: string) => columns[Number(id.slice(1))]?.name;
  let total = options.total;
  let filtersNow = "";
  /** The first row of each block that could not be loaded, for the current sorting and filters. */
  let missing: { readonly view: string; readonly starts: Set<number> } = { view: "", starts: new Set() };
  const questionOf = (sortModel: readonly { colId: string; sort: string | null }[], filterModel: Record<string, ColumnFilter>) => ({
    sort: sortModel.flatMap(({ colId, sort }) => {
      const column = nameOf(colId);
      return column === undefined || sort === null ? [] : [{ column, descending: sort === "desc" }];
    }),
    filters: filtersOf(filterModel, nameOf),
  });

  const datasource: IDatasource = {
    async getRows(params: IGetRowsParams) {
      const view = questionOf(params.sortModel, params.filterModel as Record<string, ColumnFilter>);
      const filters = JSON.stringify(view.filters);
      const counted = filters !== filtersNow || params.startRow === 0;
      const question = { ...view, offset: params.startRow, limit: params.endRow - params.startRow, counted };
      // A filter that worked before is not the cause of an error: the code may have changed, so the request is repeated once.
      const isSound = filters === filtersNow || view.filters.length === 0;
      const asked = JSON.stringify(view);
      if (missing.view !== asked) missing = { view: asked, starts: new Set() };
      const { starts } = missing;
      try {
        const page = await options.ask(question).catch((error) => (isSound ? options.ask(question) : Promise.reject(error)));
        filtersNow = filters;
        if (page.total !== null) total = page.total;
        starts.delete(params.startRow);
        if (starts === missing.starts && starts.size === 0) options.counted(total, view.filters.length > 0);
        params.successCallback([...page.rows], total);
      } catch (error) {
        starts.add(params.startRow);
        if (starts === missing.starts) options.failed(error instanceof Error ? error.message : String(error), view.filters.length > 0);
        params.failCallback();
      }
    },
  };

  const api: GridApi<Row> = createGrid<Row>(element, {
    theme,
    localeText: TEXTS[language().split("-")[0] ?? ""] ?? {},
    styleNonce: options.nonce,
    rowModelType: "infinite",
    datasource,
    cacheBlockSize: BLOCK,
    maxBlocksInCache: BLOCKS,
    maxConcurrentDatasourceRequests: 1,
    blockLoadDebounceMillis: 60,
    infiniteInitialRowCount: Math.max(1, Math.min(total, 1_000_000_000)),
    rowSelection: { mode: "multiRow", checkboxes: false, headerCheckbox: false, enableClickSelection: true },
    suppressFieldDotNotation: true,
    enableCellTextSelection: false,
    ensureDomOrder: true,
    suppressMultiSort: false,
    tooltipShowDelay: 600,
    columnDefs: [numberColumn(), ...columns.map(columnDef)],
    defaultColDef: { resizable: true, sortable: true, filter: "agTextColumnFilter", floatingFilter: true, minWidth: 70, maxWidth: 900 },
    autoSizeStrategy: { type: "fitCellContents", skipHeader: false },
    initialState: (options.arrangement ?? {}) as GridState,
    onStateUpdated: ({ state }) => options.arranged(state),
    // After sorting or filtering, scroll to the first row.
    onSortChanged: () => api.ensureIndexVisible(0),
    onFilterChanged: () => api.ensureIndexVisible(0),
    onCellFocused: ({ rowIndex, column }) => {
      const id = typeof column === "object" && column !== null ? column.getColId() : "";
      const found = columns[Number(id.slice(1))];
      const row = rowIndex === null ? undefined : api.getDisplayedRowAtIndex(rowIndex)?.data;
      options.focused(found && row ? { column: found, value: row[found.name] } : null);
    },
    onCellKeyDown: (pressed) => {
      const { event, node } = pressed;
      if (!(event instanceof KeyboardEvent) || event.key.toLowerCase() !== "c" || !(event.ctrlKey || event.metaKey)) return;
      const found = "column" in pressed ? columns[Number(pressed.column.getColId().slice(1))] : undefined;
      if (found && node.data) options.copy(cellText(node.data[found.name]));
    },
  });

  const again = () => {
    missing.starts.clear();
    api.refreshInfiniteCache();
  };
  return {
    again,
    refresh(count) {
      total = count;
      filtersNow = "?";
      again();
    },
    selected: () =>
      api
        .getSelectedNodes()
        .sort((a, b) => (a.rowIndex ?? 0) - (b.rowIndex ?? 0))
        .flatMap(({ data }) => (data ? [data] : [])),
    async first(limit) {
      const sort = api.getColumnState().filter(({ sort }) => sort != null);
      sort.sort((a, b) => (a.sortIndex ?? 0) - (b.sortIndex ?? 0));
      const model = sort.map(({ colId, sort }) => ({ colId, sort: sort ?? null }));
      const view = questionOf(model, api.getFilterModel() as Record<string, ColumnFilter>);
      return (await options.ask({ ...view, offset: 0, limit, counted: false })).rows;
    },
    clearFilters: () => api.setFilterModel(null),
    destroy: () => api.destroy(),
  };
}

const numberColumn = () => ({
  colId: "row",
  headerName: "#",
  headerTooltip: l10n.t("Row"),
  pinned: "left" as const,
  width: 76,
  sortable: false,
  filter: false,
  resizable: false,
  suppressMovable: true,
  cellClass: "row-number",
  valueGetter: ({ node }: { node: { rowIndex: number | null } | null }) => (node?.rowIndex == null ? "" : node.rowIndex + 1),
});

function columnDef(column: RowColumn, at: number) {
  const numeric = isNumeric(column);
  return {
    colId: `c${at}`,
    headerName: column.name,
    headerTooltip: `${column.name}: ${column.type}`,
    headerComponentParams: { innerHeaderComponent: TypedHeader, innerHeaderComponentParams: { type: column.type } },
    valueGetter: ({ data }: { data: Row | undefined }) => data?.[column.name],
    valueFormatter: ({ value, data }: { value: unknown; data: Row | undefined }) => (data === undefined ? "" : shown(value)),
    cellClassRules: { null: ({ value, data }: { value: unknown; data: Row | undefined }) => data !== undefined && value == null },
    cellClass: numeric ? "numeric" : "",
    headerClass: numeric ? "numeric" : "",
    filterParams: { filterOptions: testsFor(numeric), maxNumConditions: 1, debounceMs: 350, trimInput: false, buttons: ["clear"] },
  };
}

function shown(value: unknown): string {
  const text = value === null || value === undefined ? "null" : cellText(value);
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
}

/** A column header with the name and, below it, the type. */
class TypedHeader {
  private readonly element = document.createElement("div");

  init(params: { displayName: string; type: string }): void {
    this.element.className = "typed-header";
    const [name, type] = [document.createElement("span"), document.createElement("span")];
    name.textContent = params.displayName;
    type.textContent = params.type;
    type.className = "type";
    this.element.append(name, type);
  }

  getGui(): HTMLElement {
    return this.element;
  }

  refresh(): boolean {
    return false;
  }
}

/** The colors of the editor. */
const theme = themeQuartz.withParams({
  accentColor: "var(--vscode-focusBorder)",
  backgroundColor: "var(--vscode-editor-background)",
  foregroundColor: "var(--vscode-foreground)",
  textColor: "var(--vscode-foreground)",
  borderColor: "var(--line)",
  browserColorScheme: "inherit",
  chromeBackgroundColor: "var(--vscode-editorWidget-background)",
  headerBackgroundColor: "var(--vscode-editorWidget-background)",
  headerTextColor: "var(--vscode-foreground)",
  menuBackgroundColor: "var(--vscode-menu-background, var(--vscode-editorWidget-background))",
  menuTextColor: "var(--vscode-menu-foreground, var(--vscode-foreground))",
  inputBackgroundColor: "var(--vscode-input-background)",
  inputTextColor: "var(--vscode-input-foreground)",
  inputBorder: "solid 1px var(--vscode-input-border, var(--line))",
  inputFocusBorder: "solid 1px var(--vscode-focusBorder)",
  rowHoverColor: "var(--vscode-list-hoverBackground)",
  selectedRowBackgroundColor: "var(--vscode-list-inactiveSelectionBackground)",
  fontFamily: "var(--vscode-font-family)",
  fontSize: "var(--vscode-font-size, 13px)",
  cellFontFamily: "var(--vscode-editor-font-family)",
  rowHeight: 24,
  headerHeight: 40,
  spacing: 4,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  borderRadius: 2,
});
