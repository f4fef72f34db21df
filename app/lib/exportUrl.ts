/** Where downloads come from. */
export const EXPORT_URL = '/api/demo/v2/export';
