import { defineConfig } from "vite";
import { sourcesHash } from "./sources.ts";

// Stable names: the built files are committed, and a change shows as a change.
const named = { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" };

// The page is committed as built, so that Python users need no Node.
export default defineConfig({
  base: "./",
  plugins: [sourcesHash("src")],
  build: {
    outDir: "../src/manyseeds/playground/page",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the page's policy allows no data: addresses
    modulePreload: { polyfill: false },
    rollupOptions: { output: named },
  },
  worker: { format: "es", rollupOptions: { output: named } },
  server: { fs: { allow: [".."] } }, // the kernel lies beside the other libraries
});
