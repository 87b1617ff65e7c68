/** Why a table cannot be read: a sentence of the texts, with what fills it. */
export class TableProblem extends Error {
  constructor(
    readonly code: "empty" | "binary" | "large" | "quotes" | "one" | "names" | "header" | "ragged" | "few"
      | "classes" | "mixed" | "comma" | "infinite" | "nothing" | "fractions" | "precise", // prettier-ignore
    readonly details: readonly string[] = [],
  ) {
    super(code);
  }
}
