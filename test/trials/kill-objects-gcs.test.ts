// kill -9 before and after every request to Google Cloud Storage: either the old or the new value is complete.
import { surviveKills } from "../support/kill-requests.js";
import { startGcs } from "../support/servers/gcs.js";

surviveKills("Google Cloud Storage", startGcs);
