/** The data before any training: points of the plane, or the first images. */

import { create as createMap } from "../../views/boundary";
import { coloursOf, mixed } from "../../views/colours";
import { imageCanvas, paint as paintImage } from "../../views/images";
import { element } from "../dom";
import type { Paint } from "./painter";
import type { Run } from "../run";
import { gridOf } from "./boundary";
import { largest } from "./images";

const SHOWN = 10;

export const data: Paint = (host, { texts }) => {
  const images = element("ol", { class: "first-images" });
  const plane = element("div", {});
  host.append(images, plane);
  const map = createMap(plane, texts.pictures);
  return {
    paint(run) {
      const { features, classes, imageShape, x, y, part } = run.opened;
      images.hidden = imageShape === null;
      plane.hidden = features.length !== 2;
      if (imageShape) images.replaceChildren(...firstImages(run, images));
      if (plane.hidden) return;
      // Nobody votes: the points alone.
      map.update({
        grid: gridOf(run, 2), votes: new Uint8Array(), members: 0, classes, features: [features[0], features[1]],
        x, y, part, single: null,
      }); // prettier-ignore
    },
    close() {
      map.close();
      images.remove();
      plane.remove();
    },
  };
};

function firstImages({ opened }: Run, host: HTMLElement): HTMLLIElement[] {
  const { x, y, classes, imageShape, features } = opened;
  const { paper, ink } = coloursOf(host);
  const most = largest(x);
  return Array.from({ length: Math.min(SHOWN, y.length) }, (_, row) => {
    const canvas = imageCanvas(imageShape!);
    canvas.setAttribute("aria-hidden", "true");
    const values = x.subarray(row * features.length, (row + 1) * features.length);
    paintImage(canvas, values, (value) => mixed(paper, ink, value / most));
    return element("li", {}, canvas, element("span", {}, classes[y[row]]));
  });
}
