import { defineConfig } from "vite";
import { sourcesHash } from "./sources.ts";

const named = {
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
  assetFileNames: "[name][extname]",
};

// Built for the tests of the engine, which then need no Node; they bring the kernel themselves.
export default defineConfig({
  root: "harness",
  base: "./",
  plugins: [sourcesHash("src/engine")],
  build: {
    outDir: "../../tests/playground/harness",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: { output: named },
  },
  worker: { format: "es", rollupOptions: { output: named } },
});
