// kill -9 before and after every request to Azure: the old value or the new one, whole.
import { surviveKills } from "../support/kill-requests.js";
import { startAzure } from "../support/servers/azure.js";

surviveKills("Azure", startAzure);
