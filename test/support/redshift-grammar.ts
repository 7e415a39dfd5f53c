// A strict recognizer of the Redshift statements that the manager sends, after the syntax sections of Redshift's "SQL commands". Other
// statements, and other options than COPY documents for Parquet, are refused.
import type { IToken } from "chevrotain";
import { ExpressionParser } from "./redshift-expressions.js";
import { checkAddress, checkRole, Literal, lexer, Name, Quoted, unquoted, Whole } from "./redshift-tokens.js";

export interface CopyStatement {
  readonly table: string;
  readonly manifest: string;
  readonly iamRole: string;
}

export interface UnloadStatement {
  readonly select: string;
  readonly prefix: string;
  readonly iamRole: string;
}

export interface Recognised {
  readonly kind: string;
  readonly copy?: CopyStatement;
  readonly unload?: UnloadStatement;
}

class RedshiftParser extends ExpressionParser {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  readonly statement = this.RULE("statement", (): Recognised => {
    return this.OR<Recognised>([
      { ALT: () => this.simple("BEGIN") },
      { ALT: () => this.simple("COMMIT") },
      { ALT: () => this.simple("ROLLBACK") },
      { ALT: () => this.SUBRULE(this.copy) },
      { ALT: () => this.SUBRULE(this.unload) },
      { ALT: () => this.SUBRULE(this.create) },
      { ALT: () => this.SUBRULE(this.drop) },
      { ALT: () => this.SUBRULE(this.alter) },
      { ALT: () => this.SUBRULE(this.update) },
      { ALT: () => this.SUBRULE(this.remove) },
      { ALT: () => this.SUBRULE(this.insert) },
      { ALT: () => this.SUBRULE(this.select) },
      { ALT: () => this.SUBRULE(this.lock) },
      { ALT: () => this.SUBRULE(this.declare) },
      { ALT: () => this.SUBRULE(this.fetch) },
    ]);
  });

  private simple(name: string): Recognised {
    this.word(name);
    return { kind: name };
  }

  // COPY table FROM 's3://…' IAM_ROLE { default | 'arn' } [ FORMAT ] AS PARQUET MANIFEST. For Parquet there is no column list and no
  // other option.
  private readonly copy = this.RULE("copy", (): Recognised => {
    this.word("COPY");
    const table = this.SUBRULE(this.table);
    this.word("FROM");
    const from = this.CONSUME(Literal);
    this.word("IAM_ROLE");
    const role = this.OR<IToken>([{ ALT: () => this.word("DEFAULT") }, { ALT: () => this.CONSUME2(Literal) }]);
    this.word("FORMAT");
    this.word("AS");
    this.word("PARQUET");
    this.word("MANIFEST");
    return this.ACTION(() => {
      const manifest = unquoted(from.image);
      const iamRole = role.tokenType === Literal ? unquoted(role.image) : "default";
      checkAddress(manifest);
      checkRole(iamRole);
      return { kind: "COPY", copy: { table, manifest, iamRole } };
    });
  });

  // UNLOAD ('select') TO 's3://…' IAM_ROLE { default | 'arn' } [ FORMAT ] [ AS ] PARQUET MAXFILESIZE size MB. The select has no LIMIT.
  private readonly unload = this.RULE("unload", (): Recognised => {
    this.word("UNLOAD");
    this.sign("(", 1);
    const query = this.CONSUME(Literal);
    this.sign(")", 2);
    this.word("TO");
    const to = this.CONSUME2(Literal);
    this.word("IAM_ROLE");
    const role = this.OR<IToken>([{ ALT: () => this.word("DEFAULT") }, { ALT: () => this.CONSUME3(Literal) }]);
    this.word("FORMAT");
    this.word("AS");
    this.word("PARQUET");
    this.word("MAXFILESIZE");
    const size = this.CONSUME(Whole);
    this.word("MB");
    return this.ACTION(() => {
      const select = unquoted(query.image);
      const prefix = unquoted(to.image);
      const iamRole = role.tokenType === Literal ? unquoted(role.image) : "default";
      checkAddress(prefix);
      checkRole(iamRole);
      if (Number(size.image) < 5 || Number(size.image) > 6200) throw new Error("MAXFILESIZE is from 5 MB to 6.2 GB");
      if (/\blimit \d+$/i.test(select)) throw new Error("the select of UNLOAD has a LIMIT");
      return { kind: "UNLOAD", unload: { select, prefix, iamRole } };
    });
  });

  private readonly create = this.RULE("create", (): Recognised => {
    this.word("CREATE");
    this.OR([
      {
        ALT: () => {
          this.word("SCHEMA");
          this.word("IF");
          this.word("NOT");
          this.word("EXISTS");
          this.CONSUME(Quoted);
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.word("TEMP"));
          this.word("TABLE");
          this.SUBRULE(this.table);
          this.sign("(", 1);
          this.SUBRULE(this.definition);
          this.MANY({
            GATE: () => this.LA(1).image === ",",
            DEF: () => {
              this.sign(",", 2);
              this.SUBRULE2(this.definition);
            },
          });
          this.sign(")", 3);
        },
      },
    ]);
    return { kind: "CREATE" };
  });

  private readonly definition = this.RULE("definition", () => {
    this.CONSUME(Quoted);
    this.SUBRULE(this.type);
  });

  private readonly drop = this.RULE("drop", (): Recognised => {
    this.word("DROP");
    this.word("TABLE");
    this.word("IF");
    this.word("EXISTS");
    this.SUBRULE(this.table);
    return { kind: "DROP" };
  });

  // One change per statement. ALTER COLUMN … TYPE is not allowed inside a transaction, so it is not included.
  private readonly alter = this.RULE("alter", (): Recognised => {
    this.word("ALTER");
    this.word("TABLE");
    this.SUBRULE(this.table);
    this.OR([
      {
        ALT: () => {
          this.word("ADD");
          this.word("COLUMN", 1);
          this.SUBRULE(this.definition);
        },
      },
      {
        ALT: () => {
          this.word("DROP");
          this.word("COLUMN", 2);
          this.CONSUME(Quoted);
        },
      },
      {
        ALT: () => {
          this.word("RENAME");
          this.word("COLUMN", 3);
          this.CONSUME2(Quoted);
          this.word("TO");
          this.CONSUME3(Quoted);
        },
      },
    ]);
    return { kind: "ALTER" };
  });

  private readonly update = this.RULE("update", (): Recognised => {
    this.word("UPDATE");
    this.SUBRULE(this.table);
    this.word("SET");
    this.CONSUME(Quoted);
    this.sign("=");
    this.SUBRULE(this.expression);
    return { kind: "UPDATE" };
  });

  private readonly remove = this.RULE("remove", (): Recognised => {
    this.word("DELETE");
    this.word("FROM");
    this.SUBRULE(this.table);
    this.OPTION(() => this.SUBRULE(this.where));
    return { kind: "DELETE" };
  });

  private readonly insert = this.RULE("insert", (): Recognised => {
    this.word("INSERT");
    this.word("INTO");
    this.SUBRULE(this.table);
    this.sign("(", 1);
    this.CONSUME(Quoted);
    this.MANY({
      GATE: () => this.LA(1).image === ",",
      DEF: () => {
        this.sign(",", 2);
        this.CONSUME2(Quoted);
      },
    });
    this.sign(")", 3);
    this.SUBRULE(this.select);
    return { kind: "INSERT" };
  });

  private readonly select = this.RULE("select", (): Recognised => {
    this.word("SELECT");
    this.SUBRULE(this.output);
    this.MANY({
      GATE: () => this.LA(1).image === ",",
      DEF: () => {
        this.sign(",");
        this.SUBRULE2(this.output);
      },
    });
    this.word("FROM");
    this.OR([
      { ALT: () => this.SUBRULE(this.table) },
      {
        ALT: () => {
          this.sign("(", 2);
          this.SUBRULE(this.select);
          this.sign(")", 3);
          this.word("AS");
          this.CONSUME(Name);
        },
      },
    ]);
    this.OPTION(() => this.SUBRULE(this.where));
    this.OPTION2(() => {
      this.word("ORDER");
      this.word("BY");
      this.SUBRULE(this.order);
      this.MANY2({
        GATE: () => this.LA(1).image === ",",
        DEF: () => {
          this.sign(",", 4);
          this.SUBRULE2(this.order);
        },
      });
    });
    this.OPTION3(() => {
      this.word("LIMIT");
      this.CONSUME(Whole);
    });
    this.OPTION4(() => {
      this.word("OFFSET");
      this.CONSUME2(Whole);
    });
    return { kind: "SELECT" };
  });

  private readonly order = this.RULE("order", () => {
    this.SUBRULE(this.expression);
    this.OPTION(() => this.OR([{ ALT: () => this.word("ASC") }, { ALT: () => this.word("DESC") }]));
    this.OPTION2(() => {
      this.word("NULLS");
      this.word("LAST");
    });
  });

  private readonly output = this.RULE("output", () => {
    this.OR([
      { GATE: () => this.LA(1).image === "*", ALT: () => this.sign("*") },
      {
        ALT: () => {
          this.SUBRULE(this.expression);
          this.OPTION(() => {
            this.word("AS");
            this.CONSUME(Quoted);
          });
        },
      },
    ]);
  });

  private readonly lock = this.RULE("lock", (): Recognised => {
    this.word("LOCK");
    this.SUBRULE(this.table);
    return { kind: "LOCK" };
  });

  private readonly declare = this.RULE("declare", (): Recognised => {
    this.word("DECLARE");
    this.CONSUME(Name);
    this.word("CURSOR");
    this.word("FOR");
    this.SUBRULE(this.select);
    return { kind: "DECLARE" };
  });

  private readonly fetch = this.RULE("fetch", (): Recognised => {
    this.word("FETCH");
    this.word("FORWARD");
    this.CONSUME(Whole);
    this.word("FROM");
    this.CONSUME(Name);
    return { kind: "FETCH" };
  });
}

const parser = new RedshiftParser();

/** The kind of the statement. Throws if Redshift does not document such a statement. */
export function recognise(text: string): Recognised {
  const { tokens, errors } = lexer.tokenize(text);
  if (errors.length > 0) throw new Error(`Redshift's grammar: ${errors[0]?.message} in: ${text}`);
  parser.input = tokens;
  const found = parser.statement();
  const [error] = parser.errors;
  if (error !== undefined) throw new Error(`Redshift's grammar: ${error.message} in: ${text}`);
  // The inner query is a literal in the outer statement.
  if (found.unload !== undefined && recognise(found.unload.select).kind !== "SELECT") throw new Error(`UNLOAD takes a SELECT: ${text}`);
  return found;
}
