import { createContext, useContext } from 'react';

/** The page's Content-Security-Policy nonce. The browser hides it from scripts, so it is empty there. */
export const NonceContext = createContext<string | undefined>(undefined);

export const useNonce = () => useContext(NonceContext);
