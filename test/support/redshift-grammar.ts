// A strict recogniser of the Redshift statements the manager sends, after the syntax sections of Redshift's "SQL commands". Beyond these
// statements, and beyond what COPY documents for Parquet, nothing is accepted.
import { createToken, EmbeddedActionsParser, type IToken, Lexer, type TokenType } from "chevrotain";

const Blank = createToken({ name: "Blank", pattern: /\s+/, group: Lexer.SKIPPED });
const Quoted = createToken({ name: "Quoted", pattern: /"(?:[^"]|"")+"/ });
// A backslash escapes within Redshift's literals; none is ever sent.
const Literal = createToken({ name: "Literal", pattern: /'(?:[^'\\]|'')*'/ });
const Parameter = createToken({ name: "Parameter", pattern: /\$[1-9]\d*/ });
const Whole = createToken({ name: "Whole", pattern: /\d+/ });
const Name = createToken({ name: "Name", pattern: /[A-Za-z_][A-Za-z0-9_]*/ });
const Sign = createToken({ name: "Sign", pattern: />=|<=|<>|::|\|\||[(),.=<>*+]/ });

const KEYWORDS =
  "ADD ALTER AND AS AT BEGIN BY CAST COLUMN COMMIT COPY COUNT CREATE CURSOR DECLARE DEFAULT DELETE DROP EXISTS FETCH FOR FORMAT FORWARD FROM IAM_ROLE IF IN INSERT INTO IS LIMIT LOCK MANIFEST NOT NULL OR ORDER PARQUET RENAME ROLLBACK SCHEMA SELECT SET TABLE TEMP TIME TO UPDATE VALUES WHERE ZONE FALSE TRUE";
const words: Record<string, TokenType> = Object.fromEntries(
  KEYWORDS.split(" ").map((word) => [word, createToken({ name: word, pattern: new RegExp(`${word}\\b`, "i") })]),
);
const lexer = new Lexer([Blank, Quoted, Literal, Parameter, Whole, ...Object.values(words), Name, Sign], { ensureOptimizations: false });

export interface CopyStatement {
  readonly table: string;
  readonly manifest: string;
  readonly iamRole: string;
}

export interface Recognised {
  readonly kind: string;
  readonly copy?: CopyStatement;
}

class RedshiftParser extends EmbeddedActionsParser {
  constructor() {
    super([Blank, Quoted, Literal, Parameter, Whole, ...Object.values(words), Name, Sign], { maxLookahead: 3 });
    this.performSelfAnalysis();
  }

  private word(name: string, nth = 1): IToken {
    return this.consume(nth, words[name] as TokenType);
  }

  private sign(image: string, nth = 1): void {
    const token = this.consume(nth, Sign);
    this.ACTION(() => {
      if (token.image !== image) throw new Error(`"${image}" expected, and "${token.image}" found at ${token.startOffset}`);
    });
  }

  readonly statement = this.RULE("statement", (): Recognised => {
    return this.OR<Recognised>([
      { ALT: () => this.simple("BEGIN") },
      { ALT: () => this.simple("COMMIT") },
      { ALT: () => this.simple("ROLLBACK") },
      { ALT: () => this.SUBRULE(this.copy) },
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

  // COPY table FROM 's3://…' IAM_ROLE { default | 'arn' } [ FORMAT ] AS PARQUET MANIFEST; of Parquet no column list, no other option.
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
      if (!/^s3:\/\/[a-z0-9][a-z0-9.-]+\/.+/.test(manifest)) throw new Error(`${manifest} is no address of an object in S3`);
      if (iamRole !== "default" && !/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(iamRole))
        throw new Error(`${iamRole} is no role`);
      return { kind: "COPY", copy: { table, manifest, iamRole } };
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

  private readonly type = this.RULE("type", () => {
    const parts: string[] = [];
    const first = this.CONSUME(Name);
    this.ACTION(() => parts.push(first.image.toUpperCase()));
    this.OPTION(() => {
      const second = this.CONSUME2(Name);
      this.ACTION(() => parts.push(second.image.toUpperCase()));
    });
    const sizes: number[] = [];
    this.OPTION2({
      GATE: () => this.LA(1).image === "(",
      DEF: () => {
        this.sign("(", 1);
        const size = this.CONSUME(Whole);
        this.ACTION(() => sizes.push(Number(size.image)));
        this.OPTION3({
          GATE: () => this.LA(1).image === ",",
          DEF: () => {
            this.sign(",", 2);
            const scale = this.CONSUME2(Whole);
            this.ACTION(() => sizes.push(Number(scale.image)));
          },
        });
        this.sign(")", 3);
      },
    });
    this.ACTION(() => checkType(parts.join(" "), sizes));
  });

  private readonly drop = this.RULE("drop", (): Recognised => {
    this.word("DROP");
    this.word("TABLE");
    this.word("IF");
    this.word("EXISTS");
    this.SUBRULE(this.table);
    return { kind: "DROP" };
  });

  // One change a statement; ALTER COLUMN … TYPE is not allowed inside a transaction, so it is not here.
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
    this.SUBRULE(this.table);
    this.OPTION(() => this.SUBRULE(this.where));
    this.OPTION2(() => {
      this.word("ORDER");
      this.word("BY");
      this.SUBRULE(this.expression);
    });
    this.OPTION3(() => {
      this.word("LIMIT");
      this.CONSUME(Whole);
    });
    return { kind: "SELECT" };
  });

  private readonly output = this.RULE("output", () => {
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.word("AS");
      this.CONSUME(Quoted);
    });
  });

  private readonly where = this.RULE("where", () => {
    this.word("WHERE");
    this.SUBRULE(this.expression);
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

  private readonly table = this.RULE("table", (): string => {
    const first = this.OR([{ ALT: () => this.CONSUME(Quoted) }, { ALT: () => this.CONSUME(Name) }]);
    let name = first.image;
    this.OPTION({
      GATE: () => this.LA(1).image === ".",
      DEF: () => {
        this.sign(".");
        name += `.${this.CONSUME2(Quoted).image}`;
      },
    });
    return name;
  });

  private readonly expression = this.RULE("expression", () => {
    this.SUBRULE(this.test);
    this.MANY(() => {
      this.OR([{ ALT: () => this.word("AND") }, { ALT: () => this.word("OR") }]);
      this.SUBRULE2(this.test);
    });
  });

  private readonly test = this.RULE("test", () => {
    this.SUBRULE(this.term);
    this.OPTION({
      GATE: () => ["=", "<", ">", ">=", "<=", "<>"].includes(this.LA(1).image) || this.LA(1).tokenType === words.IN,
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(Sign);
              this.SUBRULE2(this.term);
            },
          },
          {
            ALT: () => {
              this.word("IN");
              this.SUBRULE(this.list);
            },
          },
        ]),
    });
  });

  private readonly term = this.RULE("term", () => {
    this.OR([
      { ALT: () => this.CONSUME(Quoted) },
      { ALT: () => this.CONSUME(Literal) },
      { ALT: () => this.CONSUME(Parameter) },
      { ALT: () => this.CONSUME(Whole) },
      { ALT: () => this.word("NULL") },
      { ALT: () => this.word("FALSE") },
      { ALT: () => this.word("TRUE") },
      {
        ALT: () => {
          this.word("CAST");
          this.sign("(", 1);
          this.SUBRULE(this.expression);
          this.word("AS");
          this.SUBRULE(this.type);
          this.sign(")", 2);
        },
      },
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(Name) }, { ALT: () => this.word("COUNT") }]);
          this.OPTION({ GATE: () => this.LA(1).image === "(", DEF: () => this.SUBRULE(this.list) });
        },
      },
      { ALT: () => this.SUBRULE2(this.list) },
    ]);
    this.OPTION2(() => {
      this.word("AT");
      this.word("TIME");
      this.word("ZONE");
      this.CONSUME2(Literal);
    });
  });

  private readonly list = this.RULE("list", () => {
    this.sign("(", 1);
    this.OR([
      { GATE: () => this.LA(1).image === "*", ALT: () => this.sign("*", 2) },
      {
        ALT: () => {
          this.SUBRULE(this.expression);
          this.MANY({
            GATE: () => this.LA(1).image === ",",
            DEF: () => {
              this.sign(",", 3);
              this.SUBRULE2(this.expression);
            },
          });
        },
      },
    ]);
    this.sign(")", 4);
  });
}

/** "Data types" of Redshift's documentation, with their sizes. */
function checkType(name: string, sizes: readonly number[]): void {
  const [size = 0, scale = 0] = sizes;
  const isPlain = ["BIGINT", "DOUBLE PRECISION", "BOOLEAN", "TIMESTAMP", "TIMESTAMPTZ", "SUPER"].includes(name) && sizes.length === 0;
  const isText = name === "VARCHAR" && sizes.length === 1 && size >= 1 && size <= 65_535;
  const isBytes = name === "VARBYTE" && sizes.length === 1 && size >= 1 && size <= 16_777_216;
  const isDecimal = name === "DECIMAL" && sizes.length === 2 && size >= 1 && size <= 38 && scale <= Math.min(37, size);
  if (!(isPlain || isText || isBytes || isDecimal))
    throw new Error(`${name}${sizes.length === 0 ? "" : `(${sizes})`} is no type of Redshift that is used here`);
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replaceAll("''", "'");
}

const parser = new RedshiftParser();

/** What the statement is; throws when it is none that Redshift documents. */
export function recognise(text: string): Recognised {
  const { tokens, errors } = lexer.tokenize(text);
  if (errors.length > 0) throw new Error(`Redshift's grammar: ${errors[0]?.message} in: ${text}`);
  parser.input = tokens;
  const found = parser.statement();
  const [error] = parser.errors;
  if (error !== undefined) throw new Error(`Redshift's grammar: ${error.message} in: ${text}`);
  return found;
}
