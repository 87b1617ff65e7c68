import { defineConfig } from "vite";
import { NAMED, sourcesHash } from "./sources.ts";

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
    rollupOptions: { output: NAMED },
  },
  worker: { format: "es", rollupOptions: { output: NAMED } },
});
