// Lets the client in between two pieces of long work.

export function breath(): Promise<void> {
  if (typeof setImmediate === "function") return new Promise((next) => setImmediate(next));
  // A worker of a browser has none, and its timers wait for longer the deeper they are nested.
  return new Promise((next) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      next();
    });
    port1.start();
    port2.postMessage(null);
  });
}

/** Lets the client in until it asks nothing more; `asked` counts what it asked so far. */
export async function untilUnasked(asked: () => number): Promise<void> {
  for (let before = -1; before !== asked(); ) {
    before = asked();
    await breath();
  }
}
