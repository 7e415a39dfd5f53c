// Colours in a terminal, but not in a pipe, following the user's variables.
import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/**
 * Styles text for a stream. Unchanged if Node.js finds that the stream has no colours: no terminal, `TERM=dumb`, `NO_COLOR`.
 * `FORCE_COLOR` overrides all of them.
 */
export function style(format: Format, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(format, text, { stream });
}
