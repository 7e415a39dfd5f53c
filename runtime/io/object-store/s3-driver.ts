// Amazon S3, and stores with the same protocol.
import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import type * as S3 from "@aws-sdk/client-s3";
import { type EnvVar, readSetting } from "../../sdk/env-var.js";
import type { ObjectBody, StoreDriver } from "./cloud-store.js";
import { importLibrary } from "./import-library.js";

export interface S3Options {
  /** Default: the setting of the AWS tools. */
  readonly region?: string | EnvVar;
  /** The endpoint of another store with the S3 protocol, or of a VPC: `https://…`. */
  readonly endpoint?: string | EnvVar;
  /** The bucket in the path instead of the host name. Default: true with an endpoint. */
  readonly forcePathStyle?: boolean;
  /** Default: AWS's own credential chain (environment, profile, sign-in, instance role). */
  readonly accessKeyId?: string | EnvVar;
  readonly secretAccessKey?: string | EnvVar;
  readonly sessionToken?: string | EnvVar;
}

/** The metadata key of an object that identifies the upload that created it. */
const UPLOAD = "millrace-upload";

/** Requests to one bucket. The library's own retries are off. */
export async function s3Driver(bucket: string, options: S3Options = {}): Promise<StoreDriver> {
  const s3 = await importLibrary(() => import("@aws-sdk/client-s3"), "@aws-sdk/client-s3", `s3://${bucket}`);
  const read = (setting: string | EnvVar | undefined) => (setting === undefined ? undefined : readSetting(setting));
  const [accessKeyId, secretAccessKey, sessionToken] = [options.accessKeyId, options.secretAccessKey, options.sessionToken].map(read);
  const endpoint = read(options.endpoint);
  const region = read(options.region) ?? (endpoint !== undefined && process.env.AWS_REGION === undefined ? "us-east-1" : undefined);
  const client = new s3.S3Client({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 0 },
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: options.forcePathStyle ?? true }),
    ...(options.forcePathStyle === undefined ? {} : { forcePathStyle: options.forcePathStyle }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } }),
  });
  const Bucket = bucket;

  return {
    scheme: "s3",
    base: `s3://${bucket}/`,
    secrets: [accessKeyId, secretAccessKey, sessionToken].filter((secret) => secret !== undefined),
    partsAtOnce: 4,
    async read(Key, start, end, abortSignal): Promise<ObjectBody> {
      const Range = start === 0 && end === null ? undefined : `bytes=${start}-${end === null ? "" : end - 1}`;
      const found = await client.send(new s3.GetObjectCommand({ Bucket, Key, ...(Range === undefined ? {} : { Range }) }), { abortSignal });
      const total = /\/(\d+)$/.exec(found.ContentRange ?? "")?.[1];
      const chunks = found.Body as unknown as Readable;
      return {
        size: total === undefined ? (found.ContentLength ?? 0) : Number(total),
        etag: found.ETag ?? "",
        chunks,
        stop: () => chunks.destroy(),
      };
    },
    async put(Key, Body, abortSignal) {
      await client.send(new s3.PutObjectCommand({ Bucket, Key, Body }), { abortSignal });
    },
    async upload(Key, abortSignal) {
      const id = randomUUID();
      const Metadata = { [UPLOAD]: id };
      const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key, Metadata }), { abortSignal });
      const parts: S3.CompletedPart[] = [];
      return {
        async part(PartNumber, Body, signal) {
          const sent = await client.send(new s3.UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }), { abortSignal: signal });
          parts[PartNumber - 1] = { PartNumber, ETag: sent.ETag, ...checksums(sent) };
        },
        async complete(signal) {
          const MultipartUpload = { Parts: parts };
          try {
            await client.send(new s3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }), { abortSignal: signal });
          } catch (error) {
            // An earlier attempt completed the upload, but its answer was lost: the upload is gone and the object exists.
            if ((error as Error).name !== "NoSuchUpload") throw error;
            const { Metadata: found } = await client.send(new s3.HeadObjectCommand({ Bucket, Key }), { abortSignal: signal });
            if (found?.[UPLOAD] !== id) throw error;
          }
        },
        async abort() {
          await client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
        },
      };
    },
    async head(Key, abortSignal) {
      const found = await client.send(new s3.HeadObjectCommand({ Bucket, Key }), { abortSignal });
      return { name: Key, size: found.ContentLength ?? 0, etag: found.ETag ?? "", modified: found.LastModified ?? new Date(0) };
    },
    async page(Prefix, ContinuationToken, abortSignal) {
      const page = await client.send(
        new s3.ListObjectsV2Command({ Bucket, Prefix, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) }),
        { abortSignal },
      );
      const objects = (page.Contents ?? []).map((found) => ({
        name: found.Key ?? "",
        size: found.Size ?? 0,
        etag: found.ETag ?? "",
        modified: found.LastModified ?? new Date(0),
      }));
      return { objects, next: page.IsTruncated === true ? page.NextContinuationToken : undefined };
    },
    async delete(Key, abortSignal) {
      await client.send(new s3.DeleteObjectCommand({ Bucket, Key }), { abortSignal });
    },
    close: () => client.destroy(),
  };
}

/** The checksum that the library computed for a part must be sent again when the upload is completed. */
function checksums(sent: S3.UploadPartCommandOutput): Partial<S3.CompletedPart> {
  return sent.ChecksumCRC32 === undefined ? {} : { ChecksumCRC32: sent.ChecksumCRC32 };
}
