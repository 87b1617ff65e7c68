/** Everything the page computes of results, with the library's definitions. */

export * from "./confusion";
export * from "./convergence";
export * from "./criteria";
export * from "./curves";
export * from "./distribution";
export * from "./failures";
export * from "./fresh";
export * from "./interval";
export * from "./lattice";
export * from "./margins";
export * from "./means";
export * from "./normal";
export * from "./quantiles";
export * from "./shapes";
export * from "./shares";
export * from "./simultaneous";
export * from "./solutions";
export * from "./student";
export * from "./success";
export * from "./templates";
export * from "./votes";
