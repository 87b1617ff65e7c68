/** What every view stands in: as wide as its host, drawn again when width or scheme change. */

import { html } from "./elements";

/** A picture in its host. */
export interface View<Model> {
  update(model: Model): void;
  /** Take it off the page, and stop listening. */
  close(): void;
}

export interface Frame {
  readonly root: HTMLElement;
  /** Width in CSS pixels; 0 while the host is not shown. */
  width(): number;
  draw(): void;
  close(): void;
}

/** A root in `host`; `draw` is called with its width whenever it has one. */
export function frame(host: HTMLElement, name: string, draw: (width: number) => void): Frame {
  const root = html("div", { class: `view view-${name}` });
  host.append(root);
  let width = root.clientWidth;
  const again = (): void => {
    if (width > 0) draw(width);
  };
  const sizes = new ResizeObserver((entries) => {
    const now = Math.floor(entries[entries.length - 1]!.contentRect.width);
    if (now === width) return;
    width = now;
    again();
  });
  sizes.observe(root);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", again);
  return {
    root,
    width: () => width,
    draw: again,
    close() {
      sizes.disconnect();
      scheme.removeEventListener("change", again);
      root.remove();
    },
  };
}

/** Give a canvas its size in CSS pixels and return its context, scaled to the screen's pixels. */
export function sized(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas to draw on.");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
