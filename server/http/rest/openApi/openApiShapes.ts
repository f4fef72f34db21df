/** OpenAPI 3.1, as far as the description of REST has it. */
import type { ProblemKind } from '../../../../contract/problemKinds.ts';
import type { JsonSchema } from './wireSchemas.ts';

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    responses: Record<string, OperationResponse>;
    securitySchemes: Record<string, object>;
    headers: Record<string, object>;
  };
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface MediaType {
  schema: JsonSchema;
  /** What the `data` of each event is; OpenAPI 3.1 has no word for it. */
  'x-event-data'?: JsonSchema;
  /** What each line is, of a file of such. */
  'x-line'?: JsonSchema;
}

export interface OperationResponse {
  description: string;
  headers: Record<string, object>;
  content: Record<string, MediaType>;
  /** The values that `code` has with this status. */
  'x-codes'?: ProblemKind[];
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, never[]>[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, OperationResponse | { $ref: string }>;
}
