// An HTTP proxy in front of a test server that causes failures on demand: cut connections, errors, no answer.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The failure of the next `times` matching requests. */
export interface Fault {
  readonly times: number;
  readonly matches?: (method: string, url: string) => boolean;
  /** Answers with this status and body without asking the server. */
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cuts both connections after this many bytes of the request. */
  readonly cutUploadAfter?: number;
  /** Cuts the connection to the client after this many bytes of the response. */
  readonly cutDownloadAfter?: number;
  /** Changes a byte in the middle of the request's first chunk that is longer than this. */
  readonly corruptPiecesAbove?: number;
  /** Never answers. */
  readonly silent?: true;
}

export class FaultProxy {
  readonly requests: string[] = [];
  #faults: { fault: Fault; left: number }[] = [];
  #server: Server;
  #target: number;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  }

  static async start(targetPort: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(targetPort);
    await new Promise<void>((done) => proxy.#server.listen(0, "127.0.0.1", done));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The port to which later requests are sent. */
  retarget(port: number): void {
    this.#target = port;
  }

  inject(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times });
  }

  /** Forgets faults that did not happen, and the recorded requests. */
  reset(): void {
    this.#faults = [];
    this.requests.length = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #take(method: string, url: string): Fault | null {
    const found = this.#faults.find(({ fault, left }) => left > 0 && (fault.matches?.(method, url) ?? true));
    if (found === undefined) return null;
    found.left--;
    return found.fault;
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = "", url = "" } = incoming;
    this.requests.push(`${method} ${url}`);
    const fault = this.#take(method, url);
    if (fault?.silent === true) return;
    if (fault?.status !== undefined) {
      incoming.resume();
      incoming.on("end", () => outgoing.writeHead(fault.status as number, fault.headers).end(fault.body ?? ""));
      return;
    }
    const onward = request({ host: "127.0.0.1", port: this.#target, method, path: url, headers: incoming.headers, agent: false });
    const cut = () => {
      onward.destroy();
      incoming.socket.destroy();
    };
    onward.on("error", cut);
    // A client that is gone needs no answer, and a server with open connections does not stop.
    outgoing.on("close", () => onward.destroy());
    incoming.on("error", cut);
    let sent = 0;
    incoming.on("data", (chunk: Buffer) => {
      sent += chunk.length;
      if (fault?.cutUploadAfter !== undefined && sent > fault.cutUploadAfter) return cut();
      if (fault?.corruptPiecesAbove !== undefined && chunk.length > fault.corruptPiecesAbove) {
        const middle = chunk.length >> 1;
        chunk[middle] = (chunk[middle] as number) ^ 1;
      }
      if (!onward.write(chunk)) {
        incoming.pause();
        onward.once("drain", () => incoming.resume());
      }
    });
    incoming.on("end", () => onward.end());
    onward.on("response", (response) => {
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      let received = 0;
      response.on("error", cut);
      response.on("data", (chunk: Buffer) => {
        received += chunk.length;
        if (fault?.cutDownloadAfter !== undefined && received > fault.cutDownloadAfter) {
          outgoing.write(chunk.subarray(0, Math.max(0, chunk.length - (received - fault.cutDownloadAfter))), cut);
          return;
        }
        if (!outgoing.write(chunk)) {
          response.pause();
          outgoing.once("drain", () => response.resume());
        }
      });
      response.on("end", () => outgoing.end());
    });
  }
}
