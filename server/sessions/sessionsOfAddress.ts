import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Db } from '../../db/engine/index.ts';
import { modelConfigs } from '../../db/schema.ts';
import { deleteSession } from './sessionEnd.ts';

/**
 * Deletes the oldest sessions of an address that keep it from one more, with all they own. For local mode,
 * where everybody at the address is the one person (docs/decisions/0030).
 * @returns how many were deleted
 */
export async function endSessionsInTheWay(
  db: Db,
  addressBucket: string,
  maxSessionsPerAddress: number,
): Promise<number> {
  const active = await db
    .select({ sessionHash: modelConfigs.sessionHash })
    .from(modelConfigs)
    .where(and(eq(modelConfigs.ipAddress, addressBucket), gt(modelConfigs.expiresAt, sql`now()`)))
    .orderBy(asc(modelConfigs.createdAt));
  const inTheWay = active.slice(0, Math.max(0, active.length - maxSessionsPerAddress + 1));
  for (const { sessionHash } of inTheWay) await deleteSession(db, sessionHash);
  return inTheWay.length;
}
