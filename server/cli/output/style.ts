// Colour in a terminal, none in a pipe, as the user's variables say.
import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Styles text for a stream; unchanged where Node.js finds that it takes no colour: no terminal, `TERM=dumb`, `NO_COLOR`. `FORCE_COLOR` wins over all. */
export function style(format: Format, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(format, text, { stream });
}
