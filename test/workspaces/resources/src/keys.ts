export const WAREHOUSE = "warehouse";
export enum Groups {
  Core = "core",
}
