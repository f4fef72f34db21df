/** Who may import whom: CONTRIBUTING.md tells it in words. See also docs/decisions/0002. */
const domainRooms =
  'sessions|connections|adapterCheck|endpoint|pacing|limits|jobs|runs|suites|grading|statistics|results|comparison|blindVotes|chat|export|simulator';
const rooms = `server/(?:${domainRooms}|api|ops/[^/]+)|db/(?:engine|suites)|suiteFiles`;

module.exports = {
  forbidden: [
    {
      name: 'contract-imports-nothing',
      comment: 'Everyone may import the contract, so it must not drag anything along.',
      severity: 'error',
      from: { path: '^contract/' },
      to: { pathNot: ['^contract/', '^node_modules/zod/'] },
    },
    {
      name: 'zod-stays-in-contract-schemas',
      comment: 'Pages take constants and types from the contract without loading zod.',
      severity: 'error',
      from: { path: '^contract/', pathNot: '^contract/schemas/' },
      to: { path: '^(node_modules/zod/|contract/schemas/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pages-and-client-take-types-of-the-api-only',
      comment: 'They reach the server through the API; server code must not end up in the browser.',
      severity: 'error',
      from: { path: '^(app|sdk)/' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pages-and-client-know-only-the-api',
      severity: 'error',
      from: { path: '^(app|sdk)/' },
      to: { path: '^(server|db)/', pathNot: '^server/api/' },
    },
    {
      name: 'what-serves-all-pages-imports-none',
      severity: 'error',
      from: { path: '^app/lib/' },
      to: { path: '^app/', pathNot: '^app/lib/' },
    },
    {
      name: 'what-surrounds-steps-imports-none',
      severity: 'error',
      from: { path: '^app/(charts|shell|ui)/' },
      to: { path: '^app/(routes|steps)/' },
    },
    {
      name: 'suite-files-import-the-contract-only',
      comment: 'They are read in a browser, in a thread of the server and by a command alike.',
      severity: 'error',
      from: { path: '^suiteFiles/' },
      to: {
        pathNot: ['^(suiteFiles|contract)/', '^node_modules/(papaparse|yaml|@types/papaparse)/'],
      },
    },
    {
      name: 'client-does-not-import-pages',
      severity: 'error',
      from: { path: '^sdk/' },
      to: { path: '^app/' },
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
      from: { path: `^server/(?:${domainRooms}|ops)/`, pathNot: '^server/simulator/' },
      to: { path: '^server/(http|api|process)/|^node_modules/(@trpc|@remix-run|express)/' },
    },
    {
      name: 'only-what-node-starts-imports-the-process',
      comment: 'The server and the command that cleans up read the same settings.',
      severity: 'error',
      from: {
        path: '^(app|contract|db|scripts|sdk|server)/',
        pathNot: ['^server/(process/|index\\.ts$)', '^scripts/cleanup\\.ts$'],
      },
      to: { path: '^server/process/' },
    },
    {
      name: 'only-the-process-imports-http',
      severity: 'error',
      from: { path: '^(app|contract|db|scripts|sdk|server)/', pathNot: '^server/(http|process)/' },
      to: { path: '^server/http/' },
    },
    {
      name: 'rooms-meet-at-their-index',
      severity: 'error',
      from: {
        path: '^(app|contract|db|sdk|scripts|server|suiteFiles)/',
        pathNot: `^(?:${rooms})/`,
      },
      to: { path: `^(?:${rooms})/`, pathNot: `^(?:${rooms})/index\\.ts$` },
    },
    {
      name: 'rooms-meet-at-their-index-from-inside-another',
      severity: 'error',
      from: { path: `^(${rooms})/` },
      to: { path: `^(?:${rooms})/`, pathNot: ['^$1/', `^(?:${rooms})/index\\.ts$`] },
    },
    {
      name: 'one-door-to-the-outside',
      comment: 'Every byte to an endpoint goes through the guarded dispatcher.',
      severity: 'error',
      from: { path: '^(server|db|contract)/', pathNot: '^server/endpoint/' },
      to: { path: '^node_modules/undici/' },
    },
    {
      name: 'one-door-to-the-database',
      comment: 'Both engines stand behind one interface.',
      severity: 'error',
      from: { path: '^(server|db|scripts)/', pathNot: '^db/engine/' },
      to: {
        path: '^node_modules/(@electric-sql/pglite|postgres|drizzle-orm/(pglite|postgres-js))/',
      },
    },
    {
      name: 'server-needs-no-dev-package',
      comment: 'A deployment installs none. Vite is loaded in development only.',
      severity: 'error',
      from: { path: '^(server|db|contract)/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/(vite|@types)/',
      },
    },
    {
      name: 'no-circles',
      comment: 'Of types either: a reader has to begin somewhere.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: '^sdk/dist/',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'] },
  },
};
