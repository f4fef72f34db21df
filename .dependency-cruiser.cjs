/** Who may import whom; see "How the code is laid out" in README.md. */
const domain = '^server/(session|endpoint|batch|chat|analytics|export|suite|limits)/';
const domainFolder = '^server/(?:session|endpoint|batch|chat|analytics|export|suite|limits)/';

module.exports = {
  forbidden: [
    {
      name: 'app-takes-types-only',
      comment:
        'Pages reach the server through the API; server code must not end up in the browser.',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: '^(server|db)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sdk-takes-types-only',
      severity: 'error',
      from: { path: '^sdk/' },
      to: { path: '^(server|db|app)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'db-imports-nothing-above-itself',
      severity: 'error',
      from: { path: '^db/' },
      to: { path: '^(server|app|sdk)/' },
    },
    {
      name: 'server-does-not-import-pages',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(app|sdk)/' },
    },
    {
      name: 'domain-is-free-of-transport',
      comment: 'HTTP, tRPC and Remix are faces of the domain, not parts of it.',
      severity: 'error',
      from: { path: domainFolder },
      to: {
        path: '^server/(http|routers|trpc|errors|context|startServer|index)|^node_modules/(@trpc|@remix-run|express)',
      },
    },
    {
      name: 'domain-folders-talk-through-their-index',
      severity: 'error',
      from: { path: domain },
      to: { path: domainFolder, pathNot: ['^server/$1/', '^server/[^/]+/index\\.ts$'] },
    },
    {
      name: 'faces-use-domain-index',
      severity: 'error',
      from: { path: '^server/(http|routers|[^/]+\\.ts)' },
      to: { path: domainFolder, pathNot: '^server/[^/]+/index\\.ts$' },
    },
    {
      name: 'one-door-to-the-outside',
      comment: 'Every byte to an endpoint goes through the guarded dispatcher.',
      severity: 'error',
      from: { path: '^(server|db)/', pathNot: '^server/endpoint/' },
      to: { path: '^node_modules/undici' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  },
};
