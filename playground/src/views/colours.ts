/** The theme's colours: as variables for elements, as numbers for canvas. */

const NAMES = [
  "ink", "muted", "grid", "paper", "ground", "first", "second", "third", "fourth", "fifth",
] as const; // prettier-ignore
export type ColourName = (typeof NAMES)[number];

/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number];
export type Colours = Readonly<Record<ColourName, Rgb>>;

export const CLASS_COLOURS: readonly ColourName[] = ["first", "second", "third", "fourth", "fifth"];

/** The colour of a class; more classes than colours begin again, with other shapes. */
export function classColour(class_: number): ColourName {
  return CLASS_COLOURS[class_ % CLASS_COLOURS.length]!;
}

/** What the page's style sheet says now; to be read again when the scheme changes. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const found = NAMES.map((name) => [name, rgbOf(style.getPropertyValue(`--${name}`).trim())]);
  return Object.fromEntries(found) as Record<ColourName, Rgb>;
}

/** A colour for canvas, as opaque as asked. */
export function css([red, green, blue]: Rgb, opacity = 1): string {
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/** A colour between two: `share` of the way from the first to the second. */
export function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (k: 0 | 1 | 2): number => Math.round(from[k] + (to[k] - from[k]) * share);
  return [part(0), part(1), part(2)];
}

function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.replace("#", ""), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
