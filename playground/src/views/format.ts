/** Numbers as the reader's language writes them. */

/**
 * With as many decimals, as Python rounds: by the number's exact value, and what lies exactly in
 * the middle to the even neighbour. Only an odd multiple of 1/2^(digits + 1) can lie there.
 */
export function rounded(value: number, digits: number): string {
  const halves = value * 2 ** (digits + 1);
  const middle = Number.isInteger(halves) && halves % 2 !== 0;
  const scaled = value * 10 ** digits;
  if (!middle || Math.abs(scaled % 1) !== 0.5) return value.toFixed(digits);
  return ((2 * Math.round(scaled / 2)) / 10 ** digits).toFixed(digits);
}

export class Format {
  private readonly known = new Map<string, Intl.NumberFormat>();

  constructor(private readonly locale: string) {}

  /** With as many decimals, always. */
  decimal(value: number, digits = 3): string {
    return signed(this.written(value, digits, digits));
  }

  /** With at most as many decimals. */
  number(value: number, digits = 3): string {
    return signed(this.written(value, 0, digits));
  }

  count(value: number): string {
    return this.written(value, 0, 0);
  }

  /** A share in percent: a decimal where it is near 0 or 100. */
  percent(share: number, digits?: number): string {
    return `${this.percentage(share, digits)}\u202f%`;
  }

  /** The same without its sign. */
  percentage(share: number, digits?: number): string {
    const percent = 100 * share;
    const fine = (percent > 0 && percent < 1) || (percent > 99 && percent < 100);
    const shown = digits ?? (fine ? 1 : 0);
    return this.written(percent, shown, shown);
  }

  private written(value: number, least: number, most: number): string {
    const exact = Number.isFinite(value) ? Number(rounded(value, most)) : value;
    return this.of(least, most).format(exact);
  }

  private of(least: number, most: number): Intl.NumberFormat {
    const key = `${least} ${most}`;
    let format = this.known.get(key);
    if (!format) {
      format = new Intl.NumberFormat(this.locale, {
        minimumFractionDigits: least,
        maximumFractionDigits: most,
      });
      this.known.set(key, format);
    }
    return format;
  }
}

/** A minus sign where the browser writes a hyphen. */
function signed(text: string): string {
  return text.replace("-", "\u2212");
}
