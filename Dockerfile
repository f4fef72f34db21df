FROM node:24.21.0-slim AS build
WORKDIR /byom
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# The pages are bundled with what they render with. tRPC asks for the compiler, for its types only.
RUN NODE_ENV=production npm run build && npm prune --omit=dev --omit=optional --ignore-scripts && rm -r node_modules/typescript

FROM node:24.21.0-slim
WORKDIR /byom
COPY --from=build /byom ./
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
USER node
EXPOSE 3000
CMD ["node", "server/index.ts"]
