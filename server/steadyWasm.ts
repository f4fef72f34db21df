/**
 * Keeps V8 from ending the process. Calls out of WebAssembly go through wrappers that all threads share, and which
 * are compiled anew after a thousand calls; where two threads do that at once, V8 13.6 now and then
 * frees one twice ("Check failed: jit_page.has_value()", from `Runtime_TierUpWasmToJSWrapper`). undici and PGlite make
 * such calls in threads of ours. Compiling these wrappers anew gains nothing that one can measure.
 * Import this before anything is made of WebAssembly; it holds for all threads.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000');
