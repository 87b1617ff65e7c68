import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha256 } from "./sha256";

test.each([0, 1, 55, 56, 63, 64, 1000])("a hash of %i bytes is Node's", (length) => {
  const bytes = Uint8Array.from({ length }, (_, place) => (place * 37) % 256);
  const right = createHash("sha256").update(bytes).digest();
  expect(Buffer.from(sha256(bytes))).toEqual(right);
});
