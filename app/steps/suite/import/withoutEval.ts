/** zod would try whether it may make code of texts, which our policy refuses and the browser then complains of. */
import { config } from 'zod';

config({ jitless: true });
