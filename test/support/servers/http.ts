// A real HTTP server for tests, which answers as the test defines and records its requests.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
}

type Answer = (asked: Asked, response: ServerResponse) => unknown;

export class HttpServer {
  readonly #server: Server;
  readonly asked: Asked[] = [];
  /** The answer: a body that is sent as JSON, or nothing if the handler wrote the response itself. */
  answer: Answer = () => [];

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const url = new URL(request.url ?? "/", "http://server");
      const asked = { path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers };
      this.asked.push(asked);
      const body: unknown = await this.answer(asked, response);
      if (body === undefined) return;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(body));
    });
  }

  static async start(): Promise<HttpServer> {
    const server = new HttpServer();
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
