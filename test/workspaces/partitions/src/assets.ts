import {
  asset,
  DailyPartitionsDefinition,
  DynamicPartitionsDefinition,
  externalAsset,
  HourlyPartitionsDefinition,
  MonthlyPartitionsDefinition,
  MultiPartitionsDefinition,
  StaticPartitionsDefinition,
  TimeWindowPartitionsDefinition,
  WeeklyPartitionsDefinition,
} from "millrace";

const start = { startDate: "2026-01-01", timezone: "Europe/Oslo" } as const;
const regions = ["eu", "us"];
const region = new StaticPartitionsDefinition([...regions, "asia"]);
const date = new DailyPartitionsDefinition({ ...start, hourOffset: 6, endOffset: 1 });

export const feed = externalAsset({ key: "vendor/feed", partitions: region });
export const hours = asset({ partitions: new HourlyPartitionsDefinition({ ...start, minuteOffset: 30 }) }, () => 1);
export const days = asset({ partitions: date }, (context) => context.partitionKey);
export const weeks = asset({ partitions: new WeeklyPartitionsDefinition({ ...start, dayOffset: 1 }) }, () => 1);
export const months = asset({ partitions: new MonthlyPartitionsDefinition({ ...start, endDate: "2027-01-01" }) }, () => 1);
export const shifts = asset({ partitions: new TimeWindowPartitionsDefinition({ ...start, cronSchedule: "0 6,14,22 * * *", fmt: "yyyyMMdd'T'HH" }) }, () => 1);
export const both = asset({ partitions: new MultiPartitionsDefinition({ region, date }) }, (context) => context.partitionKey);
export const customers = asset({ partitions: new DynamicPartitionsDefinition({ name: "customers" }) }, () => 1);
