// Lets the server handle client messages between two pieces of long work.

export function yieldToClient(): Promise<void> {
  if (typeof setImmediate === "function") return new Promise((next) => setImmediate(next));
  // A worker of a browser has no setImmediate, and its nested timers are delayed.
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

/** Waits until the client makes no more requests. `requestCount` counts its requests so far. */
export async function untilNoRequests(requestCount: () => number): Promise<void> {
  for (let before = -1; before !== requestCount(); ) {
    before = requestCount();
    await yieldToClient();
  }
}
