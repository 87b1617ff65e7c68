import { defineConfig } from "vite";

// The page is committed as built, so that Python users need no Node.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/manyseeds/playground/page",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the page's policy allows no data: addresses
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: { fs: { allow: [".."] } }, // the kernel lies beside the other libraries
});
