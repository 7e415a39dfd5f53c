// Shortens a type for messages.

/** The longest type that is written in full. */
export const LONGEST_TYPE = 120;

/** Members from both ends of a union, else the beginning of the type. */
export function shortType(type: string): string {
  if (type.length <= LONGEST_TYPE) return type;
  const members = membersOf(type);
  if (members.length > 3) {
    const [one = "", two = "", last = ""] = [members[0], members[1], members.at(-1)];
    const short = `${one} | ${two} | … ${members.length - 3} more … | ${last}`;
    if (short.length <= LONGEST_TYPE) return short;
  }
  return `${type.slice(0, LONGEST_TYPE - 20)} …`;
}

/** The members of a union. Bars within brackets and quotes do not separate them. */
function membersOf(type: string): string[] {
  const members: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let at = 0; at < type.length; at++) {
    const character = type[at] as string;
    if (quote !== "") quote = character === quote && type[at - 1] !== "\\" ? "" : quote;
    else if (character === '"' || character === "`") quote = character;
    else if ("([{<".includes(character)) depth++;
    else if (")]}".includes(character) || (character === ">" && type[at - 1] !== "=")) depth--;
    else if (character === "|" && depth === 0) {
      members.push(type.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...members, type.slice(start).trim()];
}
