import { useEffect, useRef, useState } from 'react';
import { chatStatusLabels } from '../../../contract/chat.ts';
import type { ChatMessage } from '../../lib/api.ts';
import { nextAnnouncement } from './answerAnnouncements.ts';

/** Sentences that come faster than this are announced together. */
const PAUSE_MS = 1_000;

/** What a live region shall say of the newest message: sentences while it is written, then its end. */
export function useAnswerAnnouncements(last: ChatMessage | undefined): string {
  const newest = useRef(last);
  newest.current = last;
  const [announcement, setAnnouncement] = useState('');
  const id = last?.id;

  useEffect(() => {
    if (newest.current?.status !== 'streaming') return;
    // What was there before the page was opened can be read at leisure.
    let announcedLength = newest.current?.content.length ?? 0;
    setAnnouncement(`${chatStatusLabels.streaming}.`);
    const announce = () => {
      const message = newest.current;
      if (!message || message.id !== id) return clearInterval(timer);
      const isOver = message.status !== 'streaming';
      const next = nextAnnouncement(message.content, announcedLength, isOver);
      ({ announcedLength } = next);
      const end = isOver ? `${chatStatusLabels[message.status]}.` : '';
      const text = `${next.text} ${end}`.trim();
      if (text !== '') setAnnouncement(text);
      if (isOver) clearInterval(timer);
    };
    const timer = setInterval(announce, PAUSE_MS);
    return () => clearInterval(timer);
  }, [id]);
  return announcement;
}
