/**
 * The record of who did what: lines of the log with `"audit": true`, an event from a closed list and the
 * session's pseudonym. No secret, no prompt, no answer, no address.
 * See docs/decisions/0021.
 */
import type { Problem } from '../../../contract/problem.ts';
import type { SessionPseudonyms } from '../../sessions/index.ts';
import type { Log } from '../log/index.ts';

/** The event of each procedure that changes something or exports data. */
export const auditedProcedures = {
  'session.create': 'session_created',
  'session.testConnection': 'connection_tested',
  'session.stopTest': 'connection_test_stopped',
  'session.probeContext': 'context_probed',
  'session.listModels': 'models_listed',
  'session.findLocalServers': 'local_servers_searched',
  'session.chooseModel': 'model_chosen',
  'connection.listModels': 'models_listed',
  'connection.add': 'connection_added',
  'connection.edit': 'connection_edited',
  'connection.remove': 'connection_removed',
  'adapterCheck.start': 'adapter_checked',
  'adapterCheck.stop': 'adapter_check_stopped',
  'session.delete': 'session_deleted',
  'session.endInTheWay': 'session_deleted',
  'batch.start': 'run_started',
  'batch.rerun': 'run_started',
  'batch.resume': 'run_resumed',
  'batch.cancel': 'run_cancelled',
  'batch.rename': 'run_renamed',
  'batch.setTargets': 'targets_set',
  'batch.grade': 'run_graded',
  'batch.overrule': 'grade_overruled',
  'comparison.grade': 'run_graded',
  'blindVote.start': 'blind_vote_started',
  'blindVote.cast': 'vote_cast',
  'blindVote.undo': 'vote_taken_back',
  'suite.create': 'suite_stored',
  'suite.import': 'suite_stored',
  'suite.change': 'suite_changed',
  'suite.delete': 'suite_deleted',
  'chat.send': 'chat_asked',
  'chat.regenerate': 'chat_asked',
  'chat.edit': 'chat_asked',
  'chat.reply': 'chat_asked',
  'chat.newConversation': 'conversation_begun',
  'chat.stop': 'chat_stopped',
  'export.document': 'results_exported',
  'export.comparison': 'results_exported',
} as const satisfies Record<string, string>;

const auditedRefusals: Partial<Record<Problem['kind'], string>> = {
  session_not_found: 'unknown_session',
  session_limit: 'refused_by_limit',
  rate_limited: 'refused_by_limit',
  endpoint_blocked: 'endpoint_refused',
  key_unreadable: 'key_unreadable',
};

export interface AuditTrail {
  /** A procedure was called with `token`, and returned `output` or was refused with `refusal`. */
  called(
    procedure: string,
    call: { token: string | undefined; output?: unknown; refusal?: Problem['kind'] },
  ): void;
  runEnded(run: { id: string; sessionHash: string; status: string }): void;
  /** An expired session was deleted. */
  sessionExpired(sessionHash: string): void;
}

export function createAuditTrail(log: Log, pseudonyms: SessionPseudonyms): AuditTrail {
  const record = (event: string, details: Record<string, unknown>) =>
    log.info({ audit: true, event, ...details }, 'audit');

  return {
    called(procedure, { token, output, refusal }) {
      const event = refusal
        ? auditedRefusals[refusal]
        : (auditedProcedures as Record<string, string>)[procedure];
      if (!event) return;
      const { sessionId, id } = (output ?? {}) as { sessionId?: string; id?: string };
      record(event, {
        session: pseudonyms.ofToken(sessionId ?? token),
        ...(refusal ? { procedure, refusal } : {}),
        ...(procedure.startsWith('batch.') && id ? { runId: id } : {}),
      });
    },
    runEnded({ id, sessionHash, status }) {
      record('run_ended', { session: pseudonyms.ofHash(sessionHash), runId: id, status });
    },
    sessionExpired(sessionHash) {
      record('session_expired', { session: pseudonyms.ofHash(sessionHash) });
    },
  };
}
