// kill -9 before and after every request to Google Cloud Storage: the old value or the new one, whole.
import { surviveKills } from "../support/kill-requests.js";
import { startGcs } from "../support/servers/gcs.js";

surviveKills("Google Cloud Storage", startGcs);
