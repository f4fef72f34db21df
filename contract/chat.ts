/** Who speaks in the chat, and how an answer stands. */

export const chatRoles = ['user', 'assistant'] as const;

export const chatStatuses = ['streaming', 'complete', 'stopped', 'interrupted', 'failed'] as const;
export type ChatStatus = (typeof chatStatuses)[number];

/** What an answer's status is called: a sentence without its full stop. */
export const chatStatusLabels = {
  streaming: 'The model is answering',
  complete: 'The answer is complete',
  stopped: 'The answer was stopped',
  /** On our side; what had come is kept. */
  interrupted: 'The answer was interrupted',
  /** By the model or its endpoint. */
  failed: 'The model could not finish its answer',
} as const satisfies Record<ChatStatus, string>;

/** A question worth asking about the results there are. */
export interface SuggestedQuestion {
  question: string;
  /** The result it is about; give it to `chat.send` as `discuss`. */
  discuss?: string;
}
