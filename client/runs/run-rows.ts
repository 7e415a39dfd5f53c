// The rows of the runs view as text: a summary of a run, and the state of each of its assets.
import * as l10n from "@vscode/l10n";
import { counted } from "../../runtime/contract/count-words.js";
import { joined } from "../../runtime/contract/joined.js";
import { language } from "../../runtime/contract/language.js";
import { originText } from "../../runtime/contract/origin-words.js";
import type { ListedRun, RunStep } from "../../runtime/contract/run-record.js";
import { runTitle } from "../../runtime/contract/run-title.js";
import { countedState, stateWord } from "../../runtime/contract/state-words.js";
import { age, duration, elapsed } from "../../runtime/contract/time-words.js";
import { escaped, type Row } from "../assets/asset-rows.js";
import { type Icon, STATE_ICONS } from "../assets/state-icons.js";

/** The length of a full bar in characters: enough to compare durations, and short enough for a narrow side bar. */
const cells = 5;

/** `now` in milliseconds since 1970. */
export function runRow(run: ListedRun, now: number): Row {
  const { state, startedAt, endedAt, assets } = run;
  const ago = startedAt === null ? "" : age(startedAt, now);
  const ms = startedAt !== null && endedAt !== null ? Date.parse(endedAt) - Date.parse(startedAt) : undefined;
  const running = startedAt === null ? stateWord("running") : l10n.t`running ${elapsed(startedAt, now)}`;
  const took = ms === undefined ? "" : duration(ms);
  const words = state === "running" ? [running] : [ago, took, ...(state === "success" ? [] : [stateWord(state)])];
  const label = runTitle(run);
  const message = run.message ?? "";
  return {
    label,
    description: joined(" · ", ...words, originText(run)),
    tooltip: joined(
      "\n\n",
      `**${escaped(counted(assets.length, "asset"))}**: ${escaped(listed(assets))}`,
      escaped(joined(" · ", ...words, startedAt === null ? "" : new Date(startedAt).toLocaleString(language()))),
      escaped(originText(run)),
      escaped(tagsText(run)),
      escaped(message),
      escaped(l10n.t`run ${run.runId}`),
    ),
    icon: iconOf(state),
    context: joined(
      " ",
      "run",
      state === "running" ? "live" : "over",
      state === "failure" || state === "canceled" ? "broken" : "",
      run.canCancel ? "ours" : "",
    ),
    spoken: joined(
      ", ",
      l10n.t`Run of ${label}`,
      ...(state === "running" ? [running] : [stateWord(state), ago, took]),
      originText(run),
      message,
    ),
  };
}

function tagsText({ tags }: ListedRun): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}

/** The duration of the run's slowest asset in milliseconds, the length of a full bar. 0 if there is nothing to compare. */
export function longestOf(steps: readonly RunStep[]): number {
  const took = steps.flatMap(({ state, durationMs }) => (state === "running" || durationMs === undefined ? [] : [durationMs]));
  return took.length > 1 ? Math.max(...took) : 0;
}

/** `longest` is the result of `longestOf`. */
export function stepRow(step: RunStep, now: number, longest = 0): Row {
  const { state, startedAt, durationMs, message = "", partitions, size = "" } = step;
  const counting = startedAt === undefined ? stateWord("running") : l10n.t`running ${elapsed(startedAt, now)}`;
  const took = state === "running" ? counting : durationMs === undefined ? "" : duration(durationMs);
  const parts = partitions ? partitionsText(partitions) : "";
  const word = state === "success" || state === "running" ? "" : stateWord(state);
  const [first = ""] = message.split("\n");
  return {
    label: step.assetKey,
    description: joined(" ", bar(step, longest), joined(" · ", word, took, parts, size, first)),
    tooltip: joined(
      "\n\n",
      `**${escaped(step.assetKey)}**`,
      escaped(joined(" · ", word || stateWord(state), took, parts, size)),
      escaped(message),
      escaped(placeText(step)),
    ),
    icon: iconOf(state),
    context: joined(" ", "step", state, step.place ? "placed" : ""),
    spoken: joined(
      ", ",
      step.assetKey,
      word || (state === "success" ? stateWord("materialized") : ""),
      took,
      parts,
      size,
      message,
      placeText(step),
    ),
  };
}

function partitionsText({ done, failed, skipped }: NonNullable<RunStep["partitions"]>): string {
  return joined(
    ", ",
    counted(done, "partition"),
    failed > 0 ? countedState(failed, "failed") : "",
    skipped > 0 ? countedState(skipped, "skipped") : "",
  );
}

/** Never empty, because an asset that took no time ran too. Screen readers skip it: the duration beside it says the same. */
function bar({ state, durationMs }: RunStep, longest: number): string {
  if (longest === 0 || durationMs === undefined || state === "running") return "";
  const full = Math.min(cells, Math.max(1, Math.round((durationMs / longest) * cells)));
  return "▄".repeat(full) + "▁".repeat(cells - full);
}

export function moreRow(shown: number, total: number): Row {
  const words = l10n.t`${shown} of ${total} runs are shown`;
  return {
    label: l10n.t("More…"),
    description: words,
    tooltip: words,
    icon: { id: "ellipsis" },
    context: "more",
    spoken: l10n.t`More runs. ${words}`,
  };
}

function placeText({ place }: RunStep): string {
  return place ? `${place.file}:${place.line}:${place.column}` : "";
}

function listed(assets: readonly string[]): string {
  const most = 20;
  return joined(", ", ...assets.slice(0, most), assets.length > most ? l10n.t`and ${assets.length - most} more` : "");
}

function iconOf(state: ListedRun["state"] | RunStep["state"]): Icon {
  return STATE_ICONS[state === "success" ? "materialized" : state === "failure" ? "failed" : state];
}
