// In any graph, after renaming an asset every asset loads what it loaded before.

import { expect, it } from "vitest";
import { mentionsOf, rename } from "../../server/analysis/index.js";
import { afterRename } from "../support/check-rename.js";
import { fixture } from "../support/fixture.js";
import { fc } from "../support/properties.js";
import { trials } from "../support/trials.js";

const NAMES = ["orders", "sales", "users", "total", "feed"] as const;
const PREFIXES = [null, "shop", "raw/web"] as const;

const assetArbitrary = fc.record({
  name: fc.constantFrom(...NAMES),
  prefix: fc.constantFrom(...PREFIXES),
  parameters: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 3 }),
  ins: fc.option(fc.record({ of: fc.constantFrom(...NAMES), key: fc.constantFrom("orders", "shop/orders", "raw/web/sales") })),
  deps: fc.uniqueArray(fc.constantFrom("orders", "shop/orders", "raw/web/sales", "total"), { maxLength: 2 }),
  local: fc.option(fc.constantFrom(...NAMES)),
});

type Drawn = ReturnType<typeof assetArbitrary.generate>["value"];

/** One module for each asset, so that two assets may have the same name. */
function textOf(assets: readonly Drawn[]): string {
  const keyOf = ({ name, prefix }: Drawn) => (prefix ? `${prefix}/${name}` : name);
  const known = new Set<string>(assets.map(keyOf));
  const modules = assets.map((drawn, index) => {
    const { name, prefix, ins, local } = drawn;
    const parameters = drawn.parameters.filter((each) => known.has(each) || known.has(`${prefix}/${each}`));
    // A name that is not an asset's could become one by the renaming.
    const deps = drawn.deps.filter((key) => known.has(key) && key !== keyOf(drawn));
    const entry = ins && known.has(ins.key) && parameters.includes(ins.of) ? [`ins: { ${ins.of}: { key: "${ins.key}" } }`] : [];
    const options = [
      ...(prefix ? [`keyPrefix: "${prefix}"`] : []),
      ...entry,
      ...(deps.length > 0 ? [`deps: ${JSON.stringify(deps)}`] : []),
    ];
    const body = local && !parameters.includes(local) ? `{ const ${local} = 1; return ${local}; }` : (parameters[0] ?? "1");
    return `//- /src/m${index}.ts\nimport { asset } from "millrace";\nexport const ${name} = asset({ ${options.join(", ")} }, (${parameters.join(", ")}) => ${body});\n`;
  });
  const imports = assets.map((_, index) => `import * as m${index} from "./src/m${index}.js";`).join("\n");
  const all = assets.map((_, index) => `m${index}`).join(", ");
  return `${modules.join("")}//- /millrace.config.ts\nimport { Definitions } from "millrace";\n${imports}\nexport default new Definitions({ assets: [${all}] });\n`;
}

it("the graph is the same under the new name", () => {
  const histories = trials(60);
  let renamed = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(assetArbitrary, { minLength: 2, maxLength: 5, selector: ({ name, prefix }) => `${prefix}/${name}` }),
      fc.nat(),
      fc.constantFrom(...NAMES, "fresh"),
      (assets, index, to) => {
        const made = fixture(`\n${textOf(assets)}`, { sdk: false });
        const all = made.project.model().assets;
        const [declared] = mentionsOf(made.project, all[index % all.length]?.key ?? "");
        if (!declared) return;
        const answer = rename(made.project, declared.place.file, declared.place.start, to);
        if (answer?.kind !== "edits") return;
        afterRename(made, answer);
        renamed++;
      },
    ),
    { numRuns: histories },
  );
  expect(renamed).toBeGreaterThan(histories / 4);
});
