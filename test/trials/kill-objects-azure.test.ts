// kill -9 before and after every request to Azure: either the old or the new value is complete.
import { surviveKills } from "../support/kill-requests.js";
import { startAzure } from "../support/servers/azure.js";

surviveKills("Azure", startAzure);
