import { z } from 'zod';
import type { ChatCommand } from './chatForm.ts';

const intents = [
  'ask',
  'edit',
  'regenerate',
  'stop',
  'new',
] as const satisfies ChatCommand['intent'][];

/** Which of the chat's forms was sent; `readChatForm` reads what it says, on either side. */
export const chatForms = z.object({
  intent: z.enum(intents, 'is none of the forms of this page'),
});
