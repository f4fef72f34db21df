/** Who speaks in the chat, and how an answer stands. */

export const chatRoles = ['user', 'assistant'] as const;

export const chatStatuses = ['streaming', 'complete', 'stopped', 'interrupted', 'failed'] as const;
