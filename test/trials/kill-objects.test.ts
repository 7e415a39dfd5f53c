// kill -9 before and after every request to S3: either the old or the new value is complete.
import { surviveKills } from "../support/kill-requests.js";
import { startS3 } from "../support/servers/s3.js";

surviveKills("S3", startS3, true);
