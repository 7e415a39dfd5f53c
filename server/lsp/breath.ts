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
