/** Numbers as readers read them, as the library's reports write them. */

import { rounded } from "../views/format";
import type { Language } from "./state";

export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

export interface Numbers {
  decimal(value: number, digits?: number): string;
  whole(value: number): string;
  percent(share: number): string;
  /** An estimate with its bounds: `0.890 (0.887 to 0.892)`. */
  quoted(interval: Interval, digits?: number): string;
  quotedPercent(interval: Interval): string;
  /** A difference of accuracies without its sign, in hundredths. */
  points(difference: number): string;
}

const NOTHING = "–";
const PERCENT = "\u00a0%"; // the sign stays with its number

export function createNumbers(
  language: Language,
  to: (low: string, high: string) => string,
): Numbers {
  const separated = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const local = (text: string): string => (language === "fr" ? text.replace(".", ",") : text);

  const decimal = (value: number, digits = 3): string => {
    if (!Number.isFinite(value)) return NOTHING;
    const text = rounded(value, digits);
    return local(Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−"));
  };
  const percent = (share: number): string => {
    if (!Number.isFinite(share)) return NOTHING;
    const near = Math.min(100 * share, 100 - 100 * share);
    const text = String(Number(rounded(100 * share, near > 0 && near < 0.095 ? 2 : 1)));
    return `${local(text)}${PERCENT}`;
  };
  const bounded = (interval: Interval): boolean =>
    Number.isFinite(interval.low) && Number.isFinite(interval.high);

  return {
    decimal,
    percent,
    whole: (value) => separated.format(value),
    quoted: (interval, digits = 3) => {
      const text = decimal(interval.estimate, digits);
      if (!bounded(interval)) return text;
      return `${text} (${to(decimal(interval.low, digits), decimal(interval.high, digits))})`;
    },
    quotedPercent: (interval) => {
      const text = percent(interval.estimate);
      if (!bounded(interval)) return text;
      return `${text} (${to(percent(interval.low).replace(PERCENT, ""), percent(interval.high))})`;
    },
    points: (difference) => decimal(Math.abs(100 * difference), 1),
  };
}
