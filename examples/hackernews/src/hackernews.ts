// The part of the Hacker News API this example uses. HACKERNEWS_API names another server with the same routes.

const api = process.env.HACKERNEWS_API ?? "https://hacker-news.firebaseio.com/v0";

/** A story as the API gives it; only what every story has is required. */
export interface Item {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly by?: string;
  readonly score?: number;
  readonly time: number;
  readonly url?: string;
}

export async function topStoryIds(signal: AbortSignal): Promise<number[]> {
  return (await get("topstories.json", signal)) as number[];
}

/** Null for an item that was deleted. */
export async function item(id: number, signal: AbortSignal): Promise<Item | null> {
  return (await get(`item/${id}.json`, signal)) as Item | null;
}

async function get(route: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(`${api}/${route}`, { signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]) });
  if (!response.ok) throw new Error(`${api}/${route} answered ${response.status} ${response.statusText}`);
  return response.json();
}
