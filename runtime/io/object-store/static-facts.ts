// What is known about the manager for object stores before it is loaded.
import { diskSegment, objectSegment } from "../../contract/address.js";
import { type ManagerFacts, type StaticFacts, valuePath } from "../../contract/manager-facts.js";

export const objectStore: StaticFacts<Extract<ManagerFacts, { kind: "files" }>> = {
  className: "ObjectStoreIOManager",
  facts: (text) => ({ kind: "files", className: "ObjectStoreIOManager", uri: text("uri", null) }),
  address({ uri }, value) {
    if (uri === null || !/^[a-z][a-z0-9+.-]*:\/\//.test(uri)) return null;
    return `${uri.replace(/\/+$/, "")}/${valuePath(value, uri.startsWith("file:") ? diskSegment : objectSegment)}`;
  },
};
