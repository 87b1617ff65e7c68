import { defineConfig } from "vite";
import { NAMED, sourcesHash } from "./sources.ts";

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
    rollupOptions: { output: NAMED },
  },
  worker: { format: "es", rollupOptions: { output: NAMED } },
  server: { fs: { allow: [".."] } }, // the kernel lies beside the other libraries
});
