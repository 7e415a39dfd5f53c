// What a save materializes, according to the asset's choice and the setting.
import { expect, test } from "vitest";
import { chosenByProject, modeOf, pick, wantedBySave } from "../../../client/runs/on-save-choices.js";

const choices = pick(pick({}, "file:///a", "orders", "downstream"), "file:///a", "rates", "asset");

test("a choice is kept for one asset of one project, and taken back", () => {
  expect(modeOf(choices, "file:///a", "orders")).toBe("downstream");
  expect(modeOf(choices, "file:///b", "orders")).toBeNull();
  expect(modeOf(choices, "file:///a", "constructor")).toBeNull();
  expect(chosenByProject(pick(choices, "file:///a", "orders", null))).toEqual({ "file:///a": ["rates"] });
});

test("an asset's own choice counts before the setting, which counts for all others", () => {
  const saved = ["orders", "rates", "report"];
  expect([...wantedBySave(choices, "off", "file:///a", saved)]).toEqual([
    ["orders", "downstream"],
    ["rates", "asset"],
  ]);
  expect([...wantedBySave(choices, "downstream", "file:///a", saved)]).toEqual([
    ["orders", "downstream"],
    ["rates", "asset"],
    ["report", "downstream"],
  ]);
  expect(wantedBySave({}, undefined, "file:///a", saved).size).toBe(0);
});
