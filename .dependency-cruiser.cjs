// The walls of the house: who may import what, each rule with its reason. `npm run check` enforces them.
const rooms = [
  "runtime/contract",
  "runtime/disk",
  "runtime/partitions",
  "runtime/planning",
  "runtime/state",
  "runtime/testing",
  "runtime/sdk",
  "runtime/engine",
  "runtime/io",
  "runtime/worker",
  "runtime/host",
  "runtime/orchestration",
  "server/analysis",
  "server/lsp",
  "server/cli",
  "client",
  "webview",
];

/** Own rooms a room may reach, beside itself. A pattern may name one file of a room: its door. */
function reach(room, comment, allowed) {
  const outside = rooms.filter((other) => other !== room && !allowed.includes(other));
  return {
    name: `${room.replace("/", "-")}-reaches`,
    comment,
    severity: "error",
    from: { path: `^${room}/` },
    to: { path: outside.map((other) => `^${other}/`) },
  };
}

/** What is shown is translated by this one library, which gives English where nobody set it up: in the terminal, in a run. */
const words = "@vscode/l10n";

/** Packages a room may use; everything else from node_modules is refused. */
function libraries(room, comment, allowed) {
  return {
    name: `${room.replace("/", "-")}-libraries`,
    comment,
    severity: "error",
    from: { path: `^${room}/` },
    to: { path: "node_modules/", pathNot: allowed.map((name) => `node_modules/${name}(/|$)`) },
  };
}

/** Rooms that must work in any JavaScript engine. */
function withoutNode(room, comment) {
  return {
    name: `${room.replace("/", "-")}-without-node`,
    comment,
    severity: "error",
    from: { path: `^${room}/` },
    to: { dependencyTypes: ["core"] },
  };
}

/** Files of server/lsp that need Node, behind its door `node-platform.ts`. */
const nodeOfLsp =
  "cache-folder|kept-facts|native-typescript|node-files|nodes|bundle|starter|prepare-install|version|problem-page|runs|run-history|other-runs|state-watch|values-without-record";

module.exports = {
  forbidden: [
    { name: "no-cycles", comment: "A cycle is one module in several files.", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-unresolved",
      comment: "An import that resolves to nothing breaks at run time.",
      severity: "error",
      from: { path: `^(${rooms.join("|")})/` },
      to: { couldNotResolve: true, pathNot: "^vscode$" },
    },

    reach("runtime/contract", "The shared words stand alone, so that every room can know them.", []),
    libraries(
      "runtime/contract",
      "The shared words stand alone, so that every room can know them; names too long for a disk have a hash, and what is shown is translated.",
      [words, "@noble/hashes"],
    ),
    withoutNode("runtime/contract", "The contract is spoken in the browser too."),

    reach("runtime/disk", "How files below a project are read and made is the same in the SDK, in the host and in the terminal.", [
      "runtime/contract",
    ]),
    libraries("runtime/disk", "Node's own files, and trying again where another program holds one.", ["p-retry"]),

    reach("runtime/partitions", "Which partitions there are is decided by the same rules in the editor and in a run.", [
      "runtime/contract",
    ]),
    libraries("runtime/partitions", "Time zones and cron; everything else is arithmetic.", ["luxon", "@types/luxon", "croner"]),
    withoutNode("runtime/partitions", "The editor's analysis asks these rules too."),
    reach("runtime/planning", "A plan is decided from plain data: in an editor, in the terminal, on a server without TypeScript.", [
      "runtime/contract",
      "runtime/partitions",
    ]),
    libraries("runtime/planning", "The grammar of selections and a distance between names; what is shown is translated.", [
      words,
      "chevrotain",
      "fastest-levenshtein",
    ]),
    withoutNode("runtime/planning", "The editor plans by these rules too."),
    reach("runtime/state", "Where the state of a project is kept is one decision, behind one interface.", [
      "runtime/contract",
      "runtime/disk",
      "runtime/partitions",
    ]),
    libraries("runtime/state", "Node's own files.", []),
    reach("runtime/testing", "Tests of a manager store and load as runs do.", [
      "runtime/sdk",
      "runtime/engine",
      "runtime/partitions",
      "runtime/state",
      "runtime/contract",
    ]),
    libraries("runtime/testing", "It runs in any test framework, so it brings none.", []),

    reach("runtime/sdk", "User code imports the SDK: importing it must load nothing else.", [
      "runtime/state",
      "runtime/contract",
      "runtime/disk",
      "runtime/partitions",
      "runtime/io",
      "runtime/engine",
    ]),
    {
      name: "sdk-takes-managers-at-its-door",
      comment: "Managers build on the SDK; only the package's door and the in-process runs, which need a default manager, look back.",
      severity: "error",
      from: { path: "^runtime/sdk/", pathNot: "^runtime/sdk/(index|materialize|default-manager)\\.ts$" },
      to: { path: "^runtime/io/" },
    },
    {
      name: "sdk-takes-the-engine-at-its-door",
      comment: "The engine builds on the SDK; only what runs or loads in the user's own process looks back.",
      severity: "error",
      from: { path: "^runtime/sdk/", pathNot: "^runtime/sdk/(materialize|load-value)\\.ts$" },
      to: { path: "^runtime/engine/" },
    },
    libraries("runtime/sdk", "User code imports the SDK: every library here is in every user's tests.", [
      "fastest-levenshtein",
      "@standard-schema/spec",
    ]),
    reach("runtime/engine", "The engine runs a plan over loaded assets; which managers there are it is told.", [
      "runtime/sdk",
      "runtime/disk",
      "runtime/partitions",
      "runtime/state",
      "runtime/contract",
    ]),
    libraries("runtime/engine", "The engine runs in the user's tests too: how many at once, and nothing else.", ["p-limit"]),
    reach("runtime/io", "Managers build on what users build on.", [
      "runtime/sdk",
      "runtime/disk",
      "runtime/partitions",
      "runtime/contract",
    ]),
    libraries("runtime/io", "A manager brings its own library, loaded on first use.", [
      "@duckdb/node-api",
      "@duckdb/node-bindings",
      "apache-arrow",
      "hyparquet",
      "hyparquet-writer",
      "hyparquet-compressors",
      "npyjs",
      "csv-parse",
      "lossless-json",
      "csv-stringify",
      "p-limit",
      "p-retry",
      "pg",
      "pg-copy-streams",
      "@types/pg",
      "@types/pg-copy-streams",
      "@aws-sdk/client-s3",
      "@azure/identity",
      "@azure/storage-blob",
      "@google-cloud/storage",
    ]),
    {
      name: "shared-by-managers",
      comment: "What several managers share knows none of them.",
      severity: "error",
      from: { path: "^runtime/io/(tables|values|arrow|parquet)/" },
      to: { path: "^runtime/io/(duckdb|postgres|redshift|files|object-store|memory|inputs|wrappers)/" },
    },
    {
      name: "engines-apart",
      comment: "DuckDB and PostgreSQL share what all tables share, and nothing of each other's. Redshift speaks PostgreSQL's protocol.",
      severity: "error",
      from: { path: "^runtime/io/(duckdb|postgres)/" },
      to: { path: "^runtime/io/(duckdb|postgres)/", pathNot: "^runtime/io/$1/" },
    },
    reach("runtime/worker", "The worker runs user code; the parent side must stay out of it.", [
      "runtime/sdk",
      "runtime/engine",
      "runtime/disk",
      "runtime/io",
      "runtime/partitions",
      "runtime/state",
      "runtime/contract",
    ]),
    libraries("runtime/worker", "The worker bundles user code with esbuild and needs little else.", ["esbuild", "p-limit", "p-retry"]),
    reach("runtime/host", "The parent side never loads user code, so it knows neither SDK nor managers.", [
      "runtime/disk",
      "runtime/state",
      "runtime/contract",
    ]),
    libraries(
      "runtime/host",
      "The parent side is part of the extension and of the terminal: small and plain. What it says of Node.js the editor shows.",
      [words, "p-limit", "semver", "@types/semver", "smol-toml"],
    ),

    reach("runtime/orchestration", "Who may start a run, and when: the one way to submit, over the parent side of runs.", [
      "runtime/host",
      "runtime/disk",
      "runtime/state",
      "runtime/contract",
    ]),
    libraries("runtime/orchestration", "Files and time are enough; what it says the editor shows.", [words]),
    {
      name: "runs-start-in-one-place",
      comment: "Conflicts between runs are decided by the coordinator, whoever starts them.",
      severity: "error",
      from: { path: "^(server|client|runtime/(?!host/|orchestration/))" },
      to: { path: "^runtime/host/run\\.ts$" },
    },

    reach("server/analysis", "Analysis is a pure library: text in, plain data out.", [
      "runtime/contract",
      "runtime/partitions",
      "runtime/planning",
      "runtime/io",
    ]),
    {
      name: "analysis-reads-static-facts",
      comment: "Of managers, analysis knows what each says of itself before it is loaded.",
      severity: "error",
      from: { path: "^server/analysis/" },
      to: { path: "^runtime/io/", pathNot: "^runtime/io/static-facts\\.ts$" },
    },
    {
      name: "static-facts-load-nothing",
      comment: "Static facts are read where no manager can be loaded.",
      severity: "error",
      from: { path: "^runtime/io/.*static-facts\\.ts$" },
      to: { pathNot: ["^runtime/contract/", "^runtime/io/.*static-facts\\.ts$"] },
    },
    withoutNode("server/analysis", "Analysis does no I/O; files come through an injected FileAccess."),
    libraries("server/analysis", "Only the reader knows a compiler.", [words, "ts-morph", "@ts-morph/common"]),
    {
      name: "only-the-reader-knows-typescript",
      comment: "Another reader must stay possible; no object of TypeScript leaves the folder.",
      severity: "error",
      from: { path: "^(server|client|webview|runtime)/", pathNot: "^server/analysis/reader/" },
      to: { path: "^server/analysis/reader/typescript\\.ts$" },
    },
    {
      name: "ts-morph-in-one-file",
      comment: "One file names the package, so that one file replaces it; TypeScript itself stays in the reader.",
      severity: "error",
      from: { pathNot: "^(server/analysis/reader/typescript\\.ts$|node_modules/)" },
      to: { path: "node_modules/(ts-morph|@ts-morph)/" },
    },
    reach("server/lsp", "The protocol's shell over analysis and runs.", [
      "server/analysis",
      "runtime/host",
      "runtime/orchestration",
      "runtime/disk",
      "runtime/planning",
      "runtime/state",
      "runtime/contract",
    ]),
    libraries("server/lsp", "The only room that knows LSP.", [
      words,
      "vscode-languageserver",
      "vscode-languageserver-textdocument",
      "vscode-uri",
      "vscode-jsonrpc",
    ]),
    reach("server/cli", "The terminal's shell over analysis and runs; `millrace lsp` opens the other shell by its door.", [
      "server/analysis",
      "server/lsp",
      "runtime/host",
      "runtime/orchestration",
      "runtime/disk",
      "runtime/planning",
      "runtime/state",
      "runtime/contract",
    ]),
    libraries("server/cli", "Arguments and the live list of a terminal.", ["commander", "listr2"]),
    {
      name: "analysis-by-its-door",
      comment:
        "The shells use analysis through index.ts, so that its inside can change; what must start in a moment uses plain.ts, which loads no TypeScript.",
      severity: "error",
      from: { path: "^server/(lsp|cli)/" },
      to: { path: "^server/analysis/", pathNot: "^server/analysis/(index|plain)\\.ts$" },
    },
    {
      name: "plain-without-typescript",
      comment: "A command that uses this door starts without TypeScript.",
      severity: "error",
      from: { path: "^server/analysis/plain\\.ts$" },
      to: { path: "ts-morph", reachable: true },
    },
    {
      name: "lsp-by-its-door",
      comment:
        "`millrace lsp` starts the server; beside that the terminal shares how the disk is read, what is kept for the next time, how a project starts, which Millrace this is, where the page about problems lies, and which values have no record, and which native TypeScript a project has.",
      severity: "error",
      from: { path: "^server/cli/" },
      to: {
        path: "^server/lsp/",
        pathNot:
          "^server/lsp/(main|server|cache-folder|kept-facts|native-typescript|node-files|problem-page|starter|prepare-install|values-without-record|version)\\.ts$",
      },
    },

    {
      name: "lsp-knows-node-where-it-is-node",
      comment: "The same server runs in a worker of a browser: what needs Node lies behind node-platform.ts.",
      severity: "error",
      from: {
        path: "^server/lsp/",
        pathNot: `^server/lsp/(main|serve|node-platform|${nodeOfLsp})\\.ts$`,
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "lsp-reaches-node-by-one-door",
      comment: "Of what needs Node the rest of the server knows types alone.",
      severity: "error",
      from: { path: "^server/lsp/", pathNot: `^server/lsp/(main|serve|node-platform|${nodeOfLsp})\\.ts$` },
      to: { path: `^server/lsp/(node-platform|${nodeOfLsp})\\.ts$`, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "web-doors",
      comment: "A browser has none of what the doors of Node import.",
      severity: "error",
      from: { path: "^(server/lsp/web|client/web-)" },
      to: {
        path: "node_modules/vscode-(languageserver|languageclient|jsonrpc)/lib/node/|^client/(extension|runs/check-tasks|runs/debug-run)\\.ts$",
      },
    },
    {
      name: "client-without-node",
      comment: "The client runs in a web extension host, too; no part of it needs Node itself.",
      severity: "error",
      from: { path: "^client/" },
      to: { dependencyTypes: ["core"] },
    },
    reach("client", "The client speaks to the server over the wire alone; user code and native modules stay away from the editor.", [
      "runtime/planning",
      "runtime/contract",
    ]),
    libraries("client", "The extension host loads what is here at every start.", [
      words,
      "vscode-languageclient",
      "vscode-jsonrpc",
      "@types/vscode",
      "zod",
    ]),
    {
      name: "only-the-client-knows-vscode",
      comment: "Everything else must work with any editor, or none.",
      severity: "error",
      from: { path: `^(${rooms.filter((room) => room !== "client").join("|")})/` },
      to: { path: "(^vscode$|node_modules/(@types/vscode|vscode-languageclient)/)" },
    },
    reach("webview", "The page holds no truth; it knows the words and its own drawing.", ["runtime/contract"]),
    withoutNode("webview", "The page runs in a browser frame."),
    libraries("webview", "What the page draws with.", [
      words,
      "elkjs",
      "d3-zoom",
      "d3-selection",
      "@types/d3-zoom",
      "@types/d3-selection",
      "preact",
      "marked",
      "ag-grid-community",
      "@ag-grid-community/locale",
      "@vscode/webview-ui-toolkit",
    ]),
    {
      name: "toolkit-in-one-file",
      comment: "The toolkit is archived by its makers: one file names it, so that one file replaces it.",
      severity: "error",
      from: { pathNot: "^(webview/controls\\.ts$|node_modules/)" },
      to: { path: "node_modules/@vscode/webview-ui-toolkit/" },
    },
    {
      name: "native-only-where-user-code-runs",
      comment: "Native modules and the bundler load in the worker and its managers, never in an editor.",
      severity: "error",
      from: { path: "^(server|client|webview|runtime/(contract|sdk|engine|host))/" },
      to: { path: "node_modules/(esbuild|@duckdb)/" },
    },
    {
      name: "nobody-imports-tests",
      comment: "Tests look in from outside.",
      severity: "error",
      from: { path: `^(${rooms.join("|")})/` },
      to: { path: "^test/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|\\.tsbuild)/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
