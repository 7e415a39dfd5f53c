// All measurements, one line a number; ratios are against the raw way in the same run. Usage: npm run bench
await import("./analysis.js");
await import("./runtime.js");

export {};
