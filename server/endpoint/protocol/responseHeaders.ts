/** The headers of a response as undici gives them: names in small letters, repeated ones as a list. */
export type ResponseHeaders = Record<string, string | string[] | undefined>;
