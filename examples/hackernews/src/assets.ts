// Three assets: a parameter's name says which asset it needs, its I/O manager brings the value.
import { type AssetContext, asset, MetadataValue } from "millrace";
import { barChart } from "./bar-chart.js";
import { item, topStoryIds } from "./hackernews.js";

interface Story {
  id: number;
  title: string;
  by: string;
  score: number;
  time: Date;
}

const STORIES = 100;
const AT_ONCE = 10;

/** Ids of the stories on the front page, best first. */
export const topstory_ids = asset({ group: "hackernews" }, async (context: AssetContext): Promise<number[]> => {
  return (await topStoryIds(context.signal)).slice(0, STORIES);
});

/** The stories themselves, one row each. */
export const topstories = asset(
  { group: "hackernews", ioManagerKey: "database_io_manager" },
  async (context: AssetContext, topstory_ids: number[]): Promise<Story[]> => {
    context.log.info(`Fetching ${topstory_ids.length} stories`);
    const stories: Story[] = [];
    for (let start = 0; start < topstory_ids.length; start += AT_ONCE) {
      const ids = topstory_ids.slice(start, start + AT_ONCE);
      const items = await Promise.all(ids.map((id) => item(id, context.signal)));
      for (const found of items) {
        if (found === null) continue;
        const { id, title = "", by = "", score = 0, time } = found;
        stories.push({ id, title, by, score, time: new Date(time * 1000) });
      }
      context.reportProgress(Math.min(start + AT_ONCE, topstory_ids.length), topstory_ids.length, "stories");
    }
    const preview = stories.slice(0, 5).map((story) => `| ${story.score} | ${story.title} |`);
    context.addOutputMetadata({
      num_records: stories.length,
      preview: MetadataValue.md(["| score | title |", "|--:|---|", ...preview].join("\n")),
    });
    return stories;
  },
);

const STOPWORDS = new Set("a the an of to in for and with on is how i my you your from are be it its by at as – - |".split(" "));

/** The 25 words that titles use most. */
export const most_frequent_words = asset({ group: "hackernews" }, (context: AssetContext, topstories: Story[]): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const { title } of topstories) {
    for (const raw of title.toLowerCase().split(/\s+/)) {
      const word = raw.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
      if (word !== "" && !STOPWORDS.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 25);
  context.addOutputMetadata({ plot: MetadataValue.md(`![Top 25 words](${barChart("Top 25 words in Hacker News titles", top)})`) });
  return Object.fromEntries(top);
});
