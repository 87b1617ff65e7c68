/** What the Python tests open in a browser: statistics, and every picture with made-up data. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const PARTS: Record<string, { entry: string; folders: string[] }> = {
  statistics: { entry: "src/statistics/index.ts", folders: ["src/statistics"] },
  pictures: { entry: "demo/pictures.ts", folders: ["demo", "src/statistics", "src/views"] },
};

/** Name the sources in the first line, so that a test can tell an old bundle without Node. */
function named(folders: string[]): Plugin {
  return {
    name: "named-sources",
    generateBundle(_, bundle) {
      const hash = createHash("sha256");
      for (const folder of folders) {
        const files = readdirSync(folder, { recursive: true, withFileTypes: true });
        const paths = files.filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name));
        for (const path of paths.sort()) hash.update(readFileSync(path));
      }
      const line = `/* sources: ${hash.digest("hex")} */\n`;
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk") file.code = line + file.code;
      }
    },
  };
}

export default defineConfig(({ mode }) => {
  const part = PARTS[mode];
  if (!part) throw new Error(`--mode must be one of ${Object.keys(PARTS).join(", ")}`);
  return {
    plugins: [named(part.folders)],
    publicDir: false,
    build: {
      outDir: "../tests/playground/built",
      emptyOutDir: false,
      lib: {
        entry: part.entry,
        formats: ["iife"],
        name: mode,
        fileName: () => `${mode}.js`,
        cssFileName: mode,
      },
    },
  };
});
