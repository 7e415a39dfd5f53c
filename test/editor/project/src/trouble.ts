// Assets that go wrong on purpose.
import { asset, type AssetContext } from "millrace";

/** Throws: the oven is a data source like any other. */
export const burnt = asset({ group: "trouble" }, (): number => {
  throw new Error("the oven is too hot");
});

/** Comes after one that failed, so it is skipped. */
export const crumbs = asset({ group: "trouble" }, (burnt: number): number => burnt / 2);

/** Rises until it is told to stop. */
export const sourdough = asset({ group: "trouble" }, async (context: AssetContext): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    const keepAlive = setInterval(() => context.log.debug("still rising"), 200);
    context.signal.addEventListener("abort", () => {
      clearInterval(keepAlive);
      reject(context.signal.reason);
    });
    void resolve;
  });
  return "bread";
});
