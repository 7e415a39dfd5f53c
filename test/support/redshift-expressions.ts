// The grammar of Redshift's tables, types and expressions, as far as the manager writes them.
import { EmbeddedActionsParser, type IToken, type TokenType } from "chevrotain";
import { allTokens, checkType, Literal, Name, Parameter, Quoted, Sign, Whole, words } from "./redshift-tokens.js";

export abstract class ExpressionParser extends EmbeddedActionsParser {
  constructor() {
    super(allTokens, { maxLookahead: 3 });
  }

  protected word(name: string, nth = 1): IToken {
    return this.consume(nth, words[name] as TokenType);
  }

  protected sign(image: string, nth = 1): void {
    const token = this.consume(nth, Sign);
    this.ACTION(() => {
      if (token.image !== image) throw new Error(`"${image}" expected, and "${token.image}" found at ${token.startOffset}`);
    });
  }

  protected readonly type = this.RULE("type", () => {
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

  protected readonly table = this.RULE("table", (): string => {
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

  protected readonly expression = this.RULE("expression", () => {
    this.SUBRULE(this.test);
    this.MANY(() => {
      this.OR([{ ALT: () => this.word("AND") }, { ALT: () => this.word("OR") }]);
      this.SUBRULE2(this.test);
    });
  });

  protected readonly test = this.RULE("test", () => {
    this.SUBRULE(this.term);
    this.OPTION({
      GATE: () =>
        ["=", "<", ">", ">=", "<=", "<>"].includes(this.LA(1).image) || [words.IN, words.IS].includes(this.LA(1).tokenType as TokenType),
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              this.word("IS");
              this.OPTION2(() => this.word("NOT"));
              this.word("NULL");
            },
          },
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

  protected readonly term = this.RULE("term", () => {
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

  protected readonly list = this.RULE("list", () => {
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

  protected readonly where = this.RULE("where", () => {
    this.word("WHERE");
    this.SUBRULE(this.expression);
  });
}
