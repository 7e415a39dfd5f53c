// The jobs and schedules of the Definitions as written in code: their names, and the values that select what they run.
import type { ProjectModel } from "./model.js";
import { possibilities, property, stringOf, type Value } from "./value.js";

/** `defineAssetJob(name, { selection })`. */
export interface JobInCode {
  readonly name: string | null;
  readonly nameValue: Value | undefined;
  readonly selection: Value | undefined;
}

/** `new ScheduleDefinition({ job, name, … })`. */
export interface ScheduleInCode {
  readonly name: string | null;
  readonly value: Value;
}

/** Every job, including jobs that are written inside a schedule. */
export function jobsOf(model: ProjectModel): JobInCode[] {
  const options = model.definitions?.options;
  const scheduled = scheduleValues(model).flatMap((schedule) => property(schedule.args[0], "job") ?? []);
  return [...elements(property(options, "jobs")), ...scheduled].flatMap(possibilities).flatMap((job) => {
    if (job.kind !== "call" || job.callee !== "defineAssetJob") return [];
    const [name, given] = job.args;
    return { name: stringOf(name), nameValue: name, selection: property(given, "selection") };
  });
}

export function schedulesOf(model: ProjectModel): ScheduleInCode[] {
  return scheduleValues(model).map((value) => {
    const [options] = value.args;
    const job = property(options, "job");
    const jobName = job?.kind === "call" ? stringOf(job.args[0]) : null;
    return { name: stringOf(property(options, "name")) ?? (jobName === null ? null : `${jobName}_schedule`), value };
  });
}

function scheduleValues(model: ProjectModel) {
  return elements(property(model.definitions?.options, "schedules")).flatMap((value) =>
    value.kind === "instance" && value.sdk === "ScheduleDefinition" ? value : [],
  );
}

function elements(value: Value | undefined): readonly Value[] {
  return value?.kind === "array" ? value.elements : [];
}
