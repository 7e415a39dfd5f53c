// Ages and durations in words: the same in every view, in the terminal and in the log.
import * as l10n from "@vscode/l10n";
import { decimal } from "./language.js";

/** `"12 ms"`, `"1.4 s"`, `"2 min 5 s"`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return l10n.t`${Math.round(milliseconds)} ms`;
  // 59.96 s would be shown as "60.0 s".
  if (milliseconds < 59_950) return l10n.t`${decimal(milliseconds / 1000, 1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return l10n.t`${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `"just now"` below a minute, `"2 min ago"`, `"3 days ago"`. */
export function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1000));
  if (seconds < 60) return l10n.t("just now");
  if (seconds < 3600) return l10n.t`${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return l10n.t`${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? l10n.t`${days} day ago` : l10n.t`${days} days ago`;
}

/** How long something has been running, in whole seconds, for a text that is redrawn each second: `"3 s"`, `"2 min 5 s"`. */
export function elapsed(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  return seconds < 60 ? l10n.t`${seconds} s` : duration(seconds * 1000);
}
