/**
 * What the process and its call thread say to each other. All of it is plain data, since it crosses by
 * structured clone. `id` names one call or one measurement, and is chosen by the process.
 */
import type { CallBounds } from '../callBounds.ts';
import type {
  ModelAnswer,
  ModelCallEvent,
  ModelCallFailure,
  ModelCallRequest,
  ModelListRequest,
} from '../modelCall.ts';
import type { NameLookupSettings } from '../net/nameLookup.ts';
import type { ListedModel } from '../protocol/modelList.ts';
import type { SchedulingDelay } from '../schedulingDelay.ts';

/** What the thread is started with. */
export interface CallThreadSettings {
  allowLocalhost: boolean;
  /** The operator's list as it was written; the thread reads it itself. */
  allowedEndpoints: string;
  bounds: CallBounds;
  extraCaCertificates: string[] | undefined;
  names: NameLookupSettings | undefined;
}

export type MessageToThread =
  | { type: 'call'; id: number; request: ModelCallRequest }
  | { type: 'list'; id: number; request: ModelListRequest }
  | { type: 'abort'; id: number }
  | { type: 'measureClock'; id: number }
  | { type: 'endClock'; id: number }
  | { type: 'close' };

export type MessageFromThread =
  | { type: 'event'; id: number; event: ModelCallEvent }
  | { type: 'answered'; id: number; answer: ModelAnswer }
  | { type: 'listed'; id: number; models: ListedModel[] | null }
  | { type: 'failed'; id: number; failure: ModelCallFailure }
  /** A fault of ours; what it says may stand in a log. */
  | { type: 'faulted'; id: number; message: string }
  | { type: 'clock'; id: number; delay: SchedulingDelay | null };
