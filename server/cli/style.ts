// Colour in a terminal, none in a pipe.
import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

const plain = (stream: NodeJS.WriteStream): boolean => !stream.isTTY || process.env.NO_COLOR !== undefined || process.env.TERM === "dumb";

/** Styles text for a stream; unchanged where the stream is no terminal or the user wants no colour. */
export function style(format: Format, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return plain(stream) ? text : styleText(format, text);
}
