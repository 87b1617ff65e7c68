/** Numbers as the reader's language writes them. */

export class Format {
  private readonly known = new Map<string, Intl.NumberFormat>();

  constructor(private readonly locale: string) {}

  /** With as many decimals, always. */
  decimal(value: number, digits = 3): string {
    return signed(this.of(digits, digits).format(value));
  }

  /** With at most as many decimals. */
  number(value: number, digits = 3): string {
    return signed(this.of(0, digits).format(value));
  }

  count(value: number): string {
    return this.of(0, 0).format(value);
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
    return this.of(shown, shown).format(percent);
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
