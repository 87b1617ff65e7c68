/** Where the page's state is kept: in the address, or, inside of a report, on its own element. */

const root = document.documentElement;

/** Whether the page stands inside of a report, which has chosen its study. */
export const inside = root.dataset.study !== undefined;

export function readPlace(): string {
  return root.dataset.study ?? location.hash;
}

export function writePlace(fragment: string): void {
  if (inside) root.dataset.study = fragment;
  else history.replaceState(null, "", fragment);
}
