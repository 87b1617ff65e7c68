/** Errors for the user, in the library's grammar: parameter, rule, value received, remedy. */

/** What cannot be trained on, in a sentence for the user. */
export class SpecificationError extends Error {
  override name = "SpecificationError";
}

const LONGEST = 80;

/** A value on one line, cut where it would fill the screen. */
export function shown(value: unknown): string {
  let text: string;
  if (typeof value === "string") text = `'${value.slice(0, 2 * LONGEST)}'`;
  else if (typeof value === "number") text = String(value);
  else if (ArrayBuffer.isView(value)) text = `${value.byteLength} bytes`;
  else if (Array.isArray(value)) text = `[${value.slice(0, LONGEST).map(shown).join(", ")}]`;
  else if (typeof value === "object" && value !== null) text = "a table";
  else text = String(value);
  text = text.replace(/\s+/g, " ");
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`;
}

/** The sentence that says how `value` breaks the rule of `parameter`. */
export function mustBe(parameter: string, rule: string, value: unknown, remedy = ""): string {
  const sentence = `\`${parameter}\` must be ${rule}; got ${shown(value)}.`;
  return remedy ? `${sentence} ${remedy}` : sentence;
}

/** The sentence for a name that is none of `options`. */
export function oneOf(parameter: string, options: readonly string[], value: unknown): string {
  return mustBe(parameter, `one of ${options.map((name) => `'${name}'`).join(", ")}`, value);
}
