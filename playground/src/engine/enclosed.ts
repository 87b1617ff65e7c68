/**
 * What a page carries within itself that stands alone in a report: the worker and the kernel, each
 * as the text of an element, in place of files beside it.
 */

type Part = "worker" | "kernel";

const textOf = (part: Part): string | null =>
  document.getElementById(`enclosed-${part}`)?.textContent ?? null;

let address = "";

/** Address of the enclosed worker; null where it is a file. */
export function enclosedWorker(): string | null {
  const text = textOf("worker");
  if (text === null) return null;
  address ||= URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return address;
}

/** The enclosed kernel; null where it is a file. */
export function enclosedKernel(): Uint8Array<ArrayBuffer> | null {
  const text = textOf("kernel");
  return text === null ? null : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
