import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Stable names: the built files are committed, and a change shows as a change. */
export const NAMED = {
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
  assetFileNames: "[name][extname]",
};

/** Writes beside what is built a hash of its sources, by which tests know that it is not old. */
export function sourcesHash(folder: string): Plugin {
  const root = join(import.meta.dirname, folder);
  return {
    name: "sources-hash",
    generateBundle() {
      const hash = createHash("sha256");
      const names = readdirSync(root, { recursive: true, encoding: "utf8" });
      for (const name of names.filter((path) => /\.(ts|txt|css)$/.test(path)).sort())
        if (!name.endsWith(".test.ts")) hash.update(readFileSync(join(root, name)));
      this.emitFile({
        type: "asset",
        fileName: "sources.sha256",
        source: `${hash.digest("hex")}\n`,
      });
    },
  };
}
