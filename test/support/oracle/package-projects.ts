// Types that packages compute: of schemas, of tables, of other types. Each is compared with others, and with a changed version of itself.

import type { Judged, Pair } from "./judged-project.js";
import { allPairs, DECLARED } from "./random-types.js";

/** The packages that these projects need, as npm specifiers. */
export const PACKAGES = ["@types/node@22", "zod@4", "type-fest@5", "kysely@0.28", "drizzle-orm@0.45"];

const NODE = { target: "ES2022", module: "NodeNext", types: [], strict: true };

/** Each type compared with all others, and with some changes of itself. */
function neighbours(types: readonly string[]): readonly Pair[] {
  const changes = types.flatMap((type): Pair[] => [
    [type, `Partial<${type}>`],
    [`Partial<${type}>`, type],
    [`${type}[]`, `readonly ${type}[]`],
    [`Record<string, ${type}>`, `{ [key: string]: ${type} | null }`],
    [`{ inner: ${type} | null }`, `{ inner: ${type} }`],
    [`Omit<${type}, "id">`, type],
    [type, `Pick<${type}, keyof ${type}>`],
    [`${type} & { more: number }`, type],
  ]);
  return [...allPairs(types), ...changes];
}

const ZOD = `import { z } from "zod";
const user = z.object({ id: z.number(), email: z.email().nullable(), tags: z.array(z.string()).default([]), born: z.coerce.date().optional() });
const admin = user.extend({ rights: z.enum(["read", "write"]).array(), by: user.partial() });
const shape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("circle"), radius: z.number() }),
  z.object({ kind: z.literal("square"), side: z.number(), label: z.string().optional() }),
]);
const tree = z.object({ value: z.number(), get children() { return z.array(tree); } });
const loose = z.looseObject({ id: z.number() });
const branded = z.object({ id: z.string().brand<"Id">() });
export type User = z.infer<typeof user>;
export type UserInput = z.input<typeof user>;
export type Admin = z.infer<typeof admin>;
export type Shape = z.infer<typeof shape>;
export type Tree = z.infer<typeof tree>;
export type Loose = z.infer<typeof loose>;
export type Branded = z.infer<typeof branded>;
export type Scores = z.infer<z.ZodRecord<z.ZodString, z.ZodNumber>>;
export type Pairs = z.infer<z.ZodTuple<[z.ZodString, z.ZodNumber], z.ZodBoolean>>;
`;

const TYPE_FEST = `import type {
  CamelCasedProperties, Except, JsonObject, Merge, PartialDeep, RequireAtLeastOne, SetNonNullable, SetOptional, SetRequired, Simplify, Tagged,
} from "type-fest";
interface Base { id: number; first_name: string | null; address: { street: string; zip?: number }; tags: string[] }
export type Id = Tagged<number, "Id">;
export type Same = Simplify<Base>;
export type Camel = CamelCasedProperties<Base>;
export type Deep = PartialDeep<Base>;
export type Merged = Merge<Base, { id: string; extra: boolean }>;
export type Some = RequireAtLeastOne<Base, "id" | "tags">;
export type NoNull = SetNonNullable<Base, "first_name">;
export type Loosened = SetOptional<Base, "tags">;
export type Tightened = SetRequired<Partial<Base>, "id">;
export type WithoutTags = Except<Base, "tags">;
export type Tagging = { id: Id; first_name: string | null; address: Base["address"]; tags: string[] };
export type Json = JsonObject;
`;

const KYSELY = `import type { ColumnType, Generated, Insertable, JSONColumnType, Selectable, Updateable } from "kysely";
interface PersonTable {
  id: Generated<number>; name: string; nick: string | null; made: ColumnType<Date, string | undefined, never>; meta: JSONColumnType<{ tags: string[] }>;
}
interface PetTable { id: Generated<number>; name: string; owner: number | null }
export type Person = Selectable<PersonTable>;
export type NewPerson = Insertable<PersonTable>;
export type PersonUpdate = Updateable<PersonTable>;
export type Pet = Selectable<PetTable>;
export type NewPet = Insertable<PetTable>;
export type Plain = { id: number; name: string };
`;

const DRIZZLE = `import { boolean, integer, jsonb, numeric, pgEnum, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";
const mood = pgEnum("mood", ["happy", "sad"]);
const users = pgTable("users", {
  id: serial().primaryKey(), name: text().notNull(), nick: text(), mood: mood().notNull(), born: timestamp(), active: boolean().default(true).notNull(),
  meta: jsonb().$type<{ tags: string[] }>(),
});
const orders = pgTable("orders", { id: serial().primaryKey(), user: integer().references(() => users.id).notNull(), total: numeric().notNull(), at: timestamp().notNull() });
export type User = typeof users.$inferSelect;
export type NewUser = typeof users.$inferInsert;
export type Order = typeof orders.$inferSelect;
export type NewOrder = typeof orders.$inferInsert;
export type Named = { id: number; name: string; nick: string | null };
`;

/** Typical output of client generators: declaration files beside JavaScript, namespaces, generic payloads. */
const GENERATED = `export namespace Prisma { export type JsonValue = string | number | boolean | { [Key in string]?: JsonValue } | JsonValue[] | null }
export type $UserPayload = { name: "User"; scalars: { id: number; email: string; meta: Prisma.JsonValue; role: Role }; objects: { posts: $PostPayload[] } };
export type $PostPayload = { name: "Post"; scalars: { id: number; title: string; author: number | null }; objects: {} };
export type Result<P extends { scalars: object }> = { [K in keyof P["scalars"]]: P["scalars"][K] } & {};
export declare const Role: { ADMIN: "ADMIN"; USER: "USER" };
export type Role = (typeof Role)[keyof typeof Role];
export type User = Result<$UserPayload>;
export type Post = Result<$PostPayload>;
export type UserWithPosts = User & { posts: Post[] };
export interface paths { "/users": { get: { responses: { 200: { content: { "application/json": components["schemas"]["User"] } } } } } }
export interface components { schemas: { User: { id: number; email?: string; readonly created?: string; role: "ADMIN" | "USER" }; Error: { code: number } } }
export type ApiUser = paths["/users"]["get"]["responses"][200]["content"]["application/json"];
export type ApiError = components["schemas"]["Error"];
`;

function ofPackage(text: string, compilerOptions: Readonly<Record<string, unknown>> = NODE, file = "src/types.ts"): Judged {
  const names = [...text.matchAll(/^export type (\w+) =/gm)]
    .map(([, name]) => name as string)
    .filter((name) => !name.endsWith("Payload") && name !== "Result");
  return {
    compilerOptions,
    files: { [file]: text },
    header: `import type { ${names.join(", ")} } from "./${file.replace(/^src\/(.*?)(\.d)?\.ts$/, "$1.js")}";`,
    pairs: neighbours(names),
  };
}

export const PACKAGE_PROJECTS: Readonly<Record<string, Judged>> = {
  zod: ofPackage(ZOD),
  "type-fest": ofPackage(TYPE_FEST),
  "type-fest, exact optional properties": ofPackage(TYPE_FEST, { ...NODE, exactOptionalPropertyTypes: true }),
  kysely: ofPackage(KYSELY),
  drizzle: ofPackage(DRIZZLE),
  "a generated client": {
    ...ofPackage(GENERATED, NODE, "src/generated/index.d.ts"),
    files: {
      "src/generated/index.d.ts": GENERATED,
      "src/generated/index.js": 'export const Role = { ADMIN: "ADMIN", USER: "USER" };\n',
      "src/globals.d.ts": DECLARED.replaceAll(/^type Result.*$/gm, ""),
    },
  },
};
