// Asks which partitions to materialize, or which one to show. The list offers the latest; the user can type any key or range.
import * as l10n from "@vscode/l10n";
import { type QuickPickItem, ThemeIcon, window } from "vscode";
import { counted } from "../../runtime/contract/count-words.js";
import type { PartitionChoices } from "../../runtime/contract/editor.js";
import { numeral } from "../../runtime/contract/language.js";
import { STATE_ICONS } from "../assets/state-icons.js";

type Partitions = readonly string[] | "all" | "missing";

interface Choice extends QuickPickItem {
  readonly partitions: Partitions;
}

/** Undefined if the user cancels. */
export async function choosePartitions(choices: PartitionChoices): Promise<Partitions | undefined> {
  const { together } = choices;
  if (together === undefined) return chooseKeys(choices);
  const chosen = await chooseTogether(together);
  return chosen === "choose" ? chooseKeys(choices) : chosen;
}

/** For several assets. The missing partitions come first if some are materialized. */
async function chooseTogether({ assets, total, materialized }: NonNullable<PartitionChoices["together"]>) {
  const ofAssets = counted(assets, "asset");
  const missing = total - materialized;
  const all = { label: l10n.t("All partitions"), description: l10n.t`${numeral(total)} of ${ofAssets}`, partitions: "all" as const };
  const some = {
    label: l10n.t("Missing partitions"),
    description: missing === 0 ? l10n.t("none: each has a value") : l10n.t`${numeral(missing)} of ${ofAssets}`,
    partitions: "missing" as const,
  };
  const choose = { label: l10n.t("Choose…"), description: l10n.t("keys or a range"), partitions: "choose" as const };
  const items = missing === 0 ? [all, some, choose] : [some, all, choose];
  return (await window.showQuickPick(items, { title: l10n.t("Which partitions?") }))?.partitions;
}

async function chooseKeys(choices: PartitionChoices): Promise<Partitions | undefined> {
  const missing = choices.total - choices.materialized;
  const several: Choice = { label: l10n.t("Several partitions…"), description: l10n.t("choose them in a list"), partitions: [] };
  const some: Choice[] = [
    ...(missing > 1 && choices.materialized > 0
      ? [{ label: l10n.t`All missing partitions (${numeral(missing)})`, partitions: "missing" as const }]
      : []),
    { label: l10n.t`All ${numeral(choices.total)} partitions`, partitions: "all" },
    ...(choices.latest.length > 1 ? [several] : []),
  ];
  const title = l10n.t`Which partitions? (${choices.text})`;
  const chosen = await pick(title, l10n.t("A key, or a range: first...last"), [...some, ...keys(choices)], (text) => [text]);
  return chosen === several.partitions ? chooseSeveral(title, choices) : chosen;
}

async function chooseSeveral(title: string, choices: PartitionChoices): Promise<Partitions | undefined> {
  const chosen = await window.showQuickPick(keys(choices), { title, canPickMany: true });
  const picked = chosen?.flatMap(({ partitions }) => partitions) ?? [];
  return picked.length === 0 ? undefined : picked;
}

/** Undefined if the user cancels. */
export async function choosePartition(choices: PartitionChoices): Promise<string | undefined> {
  const there = { ...choices, latest: choices.latest.filter(({ materialized }) => materialized) };
  const chosen = await pick(l10n.t`Which partition? (${choices.text})`, l10n.t("A key"), keys(there), (text) => [text]);
  return typeof chosen === "string" ? undefined : chosen?.[0];
}

function keys({ latest }: PartitionChoices): Choice[] {
  return latest.map(({ key, materialized }, at) => ({
    label: key,
    iconPath: new ThemeIcon((materialized ? STATE_ICONS.materialized : STATE_ICONS.never).id),
    description: [at === 0 ? l10n.t("latest") : "", materialized ? l10n.t("has a value") : l10n.t("missing")]
      .filter((word) => word !== "")
      .join(", "),
    partitions: [key],
  }));
}

function pick(
  title: string,
  placeholder: string,
  choices: readonly Choice[],
  typed: (text: string) => readonly string[],
): Promise<Partitions | undefined> {
  return new Promise((resolve) => {
    const box = window.createQuickPick<Choice>();
    box.title = title;
    box.placeholder = placeholder;
    box.items = choices;
    box.onDidChangeValue((text) => {
      const own = text.trim();
      const isKnown = own === "" || choices.some(({ label }) => label === own);
      box.items = isKnown
        ? choices
        : [...choices, { label: own, description: l10n.t("as typed"), alwaysShow: true, partitions: typed(own) }];
    });
    box.onDidAccept(() => {
      const [chosen] = box.selectedItems;
      const own = box.value.trim();
      // After fast typing, Enter may arrive before the list contains the typed text, or while it contains only its beginning.
      resolve(chosen !== undefined && choices.includes(chosen) ? chosen.partitions : own === "" ? undefined : typed(own));
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}
